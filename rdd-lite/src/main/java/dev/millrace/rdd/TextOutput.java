package dev.millrace.rdd;

import java.io.IOException;
import java.util.List;

/**
 * Writes text files for {@code saveAsTextFile}. Found with {@link java.util.ServiceLoader}, so that
 * the file system library behind it stays out of this package.
 */
public interface TextOutput {

  /**
   * Prepares a directory to be written.
   *
   * @param path where the files go, as the file system library reads it
   * @param replace whether the output of an earlier save may be there, whole or in part, and is
   *     removed: for an output that is written again after a failure
   * @throws IOException if the path exists already or cannot be made; the message names it
   */
  Save begin(String path, boolean replace) throws IOException;

  /** One call of {@code saveAsTextFile}. Owned by the calling thread, except for the writer. */
  interface Save {

    /**
     * Writes one partition, a record's {@code toString} a line, and returns the name of what it
     * wrote. Runs on executors, perhaps more than once for a partition; only what {@link #commit}
     * is told of becomes visible.
     */
    Job.PartitionAction<Object, String> writer();

    /**
     * Publishes what the partitions wrote and marks the directory complete.
     *
     * @param written what the writer returned, by partition
     */
    void commit(List<String> written) throws IOException;

    /** Removes what was written. */
    void abort() throws IOException;
  }
}
