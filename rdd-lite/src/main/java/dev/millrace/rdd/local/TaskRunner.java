package dev.millrace.rdd.local;

import dev.millrace.rdd.Job.PartitionAction;
import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.SharedValues;
import dev.millrace.rdd.TaskValues;

/**
 * Runs tasks: computes a partition and does with it what the stage is for. <em>Thread-safe.</em>
 */
final class TaskRunner {

  private final ExecutorPool executors;
  private final ShuffleOutputs outputs;
  private final KeptPartitions kept;
  private final KeptStates states;
  private final Services services;
  private final ShuffleWriter writer;
  private final boolean serialized;

  /**
   * A runner of tasks.
   *
   * @param serialized whether every task runs from its serialised form, as it would in another
   *     process
   */
  TaskRunner(
      ExecutorPool executors,
      ShuffleOutputs outputs,
      KeptPartitions kept,
      KeptStates states,
      Services services,
      RecordCodec<Object> codec,
      boolean serialized) {
    this.executors = executors;
    this.outputs = outputs;
    this.kept = kept;
    this.states = states;
    this.services = services;
    this.writer = new ShuffleWriter(codec);
    this.serialized = serialized;
  }

  /**
   * What a task made: the action's result or a {@link MapOutput}, and what it added to
   * accumulators.
   */
  record Result(Object value, TaskValues values) {}

  /**
   * Runs one attempt at a task.
   *
   * @param attempt its number, from 1
   * @throws ShuffleOutputMissingException if an output that it needs is lost
   * @throws Exception what the action threw
   */
  Result run(TaskBody original, int partition, int attempt, LocalExecutor executor)
      throws Exception {
    SharedValues shared = services.find(SharedValues.class).orElseGet(SharedValues::new);
    TaskValues values = shared.beginTask();
    return values.run(
        () -> {
          TaskBody body =
              serialized || shared.needsCopies() ? TaskForm.copy(original, values) : original;
          return new Result(compute(body, partition, attempt, executor), values);
        });
  }

  private Object compute(TaskBody body, int partition, int attempt, LocalExecutor executor)
      throws Exception {
    try (TaskContext context =
        new TaskContext(executor, executors, outputs, kept, states, services)) {
      LineageInterpreter interpreter = new LineageInterpreter(context);
      Object result =
          body instanceof TaskBody.Write write
              ? writer.write(write.edge(), interpreter.compute(write.edge().parent(), partition))
              : act((TaskBody.Act) body, partition, attempt, interpreter);
      context.requireOutputs();
      return result;
    }
  }

  private static Object act(
      TaskBody.Act body, int partition, int attempt, LineageInterpreter interpreter)
      throws Exception {
    return call(body.node(), body.action(), partition, attempt, interpreter);
  }

  @SuppressWarnings("unchecked") // the job paired the action with a node of its type
  private static <T> Object call(
      Lineage<T> node,
      PartitionAction<?, ?> action,
      int partition,
      int attempt,
      LineageInterpreter interpreter)
      throws Exception {
    return ((PartitionAction<T, ?>) action)
        .call(partition, attempt, interpreter.compute(node, partition));
  }
}
