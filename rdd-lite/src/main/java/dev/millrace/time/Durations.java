package dev.millrace.time;

import java.time.Duration;

/** Short names for the durations that streaming programs write. */
public final class Durations {

  private Durations() {}

  /** A number of milliseconds. */
  public static Duration milliseconds(long milliseconds) {
    return Duration.ofMillis(milliseconds);
  }

  /** A number of seconds. */
  public static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  /** A number of minutes. */
  public static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }
}
