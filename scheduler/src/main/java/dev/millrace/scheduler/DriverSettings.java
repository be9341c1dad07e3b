package dev.millrace.scheduler;

import dev.millrace.rdd.MillraceConf;
import java.time.Duration;

/**
 * What the driver is to know of the program. <em>Immutable.</em>
 *
 * @param name the program's name, part of the names of threads
 * @param batchDuration from tick to tick, a positive number of milliseconds
 * @param concurrentJobs jobs that run at the same time
 * @param gracefulStopTimeout how long a graceful stop waits
 * @param unpersist whether blocks are removed once no batch needs them
 * @param snapshotEvents events of the driver log between two snapshots
 * @param rates how fast inputs may bring records in
 */
public record DriverSettings(
    String name,
    Duration batchDuration,
    int concurrentJobs,
    Duration gracefulStopTimeout,
    boolean unpersist,
    int snapshotEvents,
    RateSettings rates) {

  public DriverSettings {
    if (batchDuration.isNegative() || batchDuration.toMillis() == 0) {
      throw new IllegalArgumentException(
          "batchDuration must be at least one millisecond: " + batchDuration);
    }
    if (!batchDuration.equals(Duration.ofMillis(batchDuration.toMillis()))) {
      throw new IllegalArgumentException(
          "batchDuration must be a whole number of milliseconds: " + batchDuration);
    }
    if (concurrentJobs < 1) {
      throw new IllegalArgumentException("concurrentJobs must be at least 1: " + concurrentJobs);
    }
    if (gracefulStopTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "gracefulStopTimeout must not be negative: " + gracefulStopTimeout);
    }
    if (snapshotEvents < 1) {
      throw new IllegalArgumentException("snapshotEvents must be at least 1: " + snapshotEvents);
    }
  }

  /** The settings of a program, from its configuration. */
  public static DriverSettings of(String name, Duration batchDuration, MillraceConf conf) {
    return new DriverSettings(
        name,
        batchDuration,
        conf.get(SchedulerKeys.CONCURRENT_JOBS),
        conf.get(SchedulerKeys.GRACEFUL_STOP_TIMEOUT).orElse(batchDuration.multipliedBy(10)),
        conf.get(SchedulerKeys.UNPERSIST),
        conf.get(SchedulerKeys.SNAPSHOT_EVENTS),
        RateSettings.of(conf));
  }
}
