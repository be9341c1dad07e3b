package dev.millrace.scheduler.tracker;

import dev.millrace.wal.LogPosition;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * From which record on each data log is still needed. It follows from the blocks in the ledger, so
 * it is in no snapshot. <em>Owned by the driver thread.</em>
 */
final class DataLogNeeds {

  private final Map<UUID, TreeSet<Long>> needed = new TreeMap<>();

  /** The record after the newest one heard of, for a log of which no record is needed. */
  private final Map<UUID, Long> afterNewest = new TreeMap<>();

  void add(LogPosition position) {
    needed.computeIfAbsent(position.logId(), id -> new TreeSet<>()).add(position.sequence());
    afterNewest.merge(position.logId(), position.sequence() + 1, Math::max);
  }

  void remove(LogPosition position) {
    TreeSet<Long> sequences = needed.get(position.logId());
    if (sequences == null || !sequences.remove(position.sequence())) {
      throw new IllegalStateException("record is not known to be needed: " + position);
    }
  }

  /**
   * For each log the lowest record that a block of the ledger lies in, or the one after the newest.
   */
  Map<UUID, Long> oldestNeeded() {
    Map<UUID, Long> oldest = new TreeMap<>(afterNewest);
    needed.forEach(
        (logId, sequences) -> {
          if (!sequences.isEmpty()) {
            oldest.put(logId, sequences.first());
          }
        });
    return Collections.unmodifiableMap(oldest);
  }
}
