package dev.millrace.streaming.graph;

import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.StateCheckpoint;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The versions of keyed state in one run of a graph: the newest of each, which is never forgotten,
 * and how long the engine has to hold older ones and their files. <em>Guarded by the graph's
 * lock.</em>
 */
final class StateHistory {

  private final GraphDescription description;
  private final Consumer<Rdd<?>> deleteCheckpoint;
  private final Map<StreamNode<?>, Newest> newest = new LinkedHashMap<>();

  /** Versions by the batch with which the engine need not hold them any more. */
  private final NavigableMap<Time, List<Rdd<?>>> held = new TreeMap<>();

  /** What was written for each state since everything was, everything included. */
  private final Map<StreamNode<?>, List<Rdd<?>>> files = new LinkedHashMap<>();

  /** What was written, by the batch with which nothing reads it any more. */
  private final NavigableMap<Time, List<Rdd<?>>> unread = new TreeMap<>();

  /** Checkpoints that had not been written when it was last asked, by the time of their batch. */
  private final NavigableMap<Time, List<Rdd<?>>> unwritten = new TreeMap<>();

  private record Newest(Time time, Rdd<?> version) {}

  /**
   * No versions yet.
   *
   * @param deleteCheckpoint called with each RDD whose checkpoint nothing reads any more
   */
  StateHistory(GraphDescription description, Consumer<Rdd<?>> deleteCheckpoint) {
    this.description = description;
    this.deleteCheckpoint = deleteCheckpoint;
  }

  /** The version that the next one follows. */
  @SuppressWarnings("unchecked") // what is added of a node has the node's type
  <T> Optional<Rdd<T>> newest(StreamNode<T> node) {
    return Optional.ofNullable(newest.get(node)).map(last -> (Rdd<T>) last.version());
  }

  /** Whether a later version was made already, so that none of this time can be made any more. */
  boolean isPast(StreamNode<?> node, Time time) {
    return newest.containsKey(node) && time.lessEq(newest.get(node).time());
  }

  /** The next version follows this one. */
  <T> void add(StreamNode<T> node, Time time, Rdd<T> version) {
    newest.put(node, new Newest(time, version));
    put(held, time.plus(description.rememberDurationOf(node)), version);
  }

  /**
   * The next version follows this one as it follows from its checkpoint, and the next checkpoint is
   * the difference to it.
   *
   * @return what has to be written
   */
  <T> Rdd<?> addCheckpoint(
      StreamNode<T> node, Time time, Rdd<T> version, StateCheckpoint<T> checkpoint) {
    newest.put(node, new Newest(time, checkpoint.version()));
    Duration interval = description.checkpointIntervalOf(node).orElseThrow();
    Duration remember = description.rememberDurationOf(node);
    put(held, time.plus(remember.compareTo(interval) > 0 ? remember : interval), version);
    if (checkpoint.whole()) {
      // Not at once: a batch before this one may still be computed.
      List<Rdd<?>> superseded = files.getOrDefault(node, List.of());
      superseded.forEach(file -> put(unread, time.plus(interval).plus(remember), file));
      files.put(node, new ArrayList<>());
    }
    files.get(node).add(checkpoint.changes());
    put(unwritten, time, checkpoint.changes());
    return checkpoint.changes();
  }

  /**
   * Forgets what no batch after {@code time} follows. What a checkpoint is made of that has not
   * been written yet stays: the jobs of its batch may have failed, and the batch been dismissed.
   */
  void release(Time time) {
    unwritten.values().removeIf(StateHistory::areWritten);
    boolean waits = !unwritten.isEmpty() && unwritten.firstKey().lessEq(time);
    Time last = waits ? unwritten.firstKey() : time;
    drain(held.headMap(last, !waits), Rdd::unpersist);
    drain(unread.headMap(last, !waits), deleteCheckpoint);
  }

  private static boolean areWritten(List<Rdd<?>> checkpoints) {
    return checkpoints.stream().allMatch(rdd -> rdd.getCheckpointFile().isPresent());
  }

  /** Forgets everything. */
  void releaseAll() {
    newest.values().forEach(last -> last.version().unpersist());
    newest.clear();
    drain(held, Rdd::unpersist);
    drain(unread, deleteCheckpoint);
    files.values().forEach(written -> written.forEach(deleteCheckpoint));
    files.clear();
    unwritten.clear();
  }

  private static void put(NavigableMap<Time, List<Rdd<?>>> schedule, Time until, Rdd<?> rdd) {
    schedule.computeIfAbsent(until, absent -> new ArrayList<>()).add(rdd);
  }

  private static void drain(NavigableMap<Time, List<Rdd<?>>> due, Consumer<Rdd<?>> action) {
    due.values().forEach(rdds -> rdds.forEach(action));
    due.clear();
  }
}
