package dev.millrace.wal;

import dev.millrace.wal.file.ReadableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * Walks over a segment's valid records, and judges what lies behind them. <em>Owned by one
 * thread.</em>
 *
 * <p>A record is valid when it is whole, its checksum (which begins with the segment's salt) is
 * right, its sequence is the next one and its chain names the record before. The walk ends at the
 * first offset X where there is no valid record; there record h was expected. Then:
 *
 * <ol start="0">
 *   <li>A segment with a successor ends at the valid length that the successor's header names; what
 *       lies behind is ignored.
 *   <li>X before that length, or a seal behind X: corruption.
 *   <li>Last segment: if no valid record follows X, the tail is torn and ends at X.
 *   <li>If one follows that says h had been durable, h was acknowledged: corruption. If all say h
 *       had not, the disk only reordered what was never synced: the tail is torn and ends at X.
 * </ol>
 */
final class SegmentScanner {
  /**
   * Sequences further ahead than this are no evidence. Together with the other fields' limits it
   * makes it next to impossible that a search through payload computes checksums in vain.
   */
  private static final long SEQUENCE_LEAD_MAX = 1L << 32;

  /**
   * A record may have been made to look like millions of overlapping long ones; checking them all
   * would take for ever.
   */
  private static final long SEARCH_CHECKSUM_BYTES_MAX = 4L << 30;

  private static final int SEAL_LENGTH_ON_DISK =
      RecordHeader.lengthOnDisk(RecordHeader.SEAL_PAYLOAD_LENGTH);

  private final SegmentHeader header;
  private final FileWindow window;
  private final long limit;
  private final Checksum checksum = new Checksum();

  private long end = SegmentHeader.LENGTH;
  private long lastSequence;
  private int lastCrc;
  private boolean sealed;

  /** The record that {@link #next} stepped on. */
  private RecordHeader record;

  private long offset;

  /**
   * Begins before the first record.
   *
   * @param limit where records must end: the valid length that the successor names, or {@link
   *     Long#MAX_VALUE}
   */
  SegmentScanner(SegmentHeader header, ReadableFile file, long limit) {
    this.header = header;
    this.window = new FileWindow(file);
    this.limit = limit;
    this.lastSequence = header.previous().lastSequence();
    this.lastCrc = header.previous().lastCrc();
  }

  /** Steps on the next valid record, a seal among them; false if there is none at {@link #end}. */
  boolean next() throws IOException {
    if (sealed || !window.load(end, RecordHeader.LENGTH)) {
      return false;
    }
    RecordHeader candidate = RecordHeader.read(window.bytes(), window.indexOf(end));
    long expected = candidate.isSeal() ? lastSequence : lastSequence + 1;
    if (!candidate.isPlausible()
        || candidate.sequence() != expected
        || candidate.previousCrc() != lastCrc
        || candidate.lengthOnDisk() > limit - end
        || !hasValidChecksum(candidate, end)
        || (candidate.isSeal() && !sealsWhatWasRead(candidate))) {
      return false;
    }
    record = candidate;
    offset = end;
    end += candidate.lengthOnDisk();
    lastSequence = candidate.sequence();
    lastCrc = candidate.crc();
    sealed = candidate.isSeal();
    return true;
  }

  private boolean sealsWhatWasRead(RecordHeader seal) {
    long count = lastSequence - header.previous().lastSequence();
    return seal.length() == RecordHeader.SEAL_PAYLOAD_LENGTH
        && window.bytes().getLong(window.indexOf(end) + RecordHeader.LENGTH) == count;
  }

  /** The header of the record stepped on. */
  RecordHeader record() {
    return record;
  }

  /** The payload of the record stepped on, read-only, valid until the next step. */
  ByteBuffer payload() {
    int index = window.indexOf(offset) + RecordHeader.LENGTH;
    return window.bytes().asReadOnlyBuffer().limit(index + record.length()).position(index).slice();
  }

  /** Where the record stepped on lies. */
  LogPosition position() {
    return new LogPosition(
        header.logId(),
        header.name().incarnation(),
        header.name().number(),
        offset,
        record.length(),
        record.sequence(),
        record.crc());
  }

  /** The end of the valid records seen so far. */
  LogTail tail() {
    return new LogTail(Optional.of(header.name()), end, lastSequence, lastCrc);
  }

  boolean isSealed() {
    return sealed;
  }

  /**
   * Whether the file goes on behind the valid records, and a seal that the successor did not count.
   */
  boolean hasBytesBehind() throws IOException {
    return window.exists(isSealNext() ? end + SEAL_LENGTH_ON_DISK : end);
  }

  private boolean isSealNext() throws IOException {
    if (sealed || !window.load(end, RecordHeader.LENGTH)) {
      return false;
    }
    RecordHeader candidate = RecordHeader.read(window.bytes(), window.indexOf(end));
    return candidate.isSeal()
        && candidate.isPlausible()
        && candidate.length() == RecordHeader.SEAL_PAYLOAD_LENGTH
        && hasValidChecksum(candidate, end)
        && sealsWhatWasRead(candidate);
  }

  /**
   * Judges what lies behind the valid records of the last segment, rules (i) to (iii).
   *
   * @return what has to be dropped
   * @throws WalCorruptException if it had been acknowledged
   */
  TornTail judgeTail() throws IOException {
    long expected = lastSequence + 1;
    long droppedRecords = 0;
    long searched = 0;
    long at = end;
    while (window.load(at, RecordHeader.LENGTH)) {
      RecordHeader candidate = RecordHeader.read(window.bytes(), window.indexOf(at));
      if (!isEvidence(candidate, expected)) {
        at += RecordHeader.ALIGNMENT;
        continue;
      }
      searched += candidate.lengthOnDisk();
      if (searched > SEARCH_CHECKSUM_BYTES_MAX) {
        throw corrupt("its tail looks like too many overlapping records to tell torn from damaged");
      }
      if (!hasValidChecksum(candidate, at)) {
        at += RecordHeader.ALIGNMENT;
        continue;
      }
      if (candidate.durableSequence() >= expected) {
        throw corrupt(
            String.format(
                Locale.ROOT,
                "record %d at offset %d says that record %d had been durable, but it is not there",
                candidate.sequence(),
                at,
                expected));
      }
      droppedRecords++;
      at += candidate.lengthOnDisk();
    }
    return new TornTail(end, window.lengthFrom(at) - end, droppedRecords);
  }

  /** A corruption at the end of the valid records. */
  WalCorruptException corrupt(String reason) {
    return new WalCorruptException(
        header.name().fileName(), end, lastSequence + 1, Long.MAX_VALUE, reason);
  }

  private static boolean isEvidence(RecordHeader candidate, long expected) {
    return candidate.isPlausible()
        && candidate.sequence() >= expected
        && candidate.sequence() - expected < SEQUENCE_LEAD_MAX;
  }

  private boolean hasValidChecksum(RecordHeader candidate, long at) throws IOException {
    int length = candidate.lengthOnDisk();
    if (!window.load(at, length)) {
      return false;
    }
    ByteBuffer bytes = window.bytes();
    int from = bytes.arrayOffset() + window.indexOf(at) + Integer.BYTES;
    return checksum.start(header.salt()).add(bytes.array(), from, length - Integer.BYTES).masked()
        == candidate.crc();
  }

  /**
   * What a torn tail drops. <em>Immutable.</em>
   *
   * @param validBytes where the valid records end
   * @param droppedBytes bytes behind that
   * @param droppedRecords whole records among them
   */
  record TornTail(long validBytes, long droppedBytes, long droppedRecords) {}
}
