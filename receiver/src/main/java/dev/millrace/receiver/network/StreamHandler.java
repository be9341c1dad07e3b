package dev.millrace.receiver.network;

import java.io.InputStream;
import java.util.Optional;

/** Reads a connection at its own pace. Called by one thread. */
public interface StreamHandler {

  /**
   * The connection is open. Reads until it likes, or until the stream ends; the connection is
   * closed when this returns or throws.
   */
  void onConnected(InputStream stream) throws Exception;

  /**
   * The connection could not be made, or has ended; nothing follows.
   *
   * @param failure what went wrong; empty when {@link #onConnected} has returned
   */
  void onClosed(Optional<Throwable> failure);
}
