package dev.millrace.testkit.file;

import dev.millrace.testkit.file.FileFault.Kind;
import dev.millrace.testkit.world.Life;
import dev.millrace.wal.file.ReadableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** A file that one life reads. <em>Owned by the world's thread.</em> */
final class SimulatedReadableFile implements ReadableFile {
  private final SimulatedDisk disk;
  private final Life life;
  private final String path;
  private final FileImage image;
  private final long openNumber;
  private boolean closed;

  SimulatedReadableFile(SimulatedDisk disk, Life life, String path, FileImage image) {
    this.disk = disk;
    this.life = life;
    this.path = path;
    this.image = image;
    this.openNumber = disk.opened(life, path);
  }

  @Override
  public int read(long position, ByteBuffer into) throws IOException {
    if (position < 0) {
      throw new IllegalArgumentException("position must not be negative: " + position);
    }
    if (closed) {
      throw new ClosedChannelException();
    }
    return disk.perform(life, FileOperation.READ, path, new Read(position, into));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      disk.closed(openNumber);
    }
  }

  private final class Read implements DiskCall<Integer> {
    private final long position;
    private final ByteBuffer into;

    Read(long position, ByteBuffer into) {
      this.position = position;
      this.into = into;
    }

    @Override
    public Integer whole() {
      return image.read(position, into, into.remaining());
    }

    @Override
    public void part() {}

    @Override
    public Integer altered(Kind kind) {
      if (kind == Kind.SHORT_READ) {
        int countMax = Math.max(1, into.remaining());
        return image.read(
            position, into, Math.min(into.remaining(), 1 + disk.faultChance().nextInt(countMax)));
      }
      int start = into.position();
      int count = image.read(position, into, into.remaining());
      if (count > 0) {
        int bit = disk.faultChance().nextInt(8 * count);
        int at = start + bit / 8;
        into.put(at, (byte) (into.get(at) ^ (1 << (bit % 8))));
      }
      return count;
    }
  }
}
