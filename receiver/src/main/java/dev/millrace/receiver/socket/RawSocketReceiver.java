package dev.millrace.receiver.socket;

import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.Receiver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Receives ready-made blocks from a server. A frame is {@code length u32, block}, the length with
 * its high byte first; the block is what the receiver's codec writes. The next frame is read when
 * the block is stored and acknowledged, so a slow program holds the server back. A server that
 * refuses or closes the connection is asked again, with growing pauses, as is one that sends what
 * is no block; each time the driver hears of it.
 *
 * @param <T> the type of the records
 */
public final class RawSocketReceiver<T> extends Receiver<T> {

  private static final long serialVersionUID = 1L;

  private final SocketAddress address;

  private transient volatile Frames frames;

  /**
   * Creates a receiver.
   *
   * @throws IllegalArgumentException if the host is blank or the port no port
   */
  public RawSocketReceiver(String host, int port, StorageLevel storageLevel) {
    super(storageLevel);
    this.address = new SocketAddress(host, port);
  }

  @Override
  public void onStart() {
    Frames started = new Frames();
    frames = started;
    started.connect(support().network(), address);
  }

  @Override
  public void onStop() {
    Frames stopped = frames;
    if (stopped != null) {
      stopped.close();
    }
  }

  /** One connection. */
  private final class Frames extends StreamConnection {

    @Override
    public void onConnected(InputStream stream) throws IOException {
      FrameReader reader = new FrameReader(stream);
      for (Optional<ByteBuffer> block = reader.next();
          block.isPresent() && !isClosed();
          block = reader.next()) {
        store(block.get());
      }
    }

    @Override
    void onEnded(Optional<Throwable> failure) {
      failure.ifPresentOrElse(
          error -> restart("the blocks from " + address + " failed: " + error, error),
          () -> restart(address + " closed the connection, there is no more data"));
    }
  }
}
