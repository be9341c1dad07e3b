package dev.millrace.wal;

import java.io.IOException;

/**
 * Told what a log does and finds. Called on the log's thread, and by the thread that opens the log;
 * must return quickly and not throw.
 */
public interface LogListener {

  /** A listener that ignores everything. */
  LogListener NONE = new LogListener() {};

  /**
   * Records became durable together.
   *
   * @param bytes their payloads
   * @param nanos from the first write to the end of the sync
   */
  default void onGroupCommitted(int records, long bytes, long nanos) {}

  /**
   * A write, sync or close failed. Nothing was acknowledged by it and nothing is lost: the records
   * are written again, with the same sequences, to a new segment.
   *
   * @param segment the abandoned segment's file name
   * @param recordsRewritten how many records wait to be written again
   */
  default void onSegmentPoisoned(String segment, IOException cause, int recordsRewritten) {}

  /** A new segment's name and header are durable. */
  default void onSegmentOpened(String segment, long firstSequence) {}

  /**
   * The newest segment ends in bytes that are no valid record and that had not been acknowledged;
   * they are dropped.
   *
   * @param validBytes where the valid records end
   * @param droppedBytes bytes behind that
   * @param droppedRecords records among them that are whole, but stand behind a gap
   */
  default void onTornTail(
      String segment, long validBytes, long droppedBytes, long droppedRecords) {}

  /**
   * Bytes that do not belong to the log's history are ignored: what a writer left behind that
   * failed or was since replaced, or what a sector showed before a power loss.
   *
   * @param fromOffset where they begin; 0 when the whole segment is ignored
   */
  default void onForeignBytesIgnored(String segment, long fromOffset) {}
}
