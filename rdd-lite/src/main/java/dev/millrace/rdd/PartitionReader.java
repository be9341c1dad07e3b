package dev.millrace.rdd;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;

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
   * The records of a partition; runs on an executor, again if the task is tried again, and gives
   * the same records in the same order each time. An iterator that is {@link AutoCloseable} is
   * closed when its task has ended, whether or not it was read to the end.
   *
   * @throws IOException if the partition cannot be read
   */
  Iterator<T> read(int partition) throws IOException;
}
