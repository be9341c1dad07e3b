package dev.millrace.wal;

import java.util.Optional;

/**
 * Where a log ends as far as it has been acknowledged: what the next segment's header names as its
 * predecessor. <em>Immutable.</em>
 *
 * @param segment the newest segment that counts; empty in a log without records
 * @param validLength bytes of that segment that count; what lies behind is ignored
 * @param lastSequence the newest acknowledged record, 0 when there is none
 * @param lastCrc the stored checksum of the last record before {@code validLength}, 0 when there is
 *     none
 */
record LogTail(Optional<SegmentName> segment, long validLength, long lastSequence, int lastCrc) {
  static final LogTail NONE = new LogTail(Optional.empty(), 0, 0, 0);
}
