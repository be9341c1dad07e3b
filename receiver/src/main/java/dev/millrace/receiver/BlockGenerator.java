package dev.millrace.receiver;

import java.util.Iterator;

/**
 * Groups records into blocks, and stores and reports these by itself. <em>Thread-safe.</em>
 *
 * <p>A block is sealed when its first record is a block interval old, when it reaches the size
 * bound, and at each batch tick. Adding blocks the caller while the rate limit asks for it, and
 * while the open block is due but as many sealed blocks as {@code blockQueueSize} allows wait for
 * storage or acknowledgement: the source is held back, the queue never grows.
 */
public interface BlockGenerator<T> {

  /**
   * Adds a record.
   *
   * @throws dev.millrace.rdd.RecordEncodingException if it cannot be turned into bytes
   * @throws IllegalStateException if the generator does not take data, or no longer
   */
  void addData(T record);

  /**
   * Adds a record and calls {@link BlockGeneratorListener#onAddData} with it and the metadata in
   * one atomic step: no block ends in between.
   */
  void addDataWithCallback(T record, Object metadata);

  /**
   * Adds records and calls {@link BlockGeneratorListener#onAddData} once, with the metadata, in one
   * atomic step: all of them are in one block. The iterator is read to its end first; if it throws,
   * nothing is added.
   *
   * @throws dev.millrace.rdd.RecordEncodingException naming class and index of the first record
   *     that cannot be turned into bytes; nothing is added
   */
  void addMultipleDataWithCallback(Iterator<T> records, Object metadata);

  /** Where the generator is in its life. */
  State state();

  /** The life of a generator; it only moves forward. */
  enum State {
    /** Created, takes no data yet. */
    INITIALIZED,
    /** Takes data. */
    ACTIVE,
    /** Takes no data; what it holds is still to be sealed. */
    STOPPED_ADDING_DATA,
    /** The last block is sealed; some wait for storage or acknowledgement. */
    STOPPED_GENERATING_BLOCKS,
    /** All blocks are acknowledged, or given up with the receiver. */
    STOPPED_ALL
  }
}
