package dev.millrace.streaming.graph;

import dev.millrace.rdd.Rdd;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What one run of a graph remembers: the batches that were allocated and the RDDs that were made of
 * them. How long is fixed by the graph's description. <em>Guarded by the graph.</em>
 */
final class RddHistory {

  private final GraphDescription description;
  private final Consumer<Rdd<?>> unpersist;
  private final Consumer<Rdd<?>> deleteCheckpoint;

  /** Invariant: holds an entry for a node only while one of its RDDs is remembered. */
  private final Map<StreamNode<?>, NavigableMap<Time, Rdd<?>>> rdds = new LinkedHashMap<>();

  private final NavigableMap<Time, AllocatedBatch> batches = new TreeMap<>();

  /** The newest batch that is over. */
  private Optional<Time> released = Optional.empty();

  /** RDDs that were to be checkpointed, by the batch with which nothing reads their files. */
  private final NavigableMap<Time, List<Rdd<?>>> checkpointed = new TreeMap<>();

  /**
   * An empty history.
   *
   * @param unpersist called with each RDD of a persisted stream that is forgotten
   * @param deleteCheckpoint called with each RDD whose checkpoint nothing reads any more
   */
  RddHistory(
      GraphDescription description, Consumer<Rdd<?>> unpersist, Consumer<Rdd<?>> deleteCheckpoint) {
    this.description = description;
    this.unpersist = unpersist;
    this.deleteCheckpoint = deleteCheckpoint;
  }

  void addBatch(AllocatedBatch batch) {
    batches.put(batch.time(), batch);
  }

  /** The batch of a time; empty when there was none or it is forgotten. */
  Optional<AllocatedBatch> batchAt(Time time) {
    return Optional.ofNullable(batches.get(time));
  }

  /** The times of the batches that are remembered, oldest first. */
  NavigableSet<Time> batchTimes() {
    return Collections.unmodifiableNavigableSet(batches.navigableKeySet());
  }

  <T> void add(StreamNode<T> node, Time time, Rdd<T> rdd) {
    rdds.computeIfAbsent(node, ignored -> new TreeMap<>()).put(time, rdd);
  }

  @SuppressWarnings("unchecked") // add() keeps a node's RDDs of the node's type
  <T> Optional<Rdd<T>> find(StreamNode<T> node, Time time) {
    NavigableMap<Time, Rdd<?>> ofNode = rdds.get(node);
    return ofNode == null ? Optional.empty() : Optional.ofNullable((Rdd<T>) ofNode.get(time));
  }

  /**
   * Remembers that an RDD is to be checkpointed. Batches up to the next checkpoint may be computed
   * from its files, for as long as they are remembered themselves.
   */
  void addCheckpoint(StreamNode<?> node, Time time, Rdd<?> rdd, Duration interval) {
    Time unread = time.plus(interval).plus(description.rememberDurationOf(node));
    checkpointed.computeIfAbsent(unread, ignored -> new ArrayList<>()).add(rdd);
  }

  /**
   * Whether a stream's batch of a time is gone. It is not made again, for what it was made of may
   * be gone in part.
   */
  boolean isForgotten(StreamNode<?> node, Time time) {
    return released
        .filter(last -> time.lessEq(last.minus(description.rememberDurationOf(node))))
        .isPresent();
  }

  /** Forgets what no batch after {@code time} looks back at. */
  void release(Time time) {
    if (released.filter(time::lessEq).isPresent()) {
      return; // a batch that had failed is over after later ones
    }
    released = Optional.of(time);
    rdds.forEach(
        (node, ofNode) -> {
          Time upTo = time.minus(description.rememberDurationOf(node));
          NavigableMap<Time, Rdd<?>> old = ofNode.headMap(upTo, true);
          if (description.levelOf(node).isPresent()) {
            old.values().forEach(unpersist);
          }
          old.clear();
        });
    rdds.values().removeIf(Map::isEmpty);
    batches.headMap(time.minus(description.longestRememberDuration()), true).clear();
    NavigableMap<Time, List<Rdd<?>>> unread = checkpointed.headMap(time, true);
    unread.values().forEach(list -> list.forEach(deleteCheckpoint));
    unread.clear();
  }

  /** Forgets everything. */
  void releaseAll() {
    rdds.forEach(
        (node, ofNode) -> {
          if (description.levelOf(node).isPresent()) {
            ofNode.values().forEach(unpersist);
          }
        });
    rdds.clear();
    batches.clear();
    checkpointed.values().forEach(list -> list.forEach(deleteCheckpoint));
    checkpointed.clear();
  }

  /** How many RDDs are remembered. */
  int rddCount() {
    return rdds.values().stream().mapToInt(Map::size).sum();
  }
}
