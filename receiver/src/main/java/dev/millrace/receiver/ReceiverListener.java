package dev.millrace.receiver;

import java.util.function.Supplier;

/**
 * Counts what receivers do. Called on any thread, per block or per piece of input and never per
 * record; must return quickly and not throw.
 */
public interface ReceiverListener {

  /** A listener that ignores everything. */
  ReceiverListener NONE = new ReceiverListener() {};

  /**
   * A launch of a receiver is put together, and is about to register.
   *
   * @param counts says where the records are that it has taken, also after its end; may be called
   *     by any thread, not from within this listener's methods
   */
  default void onLaunched(int streamId, long incarnation, Supplier<IntakeCounts> counts) {}

  /** A block was sealed with this many records. */
  default void onBlockSealed(BlockId id, long recordCount, long sizeBytes) {}

  /**
   * A block with this many records is where its level and the log want it, this long after it was
   * sealed.
   */
  default void onBlockStored(BlockId id, long recordCount, long nanos) {}

  /** The driver has acknowledged a block. */
  default void onBlockAcknowledged(BlockId id, long recordCount) {}

  /** Storing a block failed and is tried again. */
  default void onBlockStoreFailed(BlockId id, Throwable cause) {}

  /** A block was stored on fewer executors than its level asks for. */
  default void onUnderReplicated(BlockId id, int copies, int wanted) {}

  /** Records were accepted and will never be in a batch. */
  default void onRecordsLost(int streamId, long count, String reason) {}

  /** A record could not be turned into bytes and was refused. */
  default void onPoisonRecord(int streamId) {}

  /** Store calls were refused with this many records, because the receiver was not running. */
  default void onRecordsRejected(int streamId, long count) {}

  /** A line was longer than the bound and was skipped. */
  default void onOversizeLine(int streamId, long lengthBytes) {}

  /** Lines held bytes that are not UTF-8; these are replaced when the lines are decoded. */
  default void onMalformedLines(int streamId, long count) {}

  /** A connection ended in the middle of a line, which was dropped. */
  default void onPartialLine(int streamId, long lengthBytes) {}

  /** The queue of blocks is full and the source is held back. */
  default void onSourceHeldBack(int streamId) {}

  /** A receiver is about to be started again. */
  default void onReceiverRestart(int streamId, int attempt, String reason) {}

  /** A receiver reported an error. */
  default void onReceiverError(int streamId, String message) {}
}
