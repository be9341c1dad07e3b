package dev.millrace.streaming.graph;

import dev.millrace.rdd.Lineages;
import dev.millrace.rdd.StorageLevel;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program as it was when it started: streams, outputs, storage levels, how long each stream's
 * batches have to stay and how far they look back. <em>Immutable.</em>
 */
public final class GraphDescription {

  private final Duration batchDuration;
  private final List<StreamNode<?>> nodes;
  private final List<OutputNode<?>> outputs;
  private final Map<StreamNode<?>, StorageLevel> levels;
  private final Map<StreamNode<?>, Duration> checkpointIntervals;
  private final Duration leastRemembered;

  /** By the id of the node. */
  private final Duration[] rememberDurations;

  /** By the id of the node. */
  private final Duration[] lookBacks;

  private final List<StreamNode<?>> states;

  /**
   * A description.
   *
   * @param nodes all streams, each at the index that is its id, so that parents precede children
   * @param chosenIntervals the checkpoint intervals that the program chose
   * @param remember the program's own wish for how long batches stay
   */
  GraphDescription(
      Duration batchDuration,
      List<StreamNode<?>> nodes,
      List<OutputNode<?>> outputs,
      Map<StreamNode<?>, StorageLevel> levels,
      Map<StreamNode<?>, Duration> chosenIntervals,
      Optional<Duration> remember) {
    this.batchDuration = batchDuration;
    this.nodes = List.copyOf(nodes);
    this.outputs = List.copyOf(outputs);
    this.levels = Collections.unmodifiableMap(new LinkedHashMap<>(levels));
    this.checkpointIntervals = checkpointIntervals(this.nodes, chosenIntervals);
    this.leastRemembered = longer(batchDuration, remember.orElse(batchDuration));
    this.rememberDurations = rememberDurations();
    this.lookBacks = lookBacks();
    this.states = states();
  }

  /** The time between two batches. */
  public Duration batchDuration() {
    return batchDuration;
  }

  /** All streams, parents before children. */
  public List<StreamNode<?>> nodes() {
    return nodes;
  }

  /** All outputs in the order of registration. */
  public List<OutputNode<?>> outputs() {
    return outputs;
  }

  /**
   * Checks that the functions which run in tasks can travel to the executors.
   *
   * @throws IllegalArgumentException naming the operation, where it was called, the class that is
   *     not serialisable and the fields that lead to it
   */
  public void checkFunctions() {
    nodes.forEach(
        node ->
            node.function()
                .ifPresent(function -> Lineages.checkSerializable(node.toString(), function)));
  }

  /** Where the batches of a stream are kept once they are computed, if they are. */
  public Optional<StorageLevel> levelOf(StreamNode<?> node) {
    return Optional.ofNullable(levels.get(node));
  }

  /** How often the batches of a stream are checkpointed, if they are. */
  public Optional<Duration> checkpointIntervalOf(StreamNode<?> node) {
    return Optional.ofNullable(checkpointIntervals.get(node));
  }

  /** Whether any stream is checkpointed. */
  public boolean hasCheckpoints() {
    return !checkpointIntervals.isEmpty();
  }

  /**
   * Checks that what is to be checkpointed can be.
   *
   * @param hasDirectory whether the program has a checkpoint directory
   * @throws IllegalArgumentException naming a stream that has to be checkpointed, and what is
   *     missing
   */
  public void checkCheckpoints(boolean hasDirectory) {
    checkpointIntervals.forEach(
        (node, interval) -> {
          if (!hasDirectory) {
            throw new IllegalArgumentException(
                node
                    + (node.checkpointInterval().isPresent() ? " must be" : " is to be")
                    + " checkpointed every "
                    + interval
                    + ", but there is no checkpoint directory: call checkpoint(directory) on the"
                    + " context before start()");
          }
          if (levelOf(node).filter(level -> !level.isKept()).isPresent()) {
            throw new IllegalArgumentException(
                node
                    + " is checkpointed every "
                    + interval
                    + " but persisted at NONE: its batches would be computed twice; choose a level"
                    + " that keeps them");
          }
        });
  }

  /** How long the batches of a stream stay available after their own time. */
  public Duration rememberDurationOf(StreamNode<?> node) {
    return rememberDurations[node.id()];
  }

  /** The streams of keyed state that outputs depend on, parents before children. */
  List<StreamNode<?>> statesRead() {
    return states;
  }

  private List<StreamNode<?>> states() {
    boolean[] read = new boolean[nodes.size()];
    outputs.forEach(output -> read[output.parent().id()] = true);
    for (int id = nodes.size() - 1; id >= 0; id--) {
      if (read[id]) {
        nodes.get(id).parents().forEach(parent -> read[parent.id()] = true);
      }
    }
    return nodes.stream()
        .filter(node -> node.keeping() == Keeping.STATE && read[node.id()])
        .toList();
  }

  /** The longest time that any stream's batches stay. */
  Duration longestRememberDuration() {
    return nodes.stream()
        .map(this::rememberDurationOf)
        .max(Duration::compareTo)
        .orElse(leastRemembered);
  }

  /** How much longer than one batch the program wants batches to stay. */
  Duration rememberedBeyondOneBatch() {
    return leastRemembered.minus(batchDuration);
  }

  /** How much older than its own batch the oldest input is that a stream's batch is made of. */
  Duration lookBackOf(StreamNode<?> node) {
    return lookBacks[node.id()];
  }

  /** Whether no stream skips batches. */
  boolean isEveryStreamDueEachBatch() {
    return nodes.stream().allMatch(node -> node.slide().equals(batchDuration));
  }

  private static Map<StreamNode<?>, Duration> checkpointIntervals(
      List<StreamNode<?>> nodes, Map<StreamNode<?>, Duration> chosen) {
    Map<StreamNode<?>, Duration> intervals = new LinkedHashMap<>();
    for (StreamNode<?> node : nodes) {
      Optional<Duration> choice = Optional.ofNullable(chosen.get(node));
      choice.or(node::checkpointInterval).ifPresent(interval -> intervals.put(node, interval));
    }
    return Collections.unmodifiableMap(intervals);
  }

  /**
   * A stream remembers for its own slide, for two checkpoints unless it is keyed state, whose
   * newest version does not go anyway, and for the program's wish; a child that looks back makes
   * its parents remember for its own time and its reach. Children come after their parents, so one
   * pass from the last node to the first sees every child before its parents.
   */
  private Duration[] rememberDurations() {
    Duration[] durations = new Duration[nodes.size()];
    for (int id = nodes.size() - 1; id >= 0; id--) {
      StreamNode<?> node = nodes.get(id);
      Duration ofChildren = durations[id] == null ? leastRemembered : durations[id];
      Duration ofCheckpoints =
          checkpointIntervalOf(node)
              .filter(interval -> node.keeping() != Keeping.STATE)
              .map(interval -> interval.multipliedBy(2))
              .orElse(node.slide());
      durations[id] = longer(ofChildren, longer(leastRemembered, ofCheckpoints));
      Duration forParents = durations[id].plus(node.reach());
      for (StreamNode<?> parent : node.parents()) {
        Duration known = durations[parent.id()];
        durations[parent.id()] = known == null ? forParents : longer(known, forParents);
      }
    }
    return durations;
  }

  /**
   * A window reaches from its own batch back to the first of its parent's batches in it. A stream
   * that follows from itself may have to be computed again from its last checkpoint.
   */
  private Duration[] lookBacks() {
    Duration[] back = new Duration[nodes.size()];
    for (StreamNode<?> node : nodes) {
      Duration furthest = Duration.ZERO;
      for (StreamNode<?> parent : node.parents()) {
        Duration toParent =
            node.reach().isZero() ? Duration.ZERO : node.reach().minus(parent.slide());
        furthest = longer(furthest, toParent.plus(back[parent.id()]));
      }
      back[node.id()] = furthest.plus(sinceCheckpoint(node));
    }
    return back;
  }

  private Duration sinceCheckpoint(StreamNode<?> node) {
    if (node.checkpointInterval().isEmpty()) {
      return Duration.ZERO;
    }
    Duration interval = checkpointIntervalOf(node).orElseThrow();
    // State takes in every batch, also those between the batches of the outputs that read it.
    return node.keeping() == Keeping.STATE
        ? interval.plus(longestSlide()).minus(node.slide())
        : interval;
  }

  private Duration longestSlide() {
    return nodes.stream().map(StreamNode::slide).max(Duration::compareTo).orElse(batchDuration);
  }

  private static Duration longer(Duration first, Duration second) {
    return first.compareTo(second) >= 0 ? first : second;
  }
}
