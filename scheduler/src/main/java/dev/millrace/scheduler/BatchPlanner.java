package dev.millrace.scheduler;

import dev.millrace.time.Time;
import java.util.List;

/**
 * Turns a batch into jobs: the scheduler's view of the stream graph. Called on the planner thread
 * only, batch after batch in their order; user code (the bodies of {@code transform}) may run in it
 * and may run jobs.
 */
public interface BatchPlanner {

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
}
