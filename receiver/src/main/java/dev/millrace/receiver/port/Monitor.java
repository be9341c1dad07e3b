package dev.millrace.receiver.port;

import java.util.concurrent.CompletableFuture;

/**
 * Mutual exclusion over a receiver's intake, and the only place where callers wait. In a simulation
 * there is one thread, and waiting runs the world's events. <em>Thread-safe.</em>
 */
public interface Monitor {

  /** Enters, waiting for whoever is inside; may be entered again by its holder. */
  void lock();

  /** Leaves. */
  void unlock();

  /**
   * Leaves, waits for {@link #signalAll} or for the time to pass, and enters again. Called inside;
   * may return early.
   *
   * @param nanos {@link Long#MAX_VALUE} waits for the signal alone
   */
  void await(long nanos) throws InterruptedException;

  /** Wakes all that wait. Called inside. */
  void signalAll();

  /**
   * Waits, outside, for a result; an interrupt is kept for later and does not end the wait.
   *
   * @throws java.util.concurrent.CompletionException with the failure as its cause
   */
  <V> V join(CompletableFuture<V> result);
}
