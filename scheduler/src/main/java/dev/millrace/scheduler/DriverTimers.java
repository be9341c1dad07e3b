package dev.millrace.scheduler;

import java.time.Duration;

/**
 * Calls back on the driver thread when time has passed. A call cannot be taken back: who asked
 * checks whether it still counts.
 */
@FunctionalInterface
public interface DriverTimers {

  /**
   * Runs {@code task} on the driver thread after {@code delay} at the earliest, never inside this
   * call.
   */
  void after(Duration delay, Runnable task);
}
