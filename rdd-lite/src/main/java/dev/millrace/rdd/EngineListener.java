package dev.millrace.rdd;

/** Observes an engine. Called on the engine's threads; must return quickly and not throw. */
public interface EngineListener {

  /** An executor is gone, and with it its blocks, tasks and receivers. */
  default void onExecutorLost(ExecutorInfo executor, String reason) {}

  /**
   * An attempt at a task failed; it may be tried again.
   *
   * @param description what its job is for
   * @param partition the partition it was to compute, from 0
   * @param attempt its number among the attempts at the task, from 1
   * @param cause what the user's function threw, or what went wrong
   */
  default void onTaskFailed(String description, int partition, int attempt, Throwable cause) {}
}
