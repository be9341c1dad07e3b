package dev.millrace.rdd;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Reads the partitions of a collection from where they are stored, in files for one. <em>Immutable
 * and serialisable</em>: it travels to the executors.
 *
 * @param <T> the type of the records
 */
public interface PartitionReader<T> extends Serializable {

  /** How many partitions there are, from 0 on. */
  int partitionCount();

  /**
   * The records of a partition; runs in a task, again if the task is tried again, may block, and
   * gives the same records in the same order each time.
   *
   * @param whenTaskEnds takes what is to be closed when the task ends, however it ends
   * @return the records, read as they are pulled
   * @throws Exception if the partition cannot be read: the task fails
   */
  Iterator<T> read(int partition, Consumer<AutoCloseable> whenTaskEnds) throws Exception;
}
