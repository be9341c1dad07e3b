package dev.millrace.streaming.graph;

import dev.millrace.rdd.RangePart;
import dev.millrace.rdd.Rdd;
import dev.millrace.scheduler.input.InputRange;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The records of a direct input: the range that was allocated to the batch, one partition for each
 * of its parts. A batch without a range, or with an empty one, has no partitions. <em>Immutable.
 * </em>
 *
 * @param streamId the input stream
 * @param operation what the program calls it
 * @param reader how a part of its ranges is read
 */
public record RangeStream<T>(int streamId, String operation, Function<String, RangePart<T>> reader)
    implements Computation<T> {

  @Override
  public Optional<Rdd<T>> compute(BatchContext batch) {
    List<String> parts = batch.rangeOf(streamId).map(InputRange::parts).orElse(List.of());
    if (parts.isEmpty()) {
      return Optional.of(batch.rddContext().emptyRdd());
    }
    return Optional.of(batch.rddContext().rangeRdd(parts.stream().map(reader).toList(), operation));
  }
}
