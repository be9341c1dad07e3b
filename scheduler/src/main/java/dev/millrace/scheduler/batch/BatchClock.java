package dev.millrace.scheduler.batch;

import dev.millrace.scheduler.DriverTimers;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Calls back at every tick. After a pause it calls back for every tick that was missed, in order,
 * one after the other. <em>Owned by the driver thread.</em>
 */
public final class BatchClock {

  private final BatchTicks ticks;
  private final DriverTimers timers;
  private final LongSupplier nanos;
  private final Consumer<Time> onTick;
  private boolean running;

  public BatchClock(
      BatchTicks ticks, DriverTimers timers, LongSupplier nanos, Consumer<Time> onTick) {
    this.ticks = ticks;
    this.timers = timers;
    this.nanos = nanos;
    this.onTick = onTick;
  }

  /** Begins to call back. */
  public void start() {
    if (running) {
      throw new IllegalStateException("the batch clock runs already");
    }
    running = true;
    scheduleNext();
  }

  /** No call back after this. */
  public void stop() {
    running = false;
  }

  private void wake() {
    while (running && ticks.nanosUntilNext(nanos.getAsLong()) <= 0) {
      onTick.accept(ticks.take());
    }
    if (running) {
      scheduleNext();
    }
  }

  private void scheduleNext() {
    long wait = Math.max(ticks.nanosUntilNext(nanos.getAsLong()), 0);
    timers.after(Duration.ofNanos(wait), this::wake);
  }
}
