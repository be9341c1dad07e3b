package dev.millrace.testkit.log;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files as arrays that a sweep damages in place, with next to no cost of its own. What is written
 * is thrown away: a sweep looks at what opening a log finds. <em>Owned by one thread.</em>
 */
final class ArrayFileStore implements FileStore {
  /** A file's bytes, of which the first {@code length} count. */
  static final class ArrayFile implements ReadableFile {
    private final byte[] bytes;
    private int length;

    ArrayFile(byte[] bytes) {
      this.bytes = bytes.clone();
      this.length = bytes.length;
    }

    byte[] bytes() {
      return bytes;
    }

    void cutTo(int newLength) {
      length = newLength;
    }

    @Override
    public int read(long position, ByteBuffer into) {
      if (position >= length) {
        return -1;
      }
      int count = (int) Math.min(into.remaining(), length - position);
      into.put(bytes, (int) position, count);
      return count;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  private static final WritableFile NOWHERE =
      new WritableFile() {
        @Override
        public void write(ByteBuffer bytes) {
          bytes.position(bytes.limit());
        }

        @Override
        public void sync() {
          // Nobody reads it.
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };

  private final String directory;
  private final Map<String, ArrayFile> files = new TreeMap<>();
  private List<String> names = List.of();

  ArrayFileStore(String directory, Map<String, byte[]> contents) {
    this.directory = directory;
    contents.forEach((name, bytes) -> files.put(name, new ArrayFile(bytes)));
    this.names = List.copyOf(files.keySet());
  }

  ArrayFile file(String name) {
    return files.get(name);
  }

  /** Takes a file away until {@link #bringBack}. */
  void lose(String name) {
    names = names.stream().filter(other -> !other.equals(name)).toList();
  }

  void bringBack() {
    names = List.copyOf(files.keySet());
  }

  @Override
  public WritableFile create(String path) {
    return NOWHERE;
  }

  @Override
  public ReadableFile open(String path) throws IOException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (!names.contains(name)) {
      throw new NoSuchFileException(path);
    }
    return files.get(name);
  }

  @Override
  public List<String> list(String where) {
    return where.equals(directory) ? names : List.of();
  }

  @Override
  public void publish(String temporary, String target) {
    throw new UnsupportedOperationException("a sweep publishes nothing");
  }

  @Override
  public void delete(String path) {
    throw new UnsupportedOperationException("opening a log deletes nothing");
  }

  @Override
  public void syncDirectory(String where) {
    // Nothing is written.
  }

  @Override
  public String describe() {
    return "arrays " + Arrays.toString(names.toArray());
  }
}
