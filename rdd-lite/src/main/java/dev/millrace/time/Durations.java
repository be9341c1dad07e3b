package dev.millrace.time;

import java.time.Duration;

/** Short names for the durations that streaming programs write. */
public final class Durations {

  private Durations() {}

  public static Duration milliseconds(long milliseconds) {
    return Duration.ofMillis(milliseconds);
  }

  public static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  public static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }
}
