package dev.millrace.scheduler.listener;

import dev.millrace.time.Time;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One output operation of one batch. Times are milliseconds since the epoch. <em>Immutable.</em>
 *
 * @param batchTime the batch
 * @param id the output's place in the order of registration, from 0
 * @param name the operation in short
 * @param description the operation at length
 * @param startTime when its job started, empty before
 * @param endTime when its job ended, empty before
 * @param failureReason why it failed, with the stack trace; empty unless it did
 */
public record OutputOperationInfo(
    Time batchTime,
    int id,
    String name,
    String description,
    OptionalLong startTime,
    OptionalLong endTime,
    Optional<String> failureReason) {

  /** Milliseconds from start to end, empty before the end. */
  public OptionalLong duration() {
    return startTime.isPresent() && endTime.isPresent()
        ? OptionalLong.of(endTime.getAsLong() - startTime.getAsLong())
        : OptionalLong.empty();
  }
}
