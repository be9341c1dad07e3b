package dev.millrace.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * An instant on the batch clock, in milliseconds since the epoch. <em>Immutable.</em>
 *
 * @param milliseconds milliseconds since 1970-01-01T00:00:00Z
 */
public record Time(long milliseconds) implements Comparable<Time>, Serializable {

  public Time plus(Duration duration) {
    return new Time(Math.addExact(milliseconds, duration.toMillis()));
  }

  public Time minus(Duration duration) {
    return new Time(Math.subtractExact(milliseconds, duration.toMillis()));
  }

  public Duration minus(Time earlier) {
    return Duration.ofMillis(Math.subtractExact(milliseconds, earlier.milliseconds));
  }

  public boolean less(Time other) {
    return milliseconds < other.milliseconds;
  }

  public boolean lessEq(Time other) {
    return milliseconds <= other.milliseconds;
  }

  public boolean greater(Time other) {
    return milliseconds > other.milliseconds;
  }

  public boolean greaterEq(Time other) {
    return milliseconds >= other.milliseconds;
  }

  /** Whether the distance from {@code zero} to this time is a multiple of {@code period}. */
  public boolean isMultipleOf(Duration period, Time zero) {
    return Math.floorMod(milliseconds - zero.milliseconds, period.toMillis()) == 0;
  }

  /**
   * The latest time at or before this one whose distance from {@code zero} is a multiple of {@code
   * period}.
   */
  public Time floor(Duration period, Time zero) {
    long distance = milliseconds - zero.milliseconds;
    return new Time(milliseconds - Math.floorMod(distance, period.toMillis()));
  }

  /** The latest multiple of {@code period} since the epoch at or before this time. */
  public Time floor(Duration period) {
    return floor(period, new Time(0));
  }

  @Override
  public int compareTo(Time other) {
    return Long.compare(milliseconds, other.milliseconds);
  }

  @Override
  public String toString() {
    return milliseconds + " ms";
  }
}
