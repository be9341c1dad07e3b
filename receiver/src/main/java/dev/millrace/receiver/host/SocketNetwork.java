package dev.millrace.receiver.host;

import dev.millrace.receiver.network.Connection;
import dev.millrace.receiver.network.ConnectionHandler;
import dev.millrace.receiver.network.NetworkPort;
import dev.millrace.receiver.network.StreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** TCP, with a thread for each connection. <em>Thread-safe.</em> */
public final class SocketNetwork implements NetworkPort {

  private static final int READ_BYTES = 256 << 10;
  private static final int CONNECT_TIMEOUT_MILLIS = 30_000;

  private final LongSupplier nanos;

  /** Connections tell their handlers the time of {@code nanos}. */
  public SocketNetwork(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public Connection connect(String host, int port, ConnectionHandler handler) {
    return start(
        host,
        port,
        link -> {
          handler.onConnected();
          link.pump(handler);
        },
        handler::onClosed);
  }

  @Override
  public Connection connectStream(String host, int port, StreamHandler handler) {
    return start(
        host,
        port,
        link -> {
          try (InputStream stream = link.channel.socket().getInputStream()) {
            handler.onConnected(stream);
          }
        },
        handler::onClosed);
  }

  private Connection start(String host, int port, Reader reader, EndListener onEnd) {
    Link link = new Link(host, port, reader, onEnd);
    HostThreads.daemon(link, "millrace-receiver-" + host + ":" + port).start();
    link.released.countDown();
    return link;
  }

  /** What a connection's thread does while it is open. */
  @FunctionalInterface
  private interface Reader {
    void read(Link link) throws Exception;
  }

  /** Told how a connection ended. */
  @FunctionalInterface
  private interface EndListener {
    void onClosed(Optional<Throwable> failure);
  }

  /** One connection and its thread. */
  private final class Link implements Connection, Runnable {
    private final String host;
    private final int port;
    private final Reader reader;
    private final EndListener onEnd;

    /** Opens once the caller may have the connection, so that no handler is called too early. */
    private final CountDownLatch released = new CountDownLatch(1);

    private final Semaphore resumed = new Semaphore(0);
    private final SocketChannel channel;
    private volatile boolean closed;

    Link(String host, int port, Reader reader, EndListener onEnd) {
      this.host = host;
      this.port = port;
      this.reader = reader;
      this.onEnd = onEnd;
      try {
        this.channel = SocketChannel.open();
      } catch (IOException e) {
        throw new UncheckedIOException("no socket can be opened: " + e.getMessage(), e);
      }
    }

    @Override
    public void run() {
      Optional<Throwable> failure = Optional.empty();
      try (channel) {
        released.await();
        channel.socket().connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
        reader.read(this);
      } catch (Throwable e) { // the handler is told of everything, an OutOfMemoryError included
        failure = Optional.of(e);
      }
      if (!closed) {
        onEnd.onClosed(failure);
      }
    }

    void pump(ConnectionHandler handler) throws IOException, InterruptedException {
      ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
      while (channel.read(bytes) >= 0) {
        bytes.flip();
        offer(handler, bytes);
        bytes.clear();
      }
    }

    private void offer(ConnectionHandler handler, ByteBuffer bytes)
        throws IOException, InterruptedException {
      while (true) {
        if (closed) {
          throw new ClosedChannelException();
        }
        long wait = handler.onBytes(bytes, nanos.getAsLong());
        if (wait == 0) {
          return;
        }
        if (wait == ConnectionHandler.UNTIL_RESUMED) {
          resumed.acquire();
        } else if (resumed.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
          resumed.drainPermits();
        }
      }
    }

    @Override
    public void close() {
      closed = true;
      resumed.release();
      try {
        channel.close();
      } catch (IOException e) {
        // The descriptor is given back all the same; nobody can do more about it.
        throw new UncheckedIOException("closing " + host + ":" + port + " failed", e);
      }
    }

    @Override
    public void resume() {
      resumed.release();
    }
  }
}
