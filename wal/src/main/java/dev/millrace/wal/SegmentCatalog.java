package dev.millrace.wal;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The segment files of a log, and how long each is needed. <em>Owned by the log's thread.</em>
 *
 * <p>A segment is needed until the records in it are not, including records behind its valid end
 * that were carried over to its successor: positions that point there may still be in use. The
 * newest segment with an acknowledged record is pinned, since it alone remembers the log's identity
 * and its next sequence: one that is empty yet may show another log's header after a power loss.
 */
final class SegmentCatalog {
  private static final long GARBAGE = 0;
  private static final long PINNED = Long.MAX_VALUE;

  /** The last sequence that a segment is needed for. */
  private final TreeMap<SegmentName, Long> neededFor = new TreeMap<>();

  /** A file that is no part of the log's history. */
  void addGarbage(SegmentName segment) {
    neededFor.put(segment, GARBAGE);
  }

  /**
   * A segment that is part of the log's history, the newest so far, with a record that is durable.
   * What was pinned is its predecessor, or was passed over by it.
   */
  void addSegment(SegmentHeader header) {
    Optional<SegmentName> previous = header.previous().segment();
    neededFor.replaceAll(
        (segment, needed) -> {
          if (needed != PINNED) {
            return needed;
          }
          return previous.filter(segment::equals).isPresent()
              ? header.carriedLastSequence()
              : GARBAGE;
        });
    neededFor.put(header.name(), PINNED);
  }

  /** Keeps a segment, if it is there, until the next one is added. */
  void pin(SegmentName segment) {
    neededFor.replace(segment, PINNED);
  }

  /** The oldest file, if none of its records has a sequence of {@code oldestNeeded} or above. */
  Optional<SegmentName> oldestUnneeded(long oldestNeeded) {
    return Optional.ofNullable(neededFor.firstEntry())
        .filter(oldest -> oldest.getValue() != PINNED && oldest.getValue() < oldestNeeded)
        .map(Map.Entry::getKey);
  }

  void remove(SegmentName segment) {
    neededFor.remove(segment);
  }
}
