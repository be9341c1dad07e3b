package dev.millrace.streaming;

/** Something that is counted for each receiver stream. */
public enum ReceiverCounter {
  /** Blocks that were sealed. */
  BLOCKS_SEALED,
  /** Records in these blocks. */
  RECORDS_SEALED,
  /** Blocks that the driver has acknowledged. */
  BLOCKS_ACKNOWLEDGED,
  /** Attempts at storing a block that failed and were repeated. */
  BLOCK_STORE_FAILURES,
  /** Blocks that have fewer copies than their storage level asks for. */
  UNDER_REPLICATED_BLOCKS,
  /** Records that were accepted and will never be in a batch. */
  RECORDS_LOST,
  /** Records that could not be turned into bytes and were refused. */
  RECORDS_UNENCODABLE,
  /** Records that were refused because the receiver was not running. */
  RECORDS_REJECTED,
  /** Lines that were longer than the bound and were skipped. */
  OVERSIZE_LINES,
  /** Lines with bytes that are not UTF-8, which are replaced. */
  MALFORMED_LINES,
  /** Lines whose connection ended before they did, which are dropped. */
  PARTIAL_LINES,
  /** Times that the source was held back because the queue of blocks was full. */
  SOURCE_HELD_BACK,
  /** Restarts. */
  RESTARTS,
  /** Errors that were reported to the driver. */
  ERRORS
}
