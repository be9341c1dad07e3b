package dev.millrace.streaming;

import java.time.Duration;

/** The rules that the arguments of streams and contexts obey. */
final class Checks {

  /** Far beyond any use, and far from what milliseconds and nanoseconds cannot count. */
  private static final Duration DURATION_MAX = Duration.ofDays(365);

  private Checks() {}

  /** Refuses {@code null} where an operation needs something. */
  static <V> V present(V value, String operation, String what) {
    if (value == null) {
      throw new IllegalArgumentException(
          operation + " needs " + what + ", but null was given: pass one");
    }
    return value;
  }

  /** Refuses a number of partitions, rows or the like that is not positive. */
  static int positive(int value, String operation, String what) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " of " + operation + " must be positive: " + value);
    }
    return value;
  }

  /** Refuses a duration that is not a positive whole number of milliseconds. */
  static Duration wholeMillis(Duration value, String what) {
    if (value == null) {
      throw new IllegalArgumentException(
          what + " must be given, but is null: Durations.seconds(1) for one");
    }
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(
          what + " must be positive: " + value + "; Durations.seconds(1) for one");
    }
    if (value.compareTo(DURATION_MAX) > 0) {
      throw new IllegalArgumentException(
          what + " must be at most " + DURATION_MAX.toDays() + " days: " + value);
    }
    if (!value.equals(Duration.ofMillis(value.toMillis()))) {
      throw new IllegalArgumentException(
          what + " must be a whole number of milliseconds: " + value);
    }
    return value;
  }

  /** Refuses a duration that is not a positive multiple of a stream's slide duration. */
  static Duration multipleOf(Duration slide, Duration value, String what) {
    wholeMillis(value, what);
    if (value.toMillis() % slide.toMillis() != 0) {
      throw new IllegalArgumentException(
          "%s must be a multiple of the stream's slide duration %s: %s; the next longer one is %s"
              .formatted(what, slide, value, nextMultiple(slide, value)));
    }
    return value;
  }

  private static Duration nextMultiple(Duration slide, Duration value) {
    long slides = value.toMillis() / slide.toMillis() + 1;
    return slide.multipliedBy(slides);
  }
}
