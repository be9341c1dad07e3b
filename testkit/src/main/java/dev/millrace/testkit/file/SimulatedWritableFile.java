package dev.millrace.testkit.file;

import dev.millrace.testkit.file.FileFault.Kind;
import dev.millrace.testkit.world.Life;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.zip.CRC32C;

/** A file that one life writes. <em>Owned by the world's thread.</em> */
final class SimulatedWritableFile implements WritableFile {
  private final SimulatedDisk disk;
  private final Life life;
  private final String path;
  private final FileImage image;
  private final long openNumber;
  private boolean closed;

  SimulatedWritableFile(SimulatedDisk disk, Life life, String path, FileImage image) {
    this.disk = disk;
    this.life = life;
    this.path = path;
    this.image = image;
    this.openNumber = disk.opened(life, path);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    requireOpen();
    disk.perform(life, FileOperation.WRITE, path, new Write(bytes));
  }

  @Override
  public void sync() throws IOException {
    requireOpen();
    disk.perform(life, FileOperation.SYNC, path, new Sync());
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    disk.closed(openNumber);
    disk.perform(life, FileOperation.CLOSE, path, () -> path);
  }

  private void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  private final class Write implements DiskCall<String> {
    private final ByteBuffer bytes;

    Write(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public String whole() throws IOException {
      int count = bytes.remaining();
      int fitting = disk.fitting(count);
      append(fitting);
      if (fitting < count) {
        throw disk.full(life, path);
      }
      return path;
    }

    @Override
    public void part() {
      append(disk.fitting(disk.faultChance().nextInt(bytes.remaining() + 1)));
    }

    private void append(int count) {
      CRC32C crc = new CRC32C();
      crc.update(bytes.duplicate().limit(bytes.position() + count));
      disk.world().mixIn(crc.getValue());
      image.append(bytes, count);
    }
  }

  private final class Sync implements DiskCall<String> {
    @Override
    public String whole() {
      image.sync();
      return path;
    }

    @Override
    public void failed() {
      image.failSync();
    }

    @Override
    public String altered(Kind kind) {
      return path;
    }
  }
}
