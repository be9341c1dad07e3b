package dev.millrace.scheduler;

import dev.millrace.rdd.ConfigKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The configuration keys of the driver. */
public final class SchedulerKeys {

  /** Jobs that run at the same time. */
  public static final ConfigKey<Integer> CONCURRENT_JOBS =
      new ConfigKey<>(
          "millrace.streaming.concurrentJobs",
          "1",
          text -> atLeast(1, text),
          "How many output jobs run at the same time; with more than 1, batches may overlap");

  /** How long a graceful stop may take. */
  public static final ConfigKey<Optional<Duration>> GRACEFUL_STOP_TIMEOUT =
      new ConfigKey<>(
          "millrace.streaming.gracefulStopTimeout",
          "",
          text -> text.isBlank() ? Optional.empty() : Optional.of(DurationText.parse(text)),
          "How long a graceful stop waits for what was received to be processed; ten batches if not"
              + " set");

  /** Whether blocks go when no batch needs them any more. */
  public static final ConfigKey<Boolean> UNPERSIST =
      new ConfigKey<>(
          "millrace.streaming.unpersist",
          "true",
          SchedulerKeys::bool,
          "Whether received blocks and persisted RDDs are removed once no batch needs them");

  /** Whether the stop at the JVM's end is graceful. */
  public static final ConfigKey<Boolean> STOP_GRACEFULLY_ON_SHUTDOWN =
      new ConfigKey<>(
          "millrace.streaming.stopGracefullyOnShutdown",
          "false",
          SchedulerKeys::bool,
          "Whether the context stops gracefully when the JVM is told to end");

  /** How often the driver log is shortened. */
  public static final ConfigKey<Integer> SNAPSHOT_EVENTS =
      new ConfigKey<>(
          "millrace.streaming.driver.snapshotEvents",
          "10000",
          text -> atLeast(1, text),
          "After how many events of the driver log a snapshot of its state is written");

  private SchedulerKeys() {}

  /** All keys of this class. */
  public static List<ConfigKey<?>> all() {
    return List.of(
        CONCURRENT_JOBS,
        GRACEFUL_STOP_TIMEOUT,
        UNPERSIST,
        STOP_GRACEFULLY_ON_SHUTDOWN,
        SNAPSHOT_EVENTS);
  }

  private static int atLeast(int minimum, String text) {
    int value;
    try {
      value = Integer.parseInt(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
    if (value < minimum) {
      throw new IllegalArgumentException("must be at least " + minimum);
    }
    return value;
  }

  private static boolean bool(String text) {
    return switch (text.trim()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }
}
