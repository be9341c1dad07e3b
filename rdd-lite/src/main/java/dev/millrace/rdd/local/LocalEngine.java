package dev.millrace.rdd.local;

import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.Engine;
import dev.millrace.rdd.EngineListener;
import dev.millrace.rdd.ExecutorControl;
import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.rdd.ExecutorLostException;
import dev.millrace.rdd.Job;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RunningJob;
import dev.millrace.rdd.StorageLevel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The engine whose executors live in this process. <em>Thread-safe.</em>
 *
 * <p>Executors have the ids {@code 0}, {@code 1} …. Each is a failure domain: {@link #killExecutor}
 * takes one out, and what it held is read from elsewhere or computed again. A lost executor does
 * not come back; when all are lost, jobs fail.
 */
public final class LocalEngine implements Engine, ExecutorControl {

  private final ExecutorPool executors;
  private final KeptPartitions kept;
  private final KeptStates states;
  private final Services services = new Services();
  private final Listeners listeners = new Listeners();
  private final Receivers receivers;
  private final TaskScheduler scheduler;
  private final Supplier<TaskThread> currentThread;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * An engine over executors.
   *
   * @param ports the executors, by id
   * @param codec how any record is turned into bytes
   * @param currentThread the thread that asks, so that a task on it can be interrupted
   */
  public LocalEngine(
      LocalEngineSettings settings,
      List<ExecutorPorts> ports,
      RecordCodec<Object> codec,
      Supplier<TaskThread> currentThread) {
    this.executors = new ExecutorPool(ports);
    this.kept = new KeptPartitions(executors, codec);
    this.states = new KeptStates(executors);
    this.receivers = new Receivers(executors, services);
    this.currentThread = currentThread;
    ShuffleOutputs outputs = new ShuffleOutputs(executors);
    TaskRunner runner =
        new TaskRunner(
            executors, outputs, kept, states, services, codec, settings.tasksSerialized());
    JobBook book =
        new JobBook(
            executors,
            new Placement(executors, new Locality(kept, states)),
            settings.taskFailuresMax());
    this.scheduler =
        new TaskScheduler(book, kept, states, outputs, runner, currentThread, listeners);
  }

  /** The number of task slots of all executors. */
  @Override
  public int defaultParallelism() {
    return executors.slots();
  }

  @Override
  public <T, R> RunningJob<R> submit(Job<T, R> job) {
    return scheduler.submit(job);
  }

  @Override
  public <T, R> List<R> run(Job<T, R> job) {
    try {
      return scheduler.run(job);
    } catch (InterruptedException e) {
      currentThread.get().interrupt();
      throw new JobFailedException("'" + job.description() + "' was interrupted", e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOperationException if the node is kept at another level already
   */
  @Override
  public void persist(Lineage<?> node, StorageLevel level) {
    kept.persist(node, level);
  }

  @Override
  public void unpersist(Lineage<?> node) {
    kept.unpersist(node);
    states.forget(node);
  }

  @Override
  public StorageLevel storageLevel(Lineage<?> node) {
    return kept.level(node);
  }

  @Override
  public List<ExecutorInfo> executors() {
    return executors.alive().stream().map(LocalExecutor::info).toList();
  }

  @Override
  public void launchReceiver(
      String name, String executorId, ReceiverTask task, Consumer<Optional<Throwable>> onEnd) {
    receivers.launch(name, executorId, task, onEnd);
  }

  @Override
  public List<String> locations(BlockKey key) {
    return executors.locations(key);
  }

  @Override
  public void removeBlock(BlockKey key) {
    executors.removeBlock(key);
  }

  @Override
  public <S> void provide(Class<S> type, S service) {
    services.provide(type, service);
  }

  @Override
  public void withdraw(Class<?> type) {
    services.withdraw(type);
  }

  @Override
  public void addListener(EngineListener listener) {
    listeners.add(listener);
  }

  @Override
  public void killExecutor(String executorId, String reason) {
    LocalExecutor executor =
        executors
            .find(executorId)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there never was an executor '"
                            + executorId
                            + "'; there are "
                            + executors.all().stream().map(LocalExecutor::id).toList()));
    if (lose(executor, reason)) {
      listeners.executorLost(executor.info(), reason);
    }
  }

  private boolean lose(LocalExecutor executor, String reason) {
    if (!scheduler.lose(executor, reason)) {
      return false;
    }
    receivers.killOn(executor, new ExecutorLostException(executor.id(), reason));
    executor.stop();
    return true;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      scheduler.close();
      executors.all().forEach(executor -> lose(executor, "the engine is closed"));
      executors.all().forEach(LocalExecutor::awaitStopped);
    }
  }
}
