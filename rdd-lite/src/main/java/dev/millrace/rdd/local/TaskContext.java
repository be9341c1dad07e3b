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
  private final KeptStates states;
  private final ExecutorServices services;
  private final Deque<AutoCloseable> openInputs = new ArrayDeque<>();
  private Optional<ShuffleOutputMissingException> missing = Optional.empty();

  TaskContext(
      LocalExecutor executor,
      ExecutorPool executors,
      ShuffleOutputs outputs,
      KeptPartitions kept,
      KeptStates states,
      ExecutorServices services) {
    this.executor = executor;
    this.executors = executors;
    this.outputs = outputs;
    this.kept = kept;
    this.states = states;
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

  KeptStates states() {
    return states;
  }

  ExecutorServices services() {
    return services;
  }

  /** Has an input closed when the task has ended: a function may not have read all of it. */
  void closeAtEnd(AutoCloseable input) {
    openInputs.push(input);
  }

  /** Closes all inputs, the last one first, even when one cannot be closed. */
  @Override
  public void close() throws Exception {
    Optional<Exception> first = Optional.empty();
    while (!openInputs.isEmpty()) {
      try {
        openInputs.pop().close();
      } catch (Exception e) {
        first.ifPresent(e::addSuppressed);
        first = Optional.of(e);
      }
    }
    if (first.isPresent()) {
      throw first.get();
    }
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

  /** Throws when the task met a missing output: whatever it returned is worth nothing. */
  void requireOutputs() {
    missing.ifPresent(
        exception -> {
          throw exception;
        });
  }
}
