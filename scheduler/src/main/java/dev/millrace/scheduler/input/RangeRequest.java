package dev.millrace.scheduler.input;

import dev.millrace.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a direct input may know when it plans a range. <em>Immutable.</em>
 *
 * @param tick the tick that asks; nothing that belongs to a later time is planned
 * @param zeroTime one batch before the very first tick; the same in all lives of the program
 * @param started when this life of the program started
 * @param batchDuration from tick to tick
 * @param logged the ranges of earlier batches that the input asked to recall and the newest one,
 *     oldest first
 * @param recordsMax the most records that the range may have, if there is a limit
 */
public record RangeRequest(
    Time tick,
    Time zeroTime,
    Time started,
    Duration batchDuration,
    List<LoggedRange> logged,
    OptionalLong recordsMax) {

  public RangeRequest {
    logged = List.copyOf(logged);
  }

  /** The newest range that is in a batch; empty before the first one. */
  public Optional<LoggedRange> newest() {
    return logged.isEmpty() ? Optional.empty() : Optional.of(logged.get(logged.size() - 1));
  }
}
