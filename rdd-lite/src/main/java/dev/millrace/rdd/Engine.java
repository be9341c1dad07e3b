package dev.millrace.rdd;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The port that runs lineage: jobs over partitions, persisted partitions, blocks, executors,
 * receivers. <em>Thread-safe.</em> One engine belongs to one {@link RddContext}.
 */
public interface Engine extends AutoCloseable {

  /** How many partitions a shuffle has when nobody says: the number of task slots. */
  int defaultParallelism();

  /** Starts a job and returns at once, unless the engine runs tasks on the calling thread. */
  <T, R> RunningJob<R> submit(Job<T, R> job);

  /**
   * Runs a job and returns the partitions' results in the order in which they were asked for. The
   * calling thread may run tasks itself, which saves the hand-off to another thread.
   *
   * @throws JobFailedException naming the operation that failed, with the user function's exception
   *     as its cause; with an {@link InterruptedException} as its cause when the calling thread was
   *     interrupted, which cancels the job
   */
  default <T, R> List<R> run(Job<T, R> job) {
    try {
      return submit(job).await();
    } catch (InterruptedException e) {
      throw new JobFailedException("'" + job.description() + "' was interrupted", e);
    }
  }

  /** From now on partitions of {@code node} that are computed are kept at {@code level}. */
  void persist(Lineage<?> node, StorageLevel level);

  /** Forgets the kept partitions of {@code node}, and its version of keyed state if it has one. */
  void unpersist(Lineage<?> node);

  /** The level at which partitions of {@code node} are kept; {@code NONE} if they are not. */
  StorageLevel storageLevel(Lineage<?> node);

  /** The executors that are alive, in the order of their ids. */
  List<ExecutorInfo> executors();

  /**
   * Starts a receiver's job on an executor.
   *
   * @param onEnd called exactly once when the job has ended for whatever reason, with the cause
   *     unless it ended regularly; an unknown or lost executor ends it with {@link
   *     ExecutorLostException}
   */
  void launchReceiver(
      String name, String executorId, ReceiverTask task, Consumer<Optional<Throwable>> onEnd);

  /** The executors that have the block now, in the order of their ids. */
  List<String> locations(BlockKey key);

  /** Removes a block from every executor. */
  void removeBlock(BlockKey key);

  /**
   * Makes a service available to tasks and receivers under its type.
   *
   * @throws IllegalStateException if there is one of this type already
   */
  <S> void provide(Class<S> type, S service);

  /** Takes back what was provided under a type; no effect if nothing was. */
  default void withdraw(Class<?> type) {}

  /** Adds an observer of executors and jobs. */
  void addListener(EngineListener listener);

  /**
   * Ends all jobs and receivers and frees threads and files; returns when they are gone, or when a
   * task that ignores its interruption was waited for long enough. Idempotent.
   */
  @Override
  void close();
}
