package dev.millrace.streaming.wiring;

import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.listener.StreamingListener;
import java.time.Duration;

/** A streaming program between its start and the end of its stop. <em>Thread-safe.</em> */
public interface RunningProgram {

  /**
   * Stops the program and waits until nothing of it is left. Idempotent; a second caller waits for
   * the first.
   *
   * @param graceful whether what was received is processed first
   * @return what was left undone
   * @throws IllegalStateException if called on a thread that stopping would wait for
   */
  StopReport stop(boolean graceful);

  /**
   * Waits until the program has stopped.
   *
   * @throws RuntimeException the program's first failure, as soon as there is one
   */
  void awaitTermination() throws InterruptedException;

  /**
   * Waits until the program has stopped, or the time is up.
   *
   * @return whether it has stopped
   * @throws RuntimeException the program's first failure, as soon as there is one
   */
  boolean awaitTermination(Duration timeout) throws InterruptedException;

  /** Gives up a failed batch; false if there is no such failed batch. */
  boolean dismissFailedBatch(long batchNumber);

  /** Adds a listener; it sees what happens from now on. */
  void addListener(StreamingListener listener);

  /** Removes a listener. */
  void removeListener(StreamingListener listener);
}
