package dev.millrace.streaming.graph;

import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that a node may know of the batch it is computed for. <em>Owned by the planner thread.</em>
 */
public interface BatchContext {

  /** The batch's number, dense from 0. */
  long number();

  /** The batch's tick. */
  Time time();

  /** Where lineage begins. */
  RddContext rddContext();

  /** The blocks of a receiver stream that were allocated to the batch, in order of arrival. */
  List<ReceivedBlockInfo> blocksOf(int streamId);

  /** The range of a direct input that is in the batch; empty if there is none. */
  Optional<InputRange> rangeOf(int streamId);

  /** A parent's records in this batch; empty when this time is none of the parent's. */
  <T> Optional<Rdd<T>> rddOf(StreamNode<T> parent);

  /** A parent's records in each of its batches in {@code (time - span, time]}, oldest first. */
  default <T> List<Rdd<T>> rddsOf(StreamNode<T> parent, Duration span) {
    return rddsOf(parent, span, Duration.ZERO);
  }

  /**
   * A parent's records in each of its batches in {@code (time - from, time - to]}, oldest first.
   */
  <T> List<Rdd<T>> rddsOf(StreamNode<T> parent, Duration from, Duration to);
}
