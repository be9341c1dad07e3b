package dev.millrace.receiver.socket;

import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.Function;
import dev.millrace.receiver.Receiver;
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
    started.connect(support().network(), address);
  }

  @Override
  public void onStop() {
    Records stopped = records;
    if (stopped != null) {
      stopped.close();
    }
  }

  /** One connection. */
  private final class Records extends StreamConnection {

    @Override
    public void onConnected(InputStream stream) throws Exception {
      for (T record : converter.call(stream)) {
        if (isClosed()) {
          return;
        }
        store(record);
      }
    }

    @Override
    void onEnded(Optional<Throwable> failure) {
      failure.ifPresentOrElse(
          error -> restart("the stream from " + address + " failed: " + error, error),
          () -> restart(address + " closed the connection, there is no more data"));
    }
  }
}
