package dev.millrace.rdd.local;

import dev.millrace.rdd.ExecutorServices;
import dev.millrace.rdd.Job.PartitionAction;
import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.RecordCodec;

/**
 * Runs tasks: computes a partition and does with it what the stage is for. <em>Thread-safe.</em>
 */
final class TaskRunner {

  private final ExecutorPool executors;
  private final ShuffleOutputs outputs;
  private final KeptPartitions kept;
  private final ExecutorServices services;
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
      ExecutorServices services,
      RecordCodec<Object> codec,
      boolean serialized) {
    this.executors = executors;
    this.outputs = outputs;
    this.kept = kept;
    this.services = services;
    this.writer = new ShuffleWriter(codec);
    this.serialized = serialized;
  }

  /**
   * The action's result, or a {@link MapOutput}.
   *
   * @throws ShuffleOutputMissingException if an output that it needs is lost
   * @throws Exception what the action threw
   */
  Object run(TaskBody original, int partition, LocalExecutor executor) throws Exception {
    TaskBody body = serialized ? TaskForm.copy(original) : original;
    try (TaskContext context = new TaskContext(executor, executors, outputs, kept, services)) {
      LineageInterpreter interpreter = new LineageInterpreter(context);
      Object result =
          body instanceof TaskBody.Write write
              ? writer.write(write.edge(), interpreter.compute(write.edge().parent(), partition))
              : act((TaskBody.Act) body, partition, interpreter);
      context.requireOutputs();
      return result;
    }
  }

  private static Object act(TaskBody.Act body, int partition, LineageInterpreter interpreter)
      throws Exception {
    return call(body.node(), body.action(), partition, interpreter);
  }

  @SuppressWarnings("unchecked") // the job paired the action with a node of its type
  private static <T> Object call(
      Lineage<T> node, PartitionAction<?, ?> action, int partition, LineageInterpreter interpreter)
      throws Exception {
    return ((PartitionAction<T, ?>) action).call(partition, interpreter.compute(node, partition));
  }
}
