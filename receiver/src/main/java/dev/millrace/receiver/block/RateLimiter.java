package dev.millrace.receiver.block;

/**
 * Spaces records evenly over time: a function of the monotonic clock's nanoseconds, which come as
 * arguments. <em>Owned by whoever holds the receiver's monitor.</em>
 *
 * <p>Each record moves the point from which on the next one is admitted by the inverse of the rate.
 * Idle time is saved up for at most {@link #BURST_NANOS}, so that a thread that wakes late still
 * reaches the rate; a piece that is taken whole is paid for afterwards, by those that follow.
 */
public final class RateLimiter {

  /** How much idle time may be caught up. */
  public static final long BURST_NANOS = 20_000_000;

  /** From one record per nanosecond on there is nothing to space. */
  private static final double UNLIMITED = 1e9;

  private final double maxRate;
  private double rate;

  /** The next record is admitted from here on; nanoseconds since {@link #origin}. */
  private double nextNanos;

  /** Moved along so that {@link #nextNanos} stays small enough to be exact. */
  private long origin;

  /**
   * Creates a limiter that starts at the lower of two rates.
   *
   * @param initialRate records per second until {@link #updateRate}
   * @param maxRate records per second that no update exceeds
   */
  public RateLimiter(double initialRate, double maxRate, long nowNanos) {
    requirePositive("initialRate", initialRate);
    requirePositive("maxRate", maxRate);
    this.maxRate = maxRate;
    this.rate = Math.min(initialRate, maxRate);
    this.origin = nowNanos;
  }

  /** Records per second. */
  public double rate() {
    return rate;
  }

  /**
   * Changes the rate to the lower of {@code newRate} and the maximum. What was taken and not yet
   * paid for is paid at the new rate.
   */
  public void updateRate(double newRate, long nowNanos) {
    requirePositive("rate", newRate);
    double limited = Math.min(newRate, maxRate);
    settle(nowNanos);
    if (nextNanos > 0) {
      nextNanos *= rate / limited;
    }
    rate = limited;
  }

  /** How many of {@code wanted} records may be taken now; 0 if time must pass first. */
  public long admissible(long wanted, long nowNanos) {
    if (rate >= UNLIMITED) {
      return wanted;
    }
    settle(nowNanos);
    if (nextNanos > 0) {
      return 0;
    }
    return Math.min(wanted, 1 + (long) (-nextNanos * rate / 1e9));
  }

  /** Takes records, whether or not they are admissible; the caller has waited as it sees fit. */
  public void take(long count, long nowNanos) {
    if (rate < UNLIMITED) {
      settle(nowNanos);
      nextNanos += count * 1e9 / rate;
    }
  }

  /** Nanoseconds until a record is admissible; 0 if one is now. */
  public long waitNanos(long nowNanos) {
    if (rate >= UNLIMITED) {
      return 0;
    }
    settle(nowNanos);
    return nextNanos > 0 ? (long) Math.ceil(nextNanos) : 0;
  }

  /** Measures from now, and forgets idle time beyond the burst. A clock never goes back. */
  private void settle(long nowNanos) {
    long passed = nowNanos - origin;
    if (passed > 0) {
      nextNanos = Math.max(nextNanos - passed, -BURST_NANOS);
      origin = nowNanos;
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(
          name + " must be a positive number of records per second: " + value);
    }
  }
}
