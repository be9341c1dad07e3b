package dev.millrace.testkit.file;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.NioFileStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class NioFileStoreContractTest extends FileStoreContract {
  @TempDir private Path root;

  @Override
  protected FileStore newStore() {
    return new NioFileStore(root.resolve("store"));
  }
}
