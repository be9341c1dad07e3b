package dev.millrace.scheduler.host;

import dev.millrace.rdd.Engine;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.actor.DriverActorSystem;
import dev.millrace.scheduler.actor.ReceiverTaskFactory;
import dev.millrace.scheduler.listener.ReceiverInfo;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.time.Time;
import dev.millrace.wal.file.FileStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The driver of one streaming program: the clock, the tracker of receivers and blocks, the generator and the scheduler of
 * batches, the driver log and the listener bus, put together. <em>Thread-safe.</em> It is started once and stopped once.
 */
public final class StreamingDriver {

  /**
   * Nothing runs before {@link #start}.
   *
   * @param settings what the program asks for
   * @param engine runs jobs and receivers; not closed by the driver
   * @param logStore holds the driver log below {@code driver/}: the checkpoint directory's store, or an in-memory one
   * @param planner turns batches into jobs
   * @param receivers the receivers to keep running, one per stream
   * @param receiverTasks makes the body of a receiver's job
   * @param actors gives the actor system, which may be starting on another thread meanwhile; not closed by the driver
   * @param listeners those who watch from the beginning
   */
  public StreamingDriver(
      DriverSettings settings,
      Engine engine,
      FileStore logStore,
      BatchPlanner planner,
      List<ReceiverSpec> receivers,
      ReceiverTaskFactory receiverTasks,
      Supplier<DriverActorSystem> actors,
      List<StreamingListener> listeners) {
    throw new UnsupportedOperationException("being built");
  }

  /**
   * Recovers what the driver log holds, starts the planner, runs pending batches again, starts the receivers and the clock.
   * Blocks on the disk and until the planner has started.
   *
   * @return the zero time: one batch before the very first tick, after a restart that of the first start
   * @throws IllegalStateException if it was started before
   * @throws RuntimeException if the log cannot be recovered or the planner refuses; everything is stopped then
   */
  public Time start() {
    throw new UnsupportedOperationException("being built");
  }

  /**
   * Stops. Gracefully: receivers stop and drain, what they were acknowledged is allocated, all batches run to their end,
   * then the rest. Otherwise running jobs are interrupted. Idempotent; a second caller waits for the first.
   *
   * @param timeout how long to wait for a graceful end, before the rest is stopped as if not gracefully
   * @return what was left
   * @throws IllegalStateException if called on the listener, planner or a job thread, which it would wait for
   */
  public StopReport stop(boolean graceful, Duration timeout) {
    throw new UnsupportedOperationException("being built");
  }

  /** Waits until the driver has stopped; throws the first failure as soon as there is one. */
  public void awaitTermination() throws InterruptedException {
    throw new UnsupportedOperationException("being built");
  }

  /**
   * Waits until the driver has stopped; throws the first failure as soon as there is one.
   *
   * @return whether it has stopped; false when the time is up
   */
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    throw new UnsupportedOperationException("being built");
  }

  /** The first failure: of a batch as a rule, or of the driver itself. */
  public Optional<Throwable> failure() {
    throw new UnsupportedOperationException("being built");
  }

  /** Adds a listener; it sees what happens from now on. */
  public void addListener(StreamingListener listener) {
    throw new UnsupportedOperationException("being built");
  }

  /** Removes a listener. */
  public void removeListener(StreamingListener listener) {
    throw new UnsupportedOperationException("being built");
  }

  /** Whether the calling thread is the one that delivers to listeners, from where nothing can be stopped. */
  public boolean isListenerThread() {
    throw new UnsupportedOperationException("being built");
  }

  /** Sends a stream's receiver a new limit; a receiver that is placed again gets it too. */
  public void updateRate(int streamId, double recordsPerSecond) {
    throw new UnsupportedOperationException("being built");
  }

  /** The receivers as they are now, by stream. */
  public List<ReceiverInfo> receivers() {
    throw new UnsupportedOperationException("being built");
  }

  /** Gives up a failed batch: its blocks may go. False if there is no such failed batch. */
  public boolean dismissFailedBatch(long batchNumber) {
    throw new UnsupportedOperationException("being built");
  }
}
