package dev.millrace.receiver.sim;

import dev.millrace.receiver.network.Connection;
import dev.millrace.receiver.network.ConnectionHandler;
import dev.millrace.receiver.network.NetworkPort;
import dev.millrace.receiver.network.StreamHandler;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A network whose other end is the test. */
public final class SimNetwork implements NetworkPort {

  private final SimWorld world;

  /** Connections in the order in which they were made. */
  public final List<SimConnection> connections = new ArrayList<>();

  public boolean refuses;

  public SimNetwork(SimWorld world) {
    this.world = world;
  }

  @Override
  public Connection connect(String host, int port, ConnectionHandler handler) {
    SimConnection connection = new SimConnection(handler);
    connections.add(connection);
    boolean refused = refuses;
    world.execute(
        () -> {
          if (refused) {
            connection.end(Optional.of(new ConnectException("Connection refused")));
          } else {
            handler.onConnected();
          }
        });
    return connection;
  }

  @Override
  public Connection connectStream(String host, int port, StreamHandler handler) {
    throw new UnsupportedOperationException("streams have threads of their own");
  }

  public SimConnection latest() {
    return connections.get(connections.size() - 1);
  }

  /** A connection; the test sends, the receiver takes when it likes. */
  public final class SimConnection implements Connection {
    private final ConnectionHandler handler;
    private final ArrayDeque<ByteBuffer> sent = new ArrayDeque<>();
    private boolean waits;
    public boolean closed;

    SimConnection(ConnectionHandler handler) {
      this.handler = handler;
    }

    public void send(byte[] bytes) {
      sent.add(ByteBuffer.wrap(bytes));
      if (!waits) {
        world.execute(this::offer);
      }
    }

    /** The other side closes. */
    public void end(Optional<Throwable> failure) {
      world.execute(
          () -> {
            if (!closed) {
              closed = true;
              handler.onClosed(failure);
            }
          });
    }

    public boolean isTaken() {
      return sent.isEmpty();
    }

    private void offer() {
      while (!closed && !sent.isEmpty()) {
        long wait;
        try {
          wait = handler.onBytes(sent.peek(), world.nanos());
        } catch (RuntimeException e) {
          end(Optional.of(e));
          return;
        }
        if (wait == 0) {
          sent.remove();
        } else {
          waits = true;
          if (wait != ConnectionHandler.UNTIL_RESUMED) {
            Runnable unused = world.after(Duration.ofNanos(wait), this::resume);
          }
          return;
        }
      }
    }

    @Override
    public void resume() {
      if (waits) {
        waits = false;
        world.execute(this::offer);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
