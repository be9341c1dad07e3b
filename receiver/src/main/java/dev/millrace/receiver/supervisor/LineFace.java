package dev.millrace.receiver.supervisor;

import dev.millrace.receiver.LineIntake;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.block.BlockIntake;
import dev.millrace.receiver.block.Generator;
import dev.millrace.receiver.port.Monitor;

/** The way into a generator for lines that are bytes. <em>Thread-safe.</em> */
final class LineFace implements LineIntake {

  private final BlockIntake<?> intake;
  private final Offer offer;
  private final Gate gate;
  private final Monitor monitor;

  private final int streamId;
  private final ReceiverListener counters;

  /** Guarded by the monitor. */
  private Runnable roomHandler = () -> {};

  /** Hides the type of the records, which lines do not need. */
  @FunctionalInterface
  private interface Offer {
    long offer(byte[] bytes, int from, int to, int lineCount, long nowNanos);
  }

  <T> LineFace(
      BlockIntake<T> intake,
      Generator<T> generator,
      Gate gate,
      LaunchContext<T> launch,
      ReceiverEnvironment environment) {
    this.intake = intake;
    this.offer =
        (bytes, from, to, lineCount, now) ->
            intake.offerLines(generator, bytes, from, to, lineCount, now);
    this.gate = gate;
    this.monitor = launch.threads().monitor();
    this.streamId = launch.streamId();
    this.counters = environment.listener();
  }

  @Override
  public int admissible(int wanted, long nowNanos) {
    monitor.lock();
    try {
      return (int) intake.admissible(wanted, nowNanos);
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public boolean offer(
      byte[] bytes, int fromInclusive, int toExclusive, int lineCount, long nowNanos) {
    monitor.lock();
    try {
      if (gate.isClosed()) {
        counters.onRecordsRejected(streamId, lineCount);
        throw new IllegalStateException("the receiver's executor is lost, its lines are refused");
      }
      return offer.offer(bytes, fromInclusive, toExclusive, lineCount, nowNanos)
          == BlockIntake.ACCEPTED;
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public long waitNanos(long nowNanos) {
    monitor.lock();
    try {
      return intake.waitNanos(nowNanos);
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public void onRoom(Runnable handler) {
    monitor.lock();
    try {
      roomHandler = handler;
    } finally {
      monitor.unlock();
    }
  }

  /** Called with the monitor held. */
  void tellRoom() {
    roomHandler.run();
  }
}
