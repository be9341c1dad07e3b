package dev.millrace.wal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopFileStoreTest {
  @TempDir private java.nio.file.Path temporary;

  @Test
  void refusesAFileSystemThatCannotSync() {
    UnsyncableStoreException refused =
        assertThrows(
            UnsyncableStoreException.class,
            () -> HadoopFileStore.at(new Path("test:/logs"), configuration(Unsyncable.class)));

    assertTrue(refused.getMessage().contains(Unsyncable.class.getName()), refused::getMessage);
    assertTrue(refused.getMessage().contains("HDFS"), refused::getMessage);
  }

  /** Hadoop throws an Error when a local disk fails, past every {@code catch (Exception)}. */
  @Test
  void turnsHadoopsErrorsIntoExceptions() throws Exception {
    HadoopFileStore store =
        HadoopFileStore.at(new Path("test:/logs"), configuration(Failing.class));
    WritableFile file = store.create("file");

    for (IOException failure :
        List.of(
            assertThrows(IOException.class, () -> file.write(ByteBuffer.allocate(1))),
            assertThrows(IOException.class, file::sync),
            assertThrows(IOException.class, file::close))) {
      assertInstanceOf(FSError.class, failure.getCause());
    }
  }

  /** Hadoop's own local file system has a checksum layer, whose sync does nothing. */
  @Test
  void goesAroundTheChecksumLayerOfTheLocalFileSystem() throws Exception {
    HadoopFileStore store = HadoopFileStore.at(temporary.toUri().toString());
    WritableFile file = store.create("file");
    file.write(ByteBuffer.allocate(100_000));
    file.sync();

    assertEquals(100_000, Files.size(temporary.resolve("file")));
    assertEquals(List.of("file"), store.list(""), "no checksum file, no probe");
    file.close();
    assertTrue(store.describe().contains("RawLocalFileSystem"), store::describe);
  }

  @Test
  void keepsLocalFilesToTheirOwner() throws Exception {
    assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("posix"));
    HadoopFileStore store = HadoopFileStore.at(temporary.resolve("s").toUri().toString());
    store.create("a/file").close();

    assertEquals("rwx------", NioFileStoreTest.permissions(temporary.resolve("s/a")));
    assertEquals("rw-------", NioFileStoreTest.permissions(temporary.resolve("s/a/file")));
  }

  private static Configuration configuration(Class<?> fileSystem) {
    Configuration configuration = new Configuration(false);
    configuration.setClass("fs.test.impl", fileSystem, FilterFileSystem.class);
    configuration.setBoolean("fs.test.impl.disable.cache", true);
    return configuration;
  }

  /** Streams that take everything and sync nothing, like an object store's. */
  public static class Unsyncable extends FilterFileSystem {
    /** For Hadoop. */
    public Unsyncable() {
      super(new RawLocalFileSystem());
    }

    @Override
    public void initialize(URI name, Configuration configuration) {
      setConf(configuration);
    }

    @Override
    public URI getUri() {
      return URI.create("test:/");
    }

    @Override
    protected void checkPath(Path path) {}

    @Override
    public Path makeQualified(Path path) {
      return path;
    }

    @Override
    public short getDefaultReplication(Path path) {
      return 1;
    }

    @Override
    public long getDefaultBlockSize(Path path) {
      return 1 << 20;
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) {
      return true;
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
      return true;
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return new FSDataOutputStream(OutputStream.nullOutputStream(), null);
    }
  }

  /** Streams on a disk that fails. */
  public static final class Failing extends Unsyncable {
    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      boolean isProbe = path.getName().contains("probe");
      return new FSDataOutputStream(new FailingStream(isProbe), null);
    }
  }

  private static final class FailingStream extends OutputStream
      implements Syncable, StreamCapabilities {
    private final boolean isProbe;
    private final FSError error = anError();

    FailingStream(boolean isProbe) {
      this.isProbe = isProbe;
    }

    /** Only Hadoop can make one; a local stream does when it is written to after its end. */
    private static FSError anError() {
      try {
        java.nio.file.Path file = Files.createTempFile("closed", "stream");
        RawLocalFileSystem local = new RawLocalFileSystem();
        local.initialize(file.getParent().toUri(), new Configuration(false));
        FSDataOutputStream stream = local.create(new Path(file.toUri()), true);
        stream.close();
        Files.delete(file);
        return assertThrows(FSError.class, () -> stream.write(new byte[100_000]));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean hasCapability(String capability) {
      return true;
    }

    @Override
    public void write(int value) {
      throw error;
    }

    @Override
    public void hflush() {
      throw error;
    }

    @Override
    public void hsync() {
      throw error;
    }

    @Override
    public void close() {
      if (!isProbe) {
        throw error;
      }
    }
  }
}
