package dev.millrace.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * An instant on the batch clock, in milliseconds since the epoch. <em>Immutable.</em>
 *
 * @param milliseconds milliseconds since 1970-01-01T00:00:00Z
 */
public record Time(long milliseconds) implements Comparable<Time>, Serializable {

  /** The time a duration later, in whole milliseconds. */
  public Time plus(Duration duration) {
    return new Time(Math.addExact(milliseconds, duration.toMillis()));
  }

  /** The time a duration earlier, in whole milliseconds. */
  public Time minus(Duration duration) {
    return new Time(Math.subtractExact(milliseconds, duration.toMillis()));
  }

  /** How long after another time this one is; negative if it is before. */
  public Duration minus(Time earlier) {
    return Duration.ofMillis(Math.subtractExact(milliseconds, earlier.milliseconds));
  }

  /** Whether this time is before the other. */
  public boolean less(Time other) {
    return milliseconds < other.milliseconds;
  }

  /** Whether this time is before the other or the same. */
  public boolean lessEq(Time other) {
    return milliseconds <= other.milliseconds;
  }

  /** Whether this time is after the other. */
  public boolean greater(Time other) {
    return milliseconds > other.milliseconds;
  }

  /** Whether this time is after the other or the same. */
  public boolean greaterEq(Time other) {
    return milliseconds >= other.milliseconds;
  }

  /** The earlier of this time and the other. */
  public Time min(Time other) {
    return less(other) ? this : other;
  }

  /** The later of this time and the other. */
  public Time max(Time other) {
    return greater(other) ? this : other;
  }

  /**
   * Whether this time is a multiple of {@code period} since the epoch.
   *
   * @throws IllegalArgumentException if the period is not a positive whole number of milliseconds
   */
  public boolean isMultipleOf(Duration period) {
    return isMultipleOf(period, new Time(0));
  }

  /**
   * Whether the distance from {@code zero} to this time is a multiple of {@code period}.
   *
   * @throws IllegalArgumentException if the period is not a positive whole number of milliseconds
   */
  public boolean isMultipleOf(Duration period, Time zero) {
    return Math.floorMod(milliseconds - zero.milliseconds, millisOf(period)) == 0;
  }

  /**
   * The latest time at or before this one whose distance from {@code zero} is a multiple of {@code
   * period}.
   *
   * @throws IllegalArgumentException if the period is not a positive whole number of milliseconds
   */
  public Time floor(Duration period, Time zero) {
    long distance = milliseconds - zero.milliseconds;
    return new Time(milliseconds - Math.floorMod(distance, millisOf(period)));
  }

  /**
   * The latest multiple of {@code period} since the epoch at or before this time.
   *
   * @throws IllegalArgumentException if the period is not a positive whole number of milliseconds
   */
  public Time floor(Duration period) {
    return floor(period, new Time(0));
  }

  private static long millisOf(Duration period) {
    long millis = period.toMillis();
    if (millis <= 0 || !Duration.ofMillis(millis).equals(period)) {
      throw new IllegalArgumentException(
          "a period must be a positive whole number of milliseconds: " + period);
    }
    return millis;
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
