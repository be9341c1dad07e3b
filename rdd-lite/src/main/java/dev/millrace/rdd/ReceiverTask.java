package dev.millrace.rdd;

import java.util.Optional;
import java.util.function.Consumer;

/** The body of a receiver's job: long-running work on one executor that takes no task slot. */
@FunctionalInterface
public interface ReceiverTask {

  /**
   * Starts the work and returns at once; the work runs on threads of its own.
   *
   * @param executor where it runs
   * @param onEnd to be called exactly once, by the work, when it has ended: empty for a regular
   *     end, else the cause
   */
  Running start(ExecutorContext executor, Consumer<Optional<Throwable>> onEnd);

  /** Work that is going on. */
  interface Running {

    /**
     * The executor is lost: from the return of this method on nothing the work does may be visible
     * outside. It ends the work (and leads to {@code onEnd} with the cause). Must not block.
     */
    void kill(Throwable cause);
  }
}
