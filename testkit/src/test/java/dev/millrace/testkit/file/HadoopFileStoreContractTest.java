package dev.millrace.testkit.file;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.HadoopFileStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** On a local disk; with {@code -Phdfs} the same runs on HDFS. */
class HadoopFileStoreContractTest extends FileStoreContract {
  @TempDir private Path root;

  @Override
  protected FileStore newStore() throws Exception {
    return HadoopFileStore.at(root.resolve("store").toUri().toString());
  }
}
