package dev.millrace.receiver.port;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Makes the threads that one launch of a receiver works with. <em>Thread-safe.</em> */
public interface ReceiverThreads {

  /**
   * Makes the threads of one launch.
   *
   * @param name for the threads' names
   * @param onUncaught told what a thread that the receiver's own code started dies of
   */
  Launch open(String name, Consumer<Throwable> onUncaught);

  /** The threads of one launch. <em>Thread-safe.</em> */
  interface Launch extends AutoCloseable {

    /** One task at a time, in order: stores blocks one after the other. */
    Executor writer();

    /** Tasks that block on disks and other executors' stores, side by side. */
    Executor storage();

    /** The launch's monitor. */
    Monitor monitor();

    /**
     * Runs a user's method on a thread of its own, as do threads that it starts.
     *
     * @return interrupts the thread if it still runs
     */
    Runnable runUserCode(String what, Runnable code);

    /** Lets the threads end when they have done what they were given; does not wait for them. */
    @Override
    void close();
  }
}
