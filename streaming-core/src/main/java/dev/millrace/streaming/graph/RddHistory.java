package dev.millrace.streaming.graph;

import dev.millrace.rdd.Rdd;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.time.Time;
import java.util.Collections;
import java.util.LinkedHashMap;
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

  /** Invariant: holds an entry for a node only while one of its RDDs is remembered. */
  private final Map<StreamNode<?>, NavigableMap<Time, Rdd<?>>> rdds = new LinkedHashMap<>();

  private final NavigableMap<Time, AllocatedBatch> batches = new TreeMap<>();

  /**
   * An empty history.
   *
   * @param unpersist called with each RDD of a persisted stream that is forgotten
   */
  RddHistory(GraphDescription description, Consumer<Rdd<?>> unpersist) {
    this.description = description;
    this.unpersist = unpersist;
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

  /** Forgets what no batch after {@code time} looks back at. */
  void release(Time time) {
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
  }

  /** How many RDDs are remembered. */
  int rddCount() {
    return rdds.values().stream().mapToInt(Map::size).sum();
  }
}
