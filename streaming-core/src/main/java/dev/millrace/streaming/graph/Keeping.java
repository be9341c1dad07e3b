package dev.millrace.streaming.graph;

/** What keeps the records of a stream's batch for those who ask for them again. */
public enum Keeping {
  /** The batch's RDD, when the stream is persisted. */
  OWN_RDD,
  /** The batches of the stream's one parent, of which it has no more than a selection. */
  PARENT,
  /** The received blocks, which wait in the block store anyway. */
  RECEIVED_BLOCKS,
  /** The engine, which holds versions of keyed state as objects that share what they can. */
  STATE
}
