package dev.millrace.scheduler.batch;

import dev.millrace.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the ticks are. They lie a whole number of batches after the zero time; how long it is to the
 * next one follows from a monotonic clock that is read against an instant at the start, so that a
 * jump of the wall clock adds no tick and skips none. <em>Owned by the driver thread.</em>
 */
public final class BatchTicks {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Duration batch;
  private final Time zeroTime;

  /** What the monotonic clock shows at the epoch. */
  private final long epochNanos;

  private Time next;

  /**
   * Ticks strictly after {@code now}, after the newest batch and after the zero time. Ticks between
   * the newest batch and now are passed over: only a restart does that. A wall clock that shows
   * less than the newest batch or, before there is one, the zero time is taken to have fallen back.
   *
   * @param earlierZero the zero time of the first start, empty when this is it
   * @param newest the time of the newest batch
   * @param nowNanos the monotonic clock at {@code now}
   */
  public BatchTicks(
      Duration batch,
      Optional<Time> earlierZero,
      Optional<Time> newest,
      Instant now,
      long nowNanos) {
    this.batch = batch;
    Instant start =
        newest
            .or(() -> earlierZero)
            .map(time -> Instant.ofEpochMilli(time.milliseconds()))
            .filter(now::isBefore)
            .orElse(now);
    Time floor = new Time(start.toEpochMilli()).floor(batch, earlierZero.orElse(new Time(0)));
    next = floor.plus(batch);
    zeroTime = earlierZero.orElse(floor);
    epochNanos = nowNanos - (start.getEpochSecond() * 1_000_000_000L + start.getNano());
  }

  /** One batch before the very first tick; not a batch itself. */
  public Time zeroTime() {
    return zeroTime;
  }

  /** The tick that is due next. */
  public Time next() {
    return next;
  }

  /** Nanoseconds until the next tick; not positive when it is due. */
  public long nanosUntilNext(long nowNanos) {
    return epochNanos + next.milliseconds() * NANOS_PER_MILLI - nowNanos;
  }

  /** Takes the next tick. */
  public Time take() {
    Time taken = next;
    next = next.plus(batch);
    return taken;
  }
}
