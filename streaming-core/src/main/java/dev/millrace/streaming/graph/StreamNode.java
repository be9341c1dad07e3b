package dev.millrace.streaming.graph;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One stream of a program: how its batches follow from those of its parents. <em>Immutable.</em>
 *
 * @param <T> the type of the records
 */
public final class StreamNode<T> {

  private final int id;
  private final String operation;
  private final CallSite callSite;
  private final List<StreamNode<?>> parents;
  private final Duration slide;
  private final Duration reach;
  private final Keeping keeping;
  private final Optional<Serializable> function;
  private final Optional<Duration> checkpointInterval;
  private final Recurrence<T> computation;

  StreamNode(int id, CallSite callSite, NodeSpec<T> spec) {
    this.id = id;
    this.callSite = callSite;
    this.operation = spec.operation();
    this.parents = spec.parents();
    this.slide = spec.slide();
    this.reach = spec.reach();
    this.keeping = spec.keeping();
    this.function = spec.function();
    this.checkpointInterval = spec.checkpointInterval();
    this.computation = spec.computation();
  }

  /** The node's place in the order of description, from 0; parents come before their children. */
  public int id() {
    return id;
  }

  /** The operation that made the stream, {@code "map"} for one. */
  public String operation() {
    return operation;
  }

  /** Where the program called the operation. */
  public CallSite callSite() {
    return callSite;
  }

  /** The streams that this one is computed from. */
  public List<StreamNode<?>> parents() {
    return parents;
  }

  /** The time between two batches of this stream. */
  public Duration slide() {
    return slide;
  }

  /** How far behind its own batch this stream looks at its parents' batches; zero if not at all. */
  public Duration reach() {
    return reach;
  }

  /** What keeps the records of its batches for those who ask again. */
  public Keeping keeping() {
    return keeping;
  }

  /** The user's function that travels to the executors, if the operation has one. */
  public Optional<Serializable> function() {
    return function;
  }

  /**
   * How often the batches of the stream must be checkpointed because its lineage would grow with
   * every batch, unless the program says another interval; empty if they need not be.
   */
  public Optional<Duration> checkpointInterval() {
    return checkpointInterval;
  }

  Recurrence<T> computation() {
    return computation;
  }

  /** The operation and where it was called: {@code "map at WordCount.java:12"}. */
  @Override
  public String toString() {
    return operation + " at " + callSite;
  }
}
