package dev.millrace.receiver.network;

/** A connection that is being made, is open, or is closed. <em>Thread-safe.</em> */
public interface Connection {

  /**
   * Closes the connection and frees its thread, if it has one. Does not block. The handler is not
   * called any more, save for a call that is going on. Idempotent.
   */
  void close();

  /** Offers the bytes again that the handler refused. No effect if there are none. */
  void resume();
}
