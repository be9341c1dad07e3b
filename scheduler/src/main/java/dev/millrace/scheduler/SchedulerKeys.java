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

  /** Whether inputs are slowed down to what batches can process. */
  public static final ConfigKey<Boolean> BACKPRESSURE_ENABLED =
      new ConfigKey<>(
          "millrace.streaming.backpressure.enabled",
          "false",
          SchedulerKeys::bool,
          "Whether inputs are limited to the rate at which their batches are processed");

  /** Which estimator says at what rate batches are processed. */
  public static final ConfigKey<String> RATE_ESTIMATOR =
      new ConfigKey<>(
          "millrace.streaming.backpressure.rateEstimator",
          "pid",
          SchedulerKeys::estimator,
          "Which estimator back-pressure uses; there is one, pid");

  /** How much of the error of now the estimator corrects. */
  public static final ConfigKey<Double> PID_PROPORTIONAL =
      new ConfigKey<>(
          "millrace.streaming.backpressure.pid.proportional",
          "1.0",
          SchedulerKeys::gain,
          "How much of the difference between the last limit and the processing rate is corrected");

  /** How much of the backlog the estimator corrects. */
  public static final ConfigKey<Double> PID_INTEGRAL =
      new ConfigKey<>(
          "millrace.streaming.backpressure.pid.integral",
          "0.2",
          SchedulerKeys::gain,
          "How much of what waits to be processed is corrected");

  /** How much the change of the error counts. */
  public static final ConfigKey<Double> PID_DERIVED =
      new ConfigKey<>(
          "millrace.streaming.backpressure.pid.derived",
          "0.0",
          SchedulerKeys::gain,
          "How much the change of the difference between limit and processing rate counts");

  /** The least rate. */
  public static final ConfigKey<Double> PID_MIN_RATE =
      new ConfigKey<>(
          "millrace.streaming.backpressure.pid.minRate",
          "100",
          SchedulerKeys::rate,
          "Records per second below which back-pressure never limits an input");

  private SchedulerKeys() {}

  /** All keys of this class. */
  public static List<ConfigKey<?>> all() {
    return List.of(
        CONCURRENT_JOBS,
        GRACEFUL_STOP_TIMEOUT,
        UNPERSIST,
        STOP_GRACEFULLY_ON_SHUTDOWN,
        SNAPSHOT_EVENTS,
        BACKPRESSURE_ENABLED,
        RATE_ESTIMATOR,
        PID_PROPORTIONAL,
        PID_INTEGRAL,
        PID_DERIVED,
        PID_MIN_RATE);
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

  private static String estimator(String text) {
    if (!text.trim().equals("pid")) {
      throw new IllegalArgumentException("is an unknown rate estimator; there is one, pid");
    }
    return text.trim();
  }

  private static double gain(String text) {
    double gain = number(text);
    if (!(gain >= 0) || Double.isInfinite(gain)) {
      throw new IllegalArgumentException("must be finite and not negative");
    }
    return gain;
  }

  private static double rate(String text) {
    double rate = number(text);
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("must be positive and finite");
    }
    return rate;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number", e);
    }
  }

  private static boolean bool(String text) {
    return switch (text.trim()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }
}
