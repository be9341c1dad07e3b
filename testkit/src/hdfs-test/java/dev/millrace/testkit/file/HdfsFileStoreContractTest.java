package dev.millrace.testkit.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.HadoopFileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a small HDFS inside this process. */
class HdfsFileStoreContractTest extends FileStoreContract {
  private static MiniDFSCluster cluster;
  private static int stores;

  @BeforeAll
  static void startCluster(@TempDir File directory) throws Exception {
    cluster =
        new MiniDFSCluster.Builder(new Configuration(), directory).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stopCluster() {
    cluster.shutdown();
  }

  @Override
  protected FileStore newStore() throws Exception {
    return HadoopFileStore.at(nextRoot(), cluster.getConfiguration(0));
  }

  private static Path nextRoot() throws Exception {
    stores++;
    return new Path(cluster.getFileSystem().getUri().toString(), "/store-" + stores);
  }

  /** The name node learns of a file's growth late; what was synced is there all the same. */
  @Test
  void readsToTheEndWhateverLengthIsReported() throws Exception {
    Path root = nextRoot();
    HadoopFileStore store = HadoopFileStore.at(root, cluster.getConfiguration(0));
    DistributedFileSystem hdfs = cluster.getFileSystem();
    try (WritableFile file = store.create("file")) {
      for (int i = 0; i < 2; i++) {
        file.write(ByteBuffer.allocate(10_000));
        file.sync();
      }
      assertEquals(10_000, hdfs.getFileStatus(new Path(root, "file")).getLen());
      try (ReadableFile reader = store.open("file")) {
        assertEquals(1, reader.read(19_999, ByteBuffer.allocate(1)));
      }
    }
  }

  @Test
  void keepsFilesToTheirOwnerAndLeavesNoProbe() throws Exception {
    Path root = nextRoot();
    HadoopFileStore store = HadoopFileStore.at(root, cluster.getConfiguration(0));
    store.create("a/file").close();

    DistributedFileSystem hdfs = cluster.getFileSystem();
    assertEquals(List.of(), store.list(""));
    FileStatus file = hdfs.getFileStatus(new Path(root, "a/file"));
    assertEquals("rw-------", file.getPermission().toString());
    assertEquals(
        "rwx------", hdfs.getFileStatus(new Path(root, "a")).getPermission().toString());
    assertTrue(store.describe().contains("DistributedFileSystem"), store::describe);
  }
}
