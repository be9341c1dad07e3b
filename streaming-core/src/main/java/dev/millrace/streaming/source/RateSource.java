package dev.millrace.streaming.source;

import dev.millrace.rdd.RangePart;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.input.LoggedRange;
import dev.millrace.scheduler.input.RangeRequest;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rows that fall due evenly over time: row n at zero time and n seconds divided by the rate. A
 * batch has the rows that are due at its tick and in no batch before it, so which rows those are
 * follows from the ticks alone. <em>Immutable.</em>
 *
 * @param rowsPerSecond how many rows fall due in a second
 * @param partitionCount into how many parts a batch is cut
 */
public record RateSource(long rowsPerSecond, int partitionCount)
    implements DirectSource<Long, Long> {

  /** Enough for any machine, and little enough that centuries of milliseconds can be counted. */
  public static final long RATE_MAX = 1_000_000_000;

  private static final long MILLIS_PER_SECOND = 1_000;

  public RateSource {
    if (rowsPerSecond < 1 || rowsPerSecond > RATE_MAX) {
      throw new IllegalArgumentException(
          "rowsPerSecond must be between 1 and " + RATE_MAX + ": " + rowsPerSecond);
    }
    if (partitionCount < 1) {
      throw new IllegalArgumentException(
          "the number of partitions must be positive: " + partitionCount);
    }
  }

  @Override
  public boolean isImmediate() {
    return true;
  }

  /** How many rows are due at the tick. */
  @Override
  public Long latest(RangeRequest request) {
    return dueAt(request.tick(), request.zeroTime());
  }

  private long dueAt(Time tick, Time zeroTime) {
    long millis = tick.milliseconds() - zeroTime.milliseconds();
    long seconds = millis / MILLIS_PER_SECOND;
    return Math.addExact(
        Math.multiplyExact(seconds, rowsPerSecond),
        millis % MILLIS_PER_SECOND * rowsPerSecond / MILLIS_PER_SECOND);
  }

  @Override
  public InputRange plan(RangeRequest request, Long latest) {
    long from =
        request
            .newest()
            .map(LoggedRange::range)
            .map(InputRange::position)
            .map(Long::valueOf)
            .orElse(0L);
    long wanted = Math.max(0, latest - from); // a lower rate than before has rows to wait for
    long count = Math.min(wanted, request.recordsMax().orElse(Long.MAX_VALUE));
    return InputRange.of(Long.toString(from + count), slices(from, count), count);
  }

  private List<String> slices(long from, long count) {
    List<String> parts = new ArrayList<>();
    for (int slice = 0; slice < partitionCount; slice++) {
      long start = from + count * slice / partitionCount;
      long end = from + count * (slice + 1) / partitionCount;
      if (start < end) {
        parts.add(new NumberRange(start, end).toString());
      }
    }
    return parts;
  }

  @Override
  public Map<String, Object> metadata(InputRange range) {
    return Map.of("Description", "rows " + String.join(", ", range.parts()));
  }

  @Override
  public RangePart<Long> reader(String part) {
    return NumberRange.parse(part);
  }
}
