package dev.millrace.receiver.network;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Decodes what a connection brings. Called by one thread at a time. */
public interface ConnectionHandler {

  /** Returned by {@link #onBytes}: offer the rest only after {@link Connection#resume}. */
  long UNTIL_RESUMED = Long.MAX_VALUE;

  /** The connection is open. */
  void onConnected();

  /**
   * Takes bytes, moving the buffer's position past those it has taken. The buffer is backed by an
   * array, which is valid during the call only.
   *
   * @param nowNanos the monotonic clock
   * @return 0 if all was taken; otherwise how many nanoseconds to wait before the rest is offered
   *     again, or {@link #UNTIL_RESUMED}
   */
  long onBytes(ByteBuffer bytes, long nowNanos);

  /**
   * The connection could not be made, or has ended; nothing follows.
   *
   * @param failure what went wrong; empty when the other side closed the connection in order
   */
  void onClosed(Optional<Throwable> failure);
}
