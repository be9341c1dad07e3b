package dev.millrace.rdd.local;

/**
 * The thread that runs a task, as far as the engine touches it; supplied from outside because it is
 * the host's.
 */
public interface TaskThread {

  /** Interrupts what the thread is doing. Called from any thread. */
  void interrupt();

  /** Clears the interrupt status. Called by the thread itself. */
  void clearInterrupt();
}
