package dev.millrace.rdd;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * A piece of a source whose records can be read again: some lines of a file, numbers of a sequence.
 * It travels inside lineage, so it names what it reads and holds nothing open.
 *
 * @param <T> the type of the records
 */
@FunctionalInterface
public interface RangePart<T> extends Serializable {

  /**
   * Reads the piece, which has the same records at every call. Runs in a task and may block.
   *
   * @param whenTaskEnds takes what is to be closed when the task ends, however it ends
   * @return the records, read as they are pulled
   * @throws Exception if the piece cannot be read, or is not what it was any more: the task fails
   */
  Iterator<T> read(Consumer<AutoCloseable> whenTaskEnds) throws Exception;
}
