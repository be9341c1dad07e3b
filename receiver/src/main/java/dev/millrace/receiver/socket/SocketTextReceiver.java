package dev.millrace.receiver.socket;

import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.receiver.LineIntake;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.network.Connection;
import dev.millrace.receiver.network.ConnectionHandler;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Receives lines of text from a server. A server that refuses or closes the connection is asked
 * again, with growing pauses; each time the driver hears of it.
 */
public final class SocketTextReceiver extends Receiver<String> {

  private static final long serialVersionUID = 1L;

  private final SocketAddress address;

  /** The connection of the latest start. Written by onStart and onStop, read by whoever resumes. */
  private transient volatile Lines lines;

  /**
   * Creates a receiver.
   *
   * @throws IllegalArgumentException if the host is blank or the port no port
   */
  public SocketTextReceiver(String host, int port, StorageLevel storageLevel) {
    super(storageLevel);
    this.address = new SocketAddress(host, port);
  }

  @Override
  public RecordCodec<String> codec(List<String> readablePrefixes) {
    return new LineCodec();
  }

  @Override
  public void onStart() {
    LineIntake intake = support().lines();
    Lines started = new Lines(intake);
    lines = started;
    intake.onRoom(started::resume);
    started.connect();
  }

  @Override
  public void onStop() {
    Lines stopped = lines;
    if (stopped != null) {
      stopped.close();
    }
  }

  /** One connection. */
  private final class Lines implements ConnectionHandler {
    private final LineDecoder decoder;
    private volatile Connection connection;
    private volatile boolean closed;

    Lines(LineIntake intake) {
      this.decoder =
          new LineDecoder(
              intake,
              support().settings().maxLineBytes(),
              streamId(),
              support().listener(),
              message -> support().reportError(address + ": " + message, Optional.empty()));
    }

    void connect() {
      Connection made = support().network().connect(address.host(), address.port(), this);
      connection = made;
      made.resume(); // room may have come while nobody knew the connection
      if (closed) {
        made.close(); // so may the stop
      }
    }

    void resume() {
      Connection current = connection;
      if (current != null) {
        current.resume();
      }
    }

    void close() {
      closed = true;
      Connection current = connection;
      if (current != null) {
        current.close();
      }
    }

    @Override
    public void onConnected() {}

    @Override
    public long onBytes(ByteBuffer bytes, long nowNanos) {
      return decoder.onBytes(bytes, nowNanos);
    }

    @Override
    public void onClosed(Optional<Throwable> failure) {
      decoder.onEnd();
      if (closed) {
        return; // the receiver closed it
      }
      failure.ifPresentOrElse(
          error -> restart("the connection to " + address + " failed: " + error, error),
          () -> restart(address + " closed the connection, there is no more data"));
    }
  }
}
