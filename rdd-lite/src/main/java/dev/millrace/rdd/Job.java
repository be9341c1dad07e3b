package dev.millrace.rdd;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/**
 * One action over the partitions of a lineage node. <em>Immutable.</em>
 *
 * @param target the node whose partitions are computed
 * @param partitions the partitions wanted, by index from 0
 * @param function what is done with each partition on the executor; its result comes back to the
 *     caller
 * @param description what the job is for, shown to people
 */
public record Job<T, R>(
    Lineage<T> target,
    List<Integer> partitions,
    PartitionAction<T, R> function,
    String description) {

  public Job {
    partitions = List.copyOf(partitions);
  }

  /** What an action does with one partition. */
  @FunctionalInterface
  public interface PartitionAction<T, R> extends Serializable {
    /**
     * Makes the result of a partition; called on the executor, again if the task is tried again.
     */
    R call(int partition, Iterator<T> records) throws Exception;

    /**
     * {@link #call(int, Iterator)} for actions that need to tell attempts apart.
     *
     * @param attempt the number of the attempt among those at this partition in this job, from 1
     */
    default R call(int partition, int attempt, Iterator<T> records) throws Exception {
      return call(partition, records);
    }
  }
}
