package dev.millrace.rdd;

import java.util.List;

/** A job that was submitted. <em>Thread-safe.</em> */
public interface RunningJob<R> {

  /**
   * Waits for the job and returns the partitions' results in the order in which they were asked
   * for.
   *
   * @throws JobFailedException naming the operation that failed, with the user function's exception
   *     as its cause
   * @throws InterruptedException if the waiting thread is interrupted; the job is cancelled
   */
  List<R> await() throws InterruptedException;

  /** Ends the job: its tasks are interrupted, {@link #await} throws with the reason. */
  void cancel(String reason);
}
