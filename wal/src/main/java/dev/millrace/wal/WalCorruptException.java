package dev.millrace.wal;

import java.io.IOException;

/**
 * Bytes that had been acknowledged are missing or damaged. Nothing was changed on disk and nothing
 * wrong was handed out; the message names the place and the way on.
 */
public final class WalCorruptException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String segment;
  private final long offset;
  private final long sequenceFrom;
  private final long sequenceTo;
  private final String reason;

  /**
   * Names the damage.
   *
   * @param segment file name of the segment
   * @param offset bytes from the segment's start to the damage
   * @param sequenceFrom first record concerned
   * @param sequenceTo last record concerned; {@link Long#MAX_VALUE} when it is not known
   * @param reason what was expected and what was found
   */
  public WalCorruptException(
      String segment, long offset, long sequenceFrom, long sequenceTo, String reason) {
    super(message(segment, offset, sequenceFrom, sequenceTo, reason));
    this.segment = segment;
    this.offset = offset;
    this.sequenceFrom = sequenceFrom;
    this.sequenceTo = sequenceTo;
    this.reason = reason;
  }

  private static String message(
      String segment, long offset, long sequenceFrom, long sequenceTo, String reason) {
    String to = sequenceTo == Long.MAX_VALUE ? "the end" : Long.toString(sequenceTo);
    return "log segment "
        + segment
        + " is damaged at offset "
        + offset
        + ", records "
        + sequenceFrom
        + " to "
        + to
        + ": "
        + reason
        + "; restore the file from a copy, or move the log's directory away to start without it";
  }

  /** File name of the segment. */
  public String segment() {
    return segment;
  }

  /** Bytes from the segment's start to the damage. */
  public long offset() {
    return offset;
  }

  /** First record concerned. */
  public long sequenceFrom() {
    return sequenceFrom;
  }

  /** Last record concerned; {@link Long#MAX_VALUE} when it is not known. */
  public long sequenceTo() {
    return sequenceTo;
  }

  /** What was expected and what was found. */
  public String reason() {
    return reason;
  }
}
