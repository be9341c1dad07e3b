package dev.millrace.rdd.local;

import dev.millrace.rdd.ExecutorServices;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What a task finds where it runs. <em>Owned by one task.</em> */
final class TaskContext implements AutoCloseable {

  private final LocalExecutor executor;
  private final ExecutorPool executors;
  private final ShuffleOutputs outputs;
  private final KeptPartitions kept;
  private final ExecutorServices services;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private Optional<ShuffleOutputMissingException> missing = Optional.empty();

  TaskContext(
      LocalExecutor executor,
      ExecutorPool executors,
      ShuffleOutputs outputs,
      KeptPartitions kept,
      ExecutorServices services) {
    this.executor = executor;
    this.executors = executors;
    this.outputs = outputs;
    this.kept = kept;
    this.services = services;
  }

  LocalExecutor executor() {
    return executor;
  }

  ExecutorPool executors() {
    return executors;
  }

  KeptPartitions kept() {
    return kept;
  }

  ExecutorServices services() {
    return services;
  }

  /** The output, remembering when it is missing: a user's function may catch the exception. */
  MapOutput output(ShuffleEdge edge, int mapPartition) {
    return outputs
        .find(edge.key(), mapPartition)
        .orElseThrow(
            () -> {
              missing = Optional.of(new ShuffleOutputMissingException(edge, mapPartition));
              return missing.get();
            });
  }

  /** Has something closed when the task ends, however it ends. */
  void closeAtEnd(AutoCloseable resource) {
    open.push(resource);
  }

  /**
   * Closes what the task opened, the latest first.
   *
   * @throws Exception what the first one that failed threw; all are closed nonetheless
   */
  @Override
  public void close() throws Exception {
    Optional<Exception> failure = Optional.empty();
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        failure.ifPresent(e::addSuppressed);
        failure = Optional.of(e);
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** Throws when the task met a missing output: whatever it returned is worth nothing. */
  void requireOutputs() {
    missing.ifPresent(
        exception -> {
          throw exception;
        });
  }
}
