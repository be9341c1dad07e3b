package dev.millrace.testkit.net;

import dev.millrace.receiver.network.Connection;
import dev.millrace.receiver.network.ConnectionHandler;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.World;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * A connection between a server of the world and a receiver in a life, seen from the server. Bytes
 * arrive in order, in pieces that the seed chooses, or not at all: on a bad network they come late,
 * and when the way is cut for longer than {@link #PATIENCE} the connection breaks at both ends.
 * Bytes under way are lost when it breaks, and when the receiver's life ends. <em>Owned by the
 * world's thread.</em>
 */
public final class SimulatedConnection {
  /** How long bytes are sent again and again before the connection is given up. */
  public static final Duration PATIENCE = Duration.ofSeconds(3);

  /** The wait before bytes that were lost are sent again. */
  private static final Duration RESEND = Duration.ofMillis(200);

  private static final int PIECE_BYTES_MAX = 200;

  /** How a connection ends: in order, or with a failure. */
  private record End(Optional<Throwable> failure) {}

  private final SimulatedNetwork network;
  private final World world;
  private final Life life;
  private final String host;
  private final String address;
  private final String label;
  private final ChanceStream chance;
  private final ConnectionHandler handler;
  private final Receiving receiving = new Receiving();

  /** Written by the server and not arrived. */
  private final ArrayDeque<byte[]> underWay = new ArrayDeque<>();

  /** Arrived and not taken by the handler. */
  private ByteBuffer arrived = ByteBuffer.allocate(0);

  private Runnable onClosed = () -> {};
  private boolean open;

  /** The receiver's end is closed, or was told that it is. */
  private boolean ended;

  /**
   * The handler is to be called again only when it is resumed or its time is up, and then even if
   * it has taken all bytes.
   */
  private boolean refused;

  /** What the receiver is told once it has taken what comes before. */
  private Optional<End> end = Optional.empty();

  /** Whether an event is queued that carries what is under way. */
  private boolean carrying;

  /** Whether the handler is called by an event that is queued. */
  private boolean offering;

  private Duration stalled = Duration.ZERO;
  private long takenBytes;

  SimulatedConnection(
      SimulatedNetwork network, Life life, String host, int port, ConnectionHandler handler) {
    this.network = network;
    this.world = network.world();
    this.life = life;
    this.host = host;
    this.address = host + ":" + port;
    this.label = address + "#" + network.nextConnection(address);
    this.chance = world.chance().stream(Chance.Domain.NET, label);
    this.handler = handler;
  }

  /** The life that receives. */
  public Life life() {
    return life;
  }

  /** Whether the server may send. */
  public boolean isOpen() {
    return open;
  }

  /** Bytes that the receiver has taken so far, from the first on. */
  public long takenBytes() {
    return takenBytes;
  }

  /** Bytes that were sent and not taken so far. */
  public long waitingBytes() {
    return arrived.remaining() + underWay.stream().mapToLong(piece -> piece.length).sum();
  }

  /** Names what is told that the connection is over, unless the server itself closed it. */
  public void onClosed(Runnable listener) {
    onClosed = listener;
  }

  /** Sends bytes; ignored once the connection is over. */
  public void send(byte[] bytes) {
    if (!open) {
      return;
    }
    int from = 0;
    while (from < bytes.length) {
      int length = Math.min(bytes.length - from, 1 + chance.nextInt(PIECE_BYTES_MAX));
      byte[] piece = new byte[length];
      System.arraycopy(bytes, from, piece, 0, length);
      underWay.add(piece);
      from += length;
    }
    carryOn();
  }

  /** Closes in order: the receiver is told when it has taken all that was sent. */
  public void close() {
    if (open) {
      open = false;
      end = Optional.of(new End(Optional.empty()));
      carryOn();
    }
  }

  /** Breaks the connection: bytes that have not arrived are lost. */
  public void reset() {
    if (open) {
      open = false;
      breakOff(new IOException("Connection reset by peer"));
    }
  }

  Connection receiving() {
    return receiving;
  }

  void connect() {
    life.onEnd(this::leave);
    world.note(label, "is wanted by", life.name());
    if (network.isCutEitherWay(life.node().name(), host)) {
      inLife(PATIENCE, () -> end(Optional.of(new SocketTimeoutException("Connect timed out"))));
      return;
    }
    inLife(latency(), this::accept);
  }

  private void accept() {
    network
        .server(address)
        .ifPresentOrElse(
            server -> {
              world.note(label, "connects", life.name());
              open = true;
              handler.onConnected();
              world.after(latency(), label, () -> server.accept(this));
            },
            () -> end(Optional.of(new ConnectException("Connection refused"))));
  }

  /** Brings the next piece to the receiver, later if it gets lost. */
  private void carryOn() {
    if (!carrying && (!underWay.isEmpty() || end.isPresent())) {
      carrying = true;
      world.after(latency(), label, this::carry);
    }
  }

  private void carry() {
    carrying = false;
    if (ended) {
      return;
    }
    if (network.isCutEitherWay(life.node().name(), host)) {
      stalled = stalled.plus(RESEND);
      if (stalled.compareTo(PATIENCE) > 0) {
        breakOff(new IOException("Connection timed out"));
        tellServer();
        return;
      }
      carrying = true;
      world.after(RESEND, label, this::carry);
      return;
    }
    stalled = Duration.ZERO;
    if (underWay.isEmpty()) {
      offer();
      return;
    }
    byte[] piece = underWay.remove();
    ByteBuffer joined = ByteBuffer.allocate(arrived.remaining() + piece.length);
    arrived = joined.put(arrived).put(piece).flip();
    offer();
    carryOn();
  }

  /** Lets the receiver take what has arrived, unless it has to be resumed first. */
  private void offer() {
    if (!refused) {
      takeAfter(Duration.ZERO);
    }
  }

  private void takeAfter(Duration wait) {
    if (!offering) {
      offering = true;
      inLife(wait, this::take);
    }
  }

  private void take() {
    offering = false;
    if ((arrived.hasRemaining() || refused) && !handOver()) {
      return;
    }
    if (underWay.isEmpty()) {
      end.ifPresent(how -> end(how.failure()));
    }
  }

  /** Whether the handler took everything. */
  private boolean handOver() {
    int before = arrived.remaining();
    long wait;
    try {
      wait = handler.onBytes(arrived, life.nanoTime().getAsLong());
    } catch (RuntimeException broken) {
      end(Optional.of(broken));
      tellServer();
      return false;
    }
    refused = wait != 0;
    takenBytes += before - arrived.remaining();
    world.note(label, "has taken bytes", takenBytes);
    if (wait != 0 && wait != ConnectionHandler.UNTIL_RESUMED) {
      takeAfter(Duration.ofNanos(wait));
    }
    return !refused;
  }

  private void breakOff(IOException why) {
    underWay.clear();
    end = Optional.of(new End(Optional.of(why)));
    inLife(latency(), this::offer);
  }

  /** Tells the receiver that nothing follows. */
  private void end(Optional<Throwable> failure) {
    if (!ended) {
      ended = true;
      arrived = ByteBuffer.allocate(0);
      world.note(label, "ends", failure.map(Throwable::toString).orElse("in order"));
      handler.onClosed(failure);
    }
  }

  /** Ends the receiver's end without telling it. */
  private void leave() {
    if (!ended) {
      ended = true;
      tellServer();
    }
  }

  /** Tells the server, a moment later, that the receiver is gone. */
  private void tellServer() {
    world.after(
        latency(),
        label,
        () -> {
          if (open) {
            open = false;
            onClosed.run();
          }
        });
  }

  private void inLife(Duration delay, Runnable task) {
    life.after(
        delay,
        label,
        () -> {
          if (!ended) {
            task.run();
          }
        });
  }

  private Duration latency() {
    LinkQuality quality = network.quality();
    long min = quality.latencyMin().toNanos();
    long nanos = min + (long) (chance.nextDouble() * (quality.latencyMax().toNanos() - min));
    while (chance.nextInt(1_000) < quality.lostPerMille()) {
      nanos += RESEND.toNanos();
    }
    return Duration.ofNanos(nanos);
  }

  /** The receiver's end. */
  private final class Receiving implements Connection {
    @Override
    public void close() {
      leave();
    }

    @Override
    public void resume() {
      if (!ended && refused) {
        takeAfter(Duration.ZERO);
      }
    }
  }

  @Override
  public String toString() {
    return label;
  }
}
