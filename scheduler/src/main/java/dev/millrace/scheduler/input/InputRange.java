package dev.millrace.scheduler.input;

import dev.millrace.time.Time;
import java.util.List;
import java.util.Optional;

/**
 * What one batch reads of a direct input, in the input's own words: it is logged with the batch and
 * must mean the same to every later version of the input. <em>Immutable.</em>
 *
 * @param position where planning goes on after this range
 * @param parts what is read, in order; none if the input has nothing new
 * @param recordCount how many records that is, 0 if it is not known before they are read
 * @param recallAfter the planning of later ranges has to know the parts of all batches after this
 *     time; empty if none, the newest range is always known
 */
public record InputRange(
    String position, List<String> parts, long recordCount, Optional<Time> recallAfter) {

  public InputRange {
    parts = List.copyOf(parts);
    if (recordCount < 0) {
      throw new IllegalArgumentException("recordCount must not be negative: " + recordCount);
    }
    if (parts.isEmpty() && recordCount > 0) {
      throw new IllegalArgumentException("records need a part they lie in: " + recordCount);
    }
  }

  /** A range whose position is all that planning has to know. */
  public static InputRange of(String position, List<String> parts, long recordCount) {
    return new InputRange(position, parts, recordCount, Optional.empty());
  }

  /** Whether there is nothing to read. */
  public boolean isEmpty() {
    return parts.isEmpty();
  }
}
