package dev.millrace.wal;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The segment files of a log, and how long each is needed. <em>Owned by the log's thread.</em>
 *
 * <p>A segment is needed until the records in it are not, including records behind its valid end
 * that were carried over to its successor: positions that point there may still be in use. The
 * newest segment of the log's history is always needed, since it alone remembers the log's identity
 * and its next sequence.
 */
final class SegmentCatalog {
  private static final long GARBAGE = 0;
  private static final long NEWEST = Long.MAX_VALUE;

  /** The last sequence that a segment is needed for. */
  private final TreeMap<SegmentName, Long> neededFor = new TreeMap<>();

  /** A file that is no part of the log's history. */
  void addGarbage(SegmentName segment) {
    neededFor.put(segment, GARBAGE);
  }

  /** A segment that is part of the log's history; so is its predecessor, if that is still there. */
  void addSegment(SegmentHeader header) {
    neededFor.put(header.name(), NEWEST);
    header
        .previous()
        .segment()
        .filter(neededFor::containsKey)
        .ifPresent(previous -> neededFor.put(previous, header.carriedLastSequence()));
  }

  /** The oldest file, if none of its records has a sequence of {@code oldestNeeded} or above. */
  Optional<SegmentName> oldestUnneeded(long oldestNeeded) {
    return Optional.ofNullable(neededFor.firstEntry())
        .filter(oldest -> oldest.getValue() != NEWEST && oldest.getValue() < oldestNeeded)
        .map(Map.Entry::getKey);
  }

  void remove(SegmentName segment) {
    neededFor.remove(segment);
  }
}
