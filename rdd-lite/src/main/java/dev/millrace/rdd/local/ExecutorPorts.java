package dev.millrace.rdd.local;

import dev.millrace.rdd.BlockStore;
import java.util.concurrent.Executor;

/**
 * What one executor is made of. <em>Immutable.</em>
 *
 * @param slots how many tasks it runs at a time
 * @param tasks runs tasks; with one that runs them on the calling thread jobs run in one fixed
 *     order
 * @param blocks its blocks
 * @param stop begins to free what the executor holds, threads and files for instance, without
 *     waiting; called once, when it is lost or its engine is closed
 * @param awaitStopped returns when all that is gone; called when the engine is closed
 */
public record ExecutorPorts(
    int slots, Executor tasks, BlockStore blocks, Runnable stop, Runnable awaitStopped) {

  public ExecutorPorts {
    if (slots < 1) {
      throw new IllegalArgumentException("an executor needs at least one task slot: " + slots);
    }
  }
}
