package dev.millrace.receiver.socket;

import dev.millrace.receiver.network.Connection;
import dev.millrace.receiver.network.NetworkPort;
import dev.millrace.receiver.network.StreamHandler;
import java.util.Optional;

/**
 * One connection of a receiver that pulls its records from a stream of bytes: it ends when the
 * receiver closes it, and asks for a restart when it ends otherwise. <em>Thread-safe.</em>
 */
abstract class StreamConnection implements StreamHandler {

  private volatile Connection connection;
  private volatile boolean closed;

  final void connect(NetworkPort network, SocketAddress address) {
    Connection made = network.connectStream(address.host(), address.port(), this);
    connection = made;
    if (closed) {
      made.close(); // the stop came while nobody knew the connection
    }
  }

  final void close() {
    closed = true;
    Connection current = connection;
    if (current != null) {
      current.close();
    }
  }

  final boolean isClosed() {
    return closed;
  }

  @Override
  public final void onClosed(Optional<Throwable> failure) {
    if (!closed) {
      onEnded(failure);
    }
  }

  /** The connection has ended although the receiver did not close it. */
  abstract void onEnded(Optional<Throwable> failure);
}
