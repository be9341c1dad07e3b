package dev.millrace.rdd;

/** Observes an engine. Called on the engine's threads; must return quickly and not throw. */
public interface EngineListener {

  default void onExecutorLost(ExecutorInfo executor, String reason) {}

  default void onTaskFailed(String description, int partition, int attempt, Throwable cause) {}
}
