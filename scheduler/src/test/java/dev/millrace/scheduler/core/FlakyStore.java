package dev.millrace.scheduler.core;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.InMemoryFileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Files in memory on a disk that refuses to write while told so. */
final class FlakyStore implements FileStore {

  private final FileStore files = new InMemoryFileStore();
  boolean failing;

  @Override
  public WritableFile create(String path) throws IOException {
    check();
    WritableFile file = files.create(path);
    return new WritableFile() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        check();
        file.write(bytes);
      }

      @Override
      public void sync() throws IOException {
        check();
        file.sync();
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }

  @Override
  public ReadableFile open(String path) throws IOException {
    return files.open(path);
  }

  @Override
  public List<String> list(String directory) throws IOException {
    return files.list(directory);
  }

  @Override
  public void publish(String temporary, String target) throws IOException {
    check();
    files.publish(temporary, target);
  }

  @Override
  public void delete(String path) throws IOException {
    files.delete(path);
  }

  @Override
  public void syncDirectory(String directory) throws IOException {
    check();
    files.syncDirectory(directory);
  }

  @Override
  public String describe() {
    return "flaky files in memory";
  }

  private void check() throws IOException {
    if (failing) {
      throw new IOException("no space left on device");
    }
  }
}
