package dev.millrace.wal;

import java.util.List;

/**
 * The names of the steps after which a crash must be survived; stable, for use in tests and their
 * reports.
 */
public final class WalCrashPoints {
  /** A segment's file is there, without a header. */
  public static final String SEGMENT_CREATED = "wal.segment.created";

  /** A segment's header and name are durable; no record is in it. */
  public static final String SEGMENT_OPENED = "wal.segment.opened";

  /** A group of records is written, not synced. */
  public static final String WRITTEN_UNSYNCED = "wal.written.unsynced";

  /** A group of records is durable, not acknowledged. */
  public static final String SYNCED = "wal.synced";

  /** A group of records is acknowledged. */
  public static final String ACKNOWLEDGED = "wal.acknowledged";

  /** A full segment's seal is durable; the file is open. */
  public static final String ROLL_SEALED = "wal.roll.sealed";

  /** A full segment is closed; the next one is not there. */
  public static final String ROLL_CLOSED = "wal.roll.closed";

  /** A segment that nothing needs is deleted; the directory is not synced. */
  public static final String TRUNCATE_DELETED = "wal.truncate.deleted";

  /** A snapshot is in its temporary file, synced and closed. */
  public static final String SNAPSHOT_WRITTEN = "wal.snapshot.written";

  /** A snapshot has its name, not read back. */
  public static final String SNAPSHOT_PUBLISHED = "wal.snapshot.published";

  /** An old snapshot is deleted; the directory is not synced. */
  public static final String SNAPSHOT_DELETED = "wal.snapshot.deleted";

  /** All of them. */
  public static final List<String> ALL =
      List.of(
          SEGMENT_CREATED,
          SEGMENT_OPENED,
          WRITTEN_UNSYNCED,
          SYNCED,
          ACKNOWLEDGED,
          ROLL_SEALED,
          ROLL_CLOSED,
          TRUNCATE_DELETED,
          SNAPSHOT_WRITTEN,
          SNAPSHOT_PUBLISHED,
          SNAPSHOT_DELETED);

  private WalCrashPoints() {}
}
