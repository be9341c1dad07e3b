package dev.millrace.scheduler.log;

/**
 * Told what the journal does. Called on the log's thread, or by the thread that recovers; must
 * return quickly and not throw.
 */
public interface JournalListener {

  /** A listener that ignores everything. */
  JournalListener NONE = new JournalListener() {};

  /** A snapshot is durable, and the log was released up to what the snapshots allow. */
  default void onSnapshotWritten(long sequence, int bytes) {}

  /**
   * A snapshot could not be written, or the log not released; the log keeps all records, the next
   * one is tried in its turn.
   */
  default void onSnapshotFailed(long sequence, Throwable cause) {}

  /** A damaged snapshot was passed over for an older one. */
  default void onSnapshotSkipped(String file, String reason) {}
}
