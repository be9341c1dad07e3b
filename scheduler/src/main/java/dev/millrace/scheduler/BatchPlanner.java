package dev.millrace.scheduler;

import dev.millrace.time.Time;
import java.util.List;
import java.util.Optional;

/**
 * Turns a batch into jobs: the scheduler's view of the stream graph. {@link #start}, {@link #plan}
 * and {@link #release} are called on the planner thread only, batch after batch in their order;
 * user code (the bodies of {@code transform}) may run in them and may run jobs. {@link
 * #oldestNeeded} and {@link #coveredAt} are pure functions of the graph, called on any thread.
 */
public interface BatchPlanner {

  /**
   * Called once, before anything else.
   *
   * @param zeroTime one batch before the very first tick; after a restart that of the first start
   * @param lastBatch the newest batch of earlier lives; empty if they decided none
   * @param remembered batches of an earlier life that are over but that later batches may still
   *     need, oldest first
   * @throws Exception when the graph cannot start: the driver does not start either
   */
  default void start(Time zeroTime, Optional<Time> lastBatch, List<AllocatedBatch> remembered)
      throws Exception {}

  /**
   * The jobs of a batch, one per output that is due, in the order in which the outputs were
   * registered; empty when none is due at that time.
   *
   * @throws Exception what user code threw: the batch fails with it
   */
  List<OutputJob> plan(AllocatedBatch batch) throws Exception;

  /**
   * The batch at this time is over (completed, or failed and dismissed): what only earlier batches
   * needed may go.
   */
  void release(Time time);

  /**
   * The time of the oldest batch whose blocks are read by the batch at this time or by a later one:
   * with a window of three batches, two batches earlier. Never later than {@code batch}, and never
   * falls as {@code batch} rises.
   */
  default Time oldestNeeded(Time batch) {
    return batch;
  }

  /**
   * The time of the batch with which every output has seen the records of the batch at this time:
   * {@code batch} itself if all outputs are due then, else the next batch at which the last of them
   * has been. A graceful stop runs up to that batch.
   */
  default Time coveredAt(Time batch) {
    return batch;
  }
}
