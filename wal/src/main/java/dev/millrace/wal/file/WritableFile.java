package dev.millrace.wal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that grows at its end. <em>Owned by one thread.</em>
 *
 * <p>After any method has thrown, the state of the file's tail is unknown: the caller abandons the
 * file and never retries a sync on it.
 */
public interface WritableFile extends Closeable {

  /** Appends all remaining bytes. They are durable only after {@link #sync}. */
  void write(ByteBuffer bytes) throws IOException;

  /** Returns once every byte written so far survives a power loss. */
  void sync() throws IOException;

  @Override
  void close() throws IOException;
}
