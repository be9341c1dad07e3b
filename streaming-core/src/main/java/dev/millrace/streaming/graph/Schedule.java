package dev.millrace.streaming.graph;

import dev.millrace.time.Time;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * When the streams of a graph have batches, and how far batches look back and ahead. Pure functions
 * of the description and zero time. <em>Immutable.</em>
 */
final class Schedule {

  private final GraphDescription description;
  private final Time zeroTime;

  Schedule(GraphDescription description, Time zeroTime) {
    this.description = description;
    this.zeroTime = zeroTime;
  }

  Time zeroTime() {
    return zeroTime;
  }

  /** Whether a stream has a batch at this time: after zero time, a whole number of slides later. */
  boolean isTimeValid(StreamNode<?> node, Time time) {
    return time.greater(zeroTime) && time.isMultipleOf(node.slide(), zeroTime);
  }

  /** The first batch of a stream at this time or later. */
  private Time nextBatch(StreamNode<?> node, Time time) {
    if (isTimeValid(node, time)) {
      return time;
    }
    Time before = time.greater(zeroTime) ? time.floor(node.slide(), zeroTime) : zeroTime;
    return before.plus(node.slide());
  }

  /** The oldest batch whose input is read by the outputs of this batch or a later one. */
  Time oldestNeeded(Time batch) {
    Time oldest = batch.minus(description.rememberedBeyondOneBatch());
    for (OutputNode<?> output : description.outputs()) {
      StreamNode<?> node = output.parent();
      Time read = nextBatch(node, batch).minus(description.lookBackOf(node));
      oldest = read.less(oldest) ? read : oldest;
    }
    return oldest;
  }

  /** The batch with which every output has seen the input of this batch. */
  Time coveredAt(Time batch) {
    if (description.isEveryStreamDueEachBatch()) {
      return batch;
    }
    Time[] covered = new Time[description.nodes().size()];
    for (StreamNode<?> node : description.nodes()) {
      Time ready = batch;
      for (StreamNode<?> parent : node.parents()) {
        ready = later(ready, covered[parent.id()]);
      }
      covered[node.id()] = nextBatch(node, ready);
    }
    Time all = batch;
    for (OutputNode<?> output : description.outputs()) {
      all = later(all, covered[output.parent().id()]);
    }
    return all;
  }

  /** The times of a stream's batches in {@code (last - span, last]}, oldest first. */
  Iterable<Time> batchesWithin(StreamNode<?> node, Time last, Duration span) {
    Time first = nextBatch(node, last.minus(span).plus(node.slide()));
    return () ->
        Stream.iterate(first, time -> time.lessEq(last), time -> time.plus(node.slide()))
            .iterator();
  }

  private static Time later(Time first, Time second) {
    return first.less(second) ? second : first;
  }
}
