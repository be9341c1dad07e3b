package dev.millrace.wal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is read at positions. <em>Thread-safe.</em> */
public interface ReadableFile extends Closeable {

  /**
   * Reads up to {@code into.remaining()} bytes at {@code position}.
   *
   * @return the number of bytes read, or -1 at the end of the file; a store may return fewer than
   *     asked for
   */
  int read(long position, ByteBuffer into) throws IOException;

  @Override
  void close() throws IOException;
}
