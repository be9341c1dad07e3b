package dev.millrace.testkit.hadoop;

import dev.millrace.wal.file.ReadableFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.FSInputStream;

/** Reads a file of the simulated disk. <em>Thread-safe for reads at positions.</em> */
final class SimulatedInputStream extends FSInputStream {
  private final SimulatedFileSystem fileSystem;
  private final ReadableFile file;
  private long position;

  SimulatedInputStream(SimulatedFileSystem fileSystem, ReadableFile file) {
    this.fileSystem = fileSystem;
    this.file = file;
  }

  @Override
  public int read(long from, byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    return fileSystem.attempt(() -> file.read(from, ByteBuffer.wrap(bytes, offset, length)));
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = read(position, bytes, offset, length);
    position += Math.max(0, count);
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public void seek(long to) throws IOException {
    if (to < 0) {
      throw new EOFException("cannot seek to " + to);
    }
    position = to;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public boolean seekToNewSource(long to) {
    return false;
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
