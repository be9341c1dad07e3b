package dev.millrace.wal;

import java.util.List;
import java.util.Optional;

/**
 * Where an owner takes its state up again: the newest sound snapshot, and what the log has to add.
 * <em>Immutable.</em>
 *
 * @param snapshot the state to begin with; empty when it is the log alone
 * @param replayFrom the first record to apply to it
 * @param appliedUpTo the last record that any snapshot, sound or not, was made after; {@code
 *     replayFrom - 1} if there is none. It had been acknowledged, so the log must hold all records
 *     from {@code replayFrom} up to it
 * @param skipped the newer snapshots that are damaged, newest first
 */
public record RestorePoint(
    Optional<Snapshot> snapshot, long replayFrom, long appliedUpTo, List<SkippedSnapshot> skipped) {

  /** Checks the sequences. */
  public RestorePoint {
    if (replayFrom < 1) {
      throw new IllegalArgumentException("replayFrom must be at least 1: " + replayFrom);
    }
    if (appliedUpTo < replayFrom - 1) {
      throw new IllegalArgumentException(
          "appliedUpTo must not be before replayFrom - 1: " + appliedUpTo + ", " + replayFrom);
    }
    skipped = List.copyOf(skipped);
  }

  /** The log from a record on, whatever the state before it was made from. */
  static RestorePoint at(long replayFrom) {
    return new RestorePoint(Optional.empty(), replayFrom, replayFrom - 1, List.of());
  }
}
