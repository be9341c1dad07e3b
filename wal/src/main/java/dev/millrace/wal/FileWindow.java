package dev.millrace.wal;

import dev.millrace.wal.file.ReadableFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A window that moves forward over a file whose length is not trusted. <em>Owned by one
 * thread.</em>
 *
 * <p>Before the window grows for a long record, one byte is read where that record would end: a
 * damaged length never allocates more than the file holds.
 */
final class FileWindow {
  private static final int CAPACITY_INITIAL = 8 << 10;
  private static final int CAPACITY_READING = 256 << 10;

  private final ReadableFile file;

  /** Holds the file's bytes from {@link #start} up to its limit; without any until it is moved. */
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  private long start;

  FileWindow(ReadableFile file) {
    this.file = file;
  }

  /**
   * Makes {@code length} bytes at {@code offset} available through {@link #bytes}.
   *
   * @return false if the file ends before them
   */
  boolean load(long offset, int length) throws IOException {
    if (isLoaded(offset, length)) {
      return true;
    }
    if (length > Math.max(CAPACITY_INITIAL, bytes.capacity()) && !exists(offset + length - 1)) {
      return false;
    }
    moveTo(offset, length);
    fill();
    return isLoaded(offset, length);
  }

  /** The window's bytes; what lies at {@code offset} in the file lies at {@link #indexOf} here. */
  ByteBuffer bytes() {
    return bytes;
  }

  int indexOf(long offset) {
    return (int) (offset - start);
  }

  /** Whether the file has a byte at {@code offset}. */
  boolean exists(long offset) throws IOException {
    return isLoaded(offset, 1) || read(file, offset, ByteBuffer.allocate(1)) == 1;
  }

  /** The file's length, found by reading to its end. */
  long lengthFrom(long offset) throws IOException {
    long end = offset;
    while (load(end, 1)) {
      end = start + bytes.limit();
    }
    return end;
  }

  private boolean isLoaded(long offset, int length) {
    return offset >= start && offset + length <= start + bytes.limit();
  }

  private void moveTo(long offset, int length) {
    boolean overlaps = offset >= start && offset < start + bytes.limit();
    ByteBuffer kept = overlaps ? bytes.position(indexOf(offset)) : bytes.position(bytes.limit());
    int larger = Math.max(CAPACITY_INITIAL, Math.min(CAPACITY_READING, bytes.capacity() * 2));
    int capacity = Math.max(length, larger);
    // What did not fill the window reached the file's end: there is no more to read at once.
    boolean goesOn = offset > start && bytes.limit() == bytes.capacity();
    if (length > bytes.capacity() || (goesOn && capacity > bytes.capacity())) {
      bytes = ByteBuffer.allocate(capacity).put(kept);
    } else {
      bytes.compact();
    }
    start = offset;
  }

  private void fill() throws IOException {
    read(file, start + bytes.position(), bytes);
    bytes.flip();
  }

  /** Reads until {@code into} is full or the file ends; returns the count of bytes read. */
  static int read(ReadableFile file, long position, ByteBuffer into) throws IOException {
    int count = 0;
    while (into.hasRemaining()) {
      int read = readOnce(file, position + count, into);
      if (read < 0) {
        break;
      }
      count += read;
    }
    return count;
  }

  /**
   * A failed read may be a passing fault and is tried once more; it never counts as the file's end.
   */
  private static int readOnce(ReadableFile file, long position, ByteBuffer into)
      throws IOException {
    int mark = into.position();
    try {
      return file.read(position, into);
    } catch (IOException first) {
      into.position(mark);
      try {
        return file.read(position, into);
      } catch (IOException second) {
        second.addSuppressed(first);
        throw second;
      }
    }
  }
}
