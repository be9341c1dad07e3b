package dev.millrace.receiver.socket;

import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.Function;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.network.Connection;
import dev.millrace.receiver.network.StreamHandler;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/**
 * Receives what a converter makes of the bytes from a server. The converter's records are pulled
 * one by one and stored as they come. A server that refuses or closes the connection is asked
 * again, with growing pauses, as is one whose bytes the converter cannot read; each time the driver
 * hears of it.
 *
 * @param <T> the type of the records
 */
public final class SocketStreamReceiver<T> extends Receiver<T> {

  private static final long serialVersionUID = 1L;

  private final SocketAddress address;
  private final Function<InputStream, Iterable<T>> converter;

  private transient volatile Records records;

  /**
   * Creates a receiver.
   *
   * @param converter makes records of a stream, lazily; serialisable
   * @throws IllegalArgumentException if the host is blank or the port no port
   */
  public SocketStreamReceiver(
      String host,
      int port,
      Function<InputStream, Iterable<T>> converter,
      StorageLevel storageLevel) {
    super(storageLevel);
    this.address = new SocketAddress(host, port);
    this.converter = Objects.requireNonNull(converter, "converter must not be null");
  }

  @Override
  public void onStart() {
    Records started = new Records();
    records = started;
    started.connect();
  }

  @Override
  public void onStop() {
    Records stopped = records;
    if (stopped != null) {
      stopped.close();
    }
  }

  /** One connection. */
  private final class Records implements StreamHandler {
    private volatile Connection connection;
    private volatile boolean closed;

    void connect() {
      Connection made = support().network().connectStream(address.host(), address.port(), this);
      connection = made;
      if (closed) {
        made.close(); // the stop came while nobody knew the connection
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
    public void onConnected(InputStream stream) throws Exception {
      for (T record : converter.call(stream)) {
        if (closed) {
          return;
        }
        store(record);
      }
    }

    @Override
    public void onClosed(Optional<Throwable> failure) {
      if (closed) {
        return; // the receiver closed it
      }
      failure.ifPresentOrElse(
          error -> restart("the stream from " + address + " failed: " + error, error),
          () -> restart(address + " closed the connection, there is no more data"));
    }
  }
}
