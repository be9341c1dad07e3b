package dev.millrace.testkit.process;

import dev.millrace.testkit.crash.CrashPlan;
import java.time.Duration;

/** How a life of a real process ends, always with SIGKILL. <em>Immutable.</em> */
public sealed interface Kill {
  /**
   * Kills from outside.
   *
   * @param whenReceiving whether the time counts from the first contact with the source; otherwise
   *     from the start of the process
   * @param after how long it lives
   */
  record AfterTime(boolean whenReceiving, Duration after) implements Kill {}

  /**
   * Stops the process while it receives, lets it go on after a pause, and kills it later.
   *
   * @param pause how long it stands still
   * @param after how long it lives after the pause
   */
  record AfterPause(Duration pause, Duration after) implements Kill {}

  /**
   * The process kills itself at a crash point.
   *
   * @param plan which passage of which point
   */
  record AtCrashPoint(CrashPlan plan) implements Kill {}

  /**
   * The system kills the process as it makes a call.
   *
   * @param place whose files
   * @param call the system call's name
   * @param occurrence which call on those files, from 1; counted for each thread
   */
  record AtSystemCall(Place place, String call, int occurrence) implements Kill {}

  /** Files that a system call works on. */
  enum Place {
    /** The segment of the driver log that this life writes first. */
    DRIVER_LOG,
    /** The segment of the executor's data log that this life writes first. */
    DATA_LOG,
    /** The snapshots of the driver's state. */
    SNAPSHOTS
  }
}
