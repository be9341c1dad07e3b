package dev.millrace.testkit.hadoop;

import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;

/** Writes a file of the simulated disk. <em>Owned by one thread.</em> */
final class SimulatedOutputStream extends OutputStream implements Syncable, StreamCapabilities {
  private final SimulatedFileSystem fileSystem;
  private final WritableFile file;
  private final boolean syncs;

  SimulatedOutputStream(SimulatedFileSystem fileSystem, WritableFile file, boolean syncs) {
    this.fileSystem = fileSystem;
    this.file = file;
    this.syncs = syncs;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    fileSystem.attempt(
        () -> {
          file.write(ByteBuffer.wrap(bytes, offset, length));
          return file;
        });
  }

  /** Every write is visible at once. */
  @Override
  public void hflush() {}

  @Override
  public void hsync() throws IOException {
    if (syncs) {
      fileSystem.attempt(
          () -> {
            file.sync();
            return file;
          });
    }
  }

  @Override
  public boolean hasCapability(String capability) {
    return syncs && capability.toLowerCase(Locale.ROOT).equals(StreamCapabilities.HSYNC);
  }

  @Override
  public void close() throws IOException {
    fileSystem.attempt(
        () -> {
          file.close();
          return file;
        });
  }
}
