package dev.millrace.receiver.network;

/**
 * The network as receivers that are decoders see it: bytes come to them, they never read. A
 * simulation brings its own. <em>Thread-safe.</em>
 */
public interface NetworkPort {

  /**
   * Starts to connect and returns at once.
   *
   * @param handler is called by one thread at a time, never before this method has returned the
   *     connection
   */
  Connection connect(String host, int port, ConnectionHandler handler);

  /**
   * Starts to connect and returns at once; the handler then reads on a thread of the connection's
   * own.
   */
  Connection connectStream(String host, int port, StreamHandler handler);
}
