package dev.millrace.wal;

import java.time.Duration;

/**
 * What a log's owner chooses. <em>Immutable.</em> Start from {@link #in} and change what differs.
 *
 * @param directory the log's directory in its store, relative and separated by {@code /}; empty for
 *     the root
 * @param role who writes, for people who look at the files; 1 to 16 bytes of UTF-8
 * @param segmentBytesMax a segment is closed before it grows beyond this, unless a single record is
 *     larger
 * @param recordBytesMax the longest payload that is accepted
 * @param queueBytesMax payload bytes that may wait to become durable; further appends are refused
 * @param sync what an append waits for
 * @param retryBackoffInitial the pause after a first failed write; doubles with each further
 *     failure
 * @param retryBackoffMax the longest pause
 * @param schemaHash identifies how the owner encodes its records; records with another hash are not
 *     replayed
 */
public record LogSettings(
    String directory,
    String role,
    int segmentBytesMax,
    int recordBytesMax,
    long queueBytesMax,
    SyncMode sync,
    Duration retryBackoffInitial,
    Duration retryBackoffMax,
    int schemaHash) {
  private static final int DEFAULT_BYTES_MAX = 64 << 20;

  /** Checks each value and how they relate. */
  public LogSettings {
    int roleLength = SegmentHeader.roleBytes(role).length;
    if (roleLength < 1 || roleLength > SegmentHeader.ROLE_LENGTH || role.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "role must have 1 to " + SegmentHeader.ROLE_LENGTH + " bytes, none of them 0: " + role);
    }
    if (directory.startsWith("/") || directory.endsWith("/")) {
      throw new IllegalArgumentException(
          "directory must be relative to the store, without a slash at its end: " + directory);
    }
    requireBetween("segmentBytesMax", segmentBytesMax, 1024, Integer.MAX_VALUE);
    requireBetween("recordBytesMax", recordBytesMax, 1, RecordHeader.PAYLOAD_BYTES_LIMIT);
    requireBetween("queueBytesMax", queueBytesMax, recordBytesMax, Long.MAX_VALUE);
    if (retryBackoffInitial.isNegative() || retryBackoffInitial.isZero()) {
      throw new IllegalArgumentException(
          "retryBackoffInitial must be positive: " + retryBackoffInitial);
    }
    if (retryBackoffMax.compareTo(retryBackoffInitial) < 0) {
      throw new IllegalArgumentException(
          "retryBackoffMax must be at least retryBackoffInitial, "
              + retryBackoffInitial
              + ": "
              + retryBackoffMax);
    }
  }

  /**
   * The defaults: 64 MiB for segment, record and queue, synced, retries after 100 ms to 5 s, schema
   * hash 0.
   */
  public static LogSettings in(String directory, String role) {
    return new LogSettings(
        directory,
        role,
        DEFAULT_BYTES_MAX,
        DEFAULT_BYTES_MAX,
        DEFAULT_BYTES_MAX,
        SyncMode.SYNC,
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        0);
  }

  /** The same with another bound for segments, in bytes. */
  public LogSettings withSegmentBytesMax(int bytes) {
    return new LogSettings(
        directory,
        role,
        bytes,
        recordBytesMax,
        queueBytesMax,
        sync,
        retryBackoffInitial,
        retryBackoffMax,
        schemaHash);
  }

  /** The same with another bound for payloads, in bytes. */
  public LogSettings withRecordBytesMax(int bytes) {
    return new LogSettings(
        directory,
        role,
        segmentBytesMax,
        bytes,
        queueBytesMax,
        sync,
        retryBackoffInitial,
        retryBackoffMax,
        schemaHash);
  }

  /** The same with another bound for what waits, in bytes. */
  public LogSettings withQueueBytesMax(long bytes) {
    return new LogSettings(
        directory,
        role,
        segmentBytesMax,
        recordBytesMax,
        bytes,
        sync,
        retryBackoffInitial,
        retryBackoffMax,
        schemaHash);
  }

  /** The same with another meaning of durable. */
  public LogSettings withSync(SyncMode mode) {
    return new LogSettings(
        directory,
        role,
        segmentBytesMax,
        recordBytesMax,
        queueBytesMax,
        mode,
        retryBackoffInitial,
        retryBackoffMax,
        schemaHash);
  }

  /** The same with other pauses after failures. */
  public LogSettings withRetryBackoff(Duration initial, Duration max) {
    return new LogSettings(
        directory,
        role,
        segmentBytesMax,
        recordBytesMax,
        queueBytesMax,
        sync,
        initial,
        max,
        schemaHash);
  }

  /** The same for records encoded in another way. */
  public LogSettings withSchemaHash(int hash) {
    return new LogSettings(
        directory,
        role,
        segmentBytesMax,
        recordBytesMax,
        queueBytesMax,
        sync,
        retryBackoffInitial,
        retryBackoffMax,
        hash);
  }

  private static void requireBetween(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be between " + least + " and " + most + ": " + value);
    }
  }
}
