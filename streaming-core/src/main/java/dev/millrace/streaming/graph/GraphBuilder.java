package dev.millrace.streaming.graph;

import dev.millrace.rdd.StorageLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects a program's streams and outputs until the program starts; then the description is frozen
 * and every further attempt to change it is refused. <em>Thread-safe.</em>
 */
public final class GraphBuilder {

  private enum Phase {
    OPEN,
    STARTED,
    STOPPED
  }

  private final Duration batchDuration;
  private final Object owner;
  private final List<StreamNode<?>> nodes = new ArrayList<>();
  private final List<OutputNode<?>> outputs = new ArrayList<>();
  private final Map<StreamNode<?>, StorageLevel> levels = new LinkedHashMap<>();
  private final Map<StreamNode<?>, Duration> checkpointIntervals = new LinkedHashMap<>();
  private Optional<Duration> remember = Optional.empty();
  private Phase phase = Phase.OPEN;
  private Optional<DStreamGraph> run = Optional.empty();

  /**
   * An empty description.
   *
   * @param batchDuration the time between two batches
   * @param owner what the program was described with, for the faces over the streams
   */
  public GraphBuilder(Duration batchDuration, Object owner) {
    this.batchDuration = batchDuration;
    this.owner = owner;
  }

  /**
   * What the program was described with.
   *
   * @throws IllegalStateException if it is of another type
   */
  public <C> C owner(Class<C> type) {
    if (!type.isInstance(owner)) {
      throw new IllegalStateException("the streams belong to " + owner + ", no " + type.getName());
    }
    return type.cast(owner);
  }

  /** The time between two batches: the slide of every input. */
  public Duration batchDuration() {
    return batchDuration;
  }

  /**
   * Adds a stream. One that must be checkpointed is kept as bytes in memory unless the program
   * chooses another level.
   *
   * @throws IllegalStateException once the description is frozen
   * @throws IllegalArgumentException if a parent belongs to another context
   */
  public synchronized <T> StreamNode<T> add(NodeSpec<T> spec, CallSite callSite) {
    requireOpen(spec.operation(), callSite);
    spec.parents().forEach(parent -> requireOwn(spec.operation(), callSite, parent));
    StreamNode<T> node = new StreamNode<>(nodes.size(), callSite, spec);
    nodes.add(node);
    if (node.checkpointInterval().isPresent() && node.keeping() != Keeping.STATE) {
      levels.put(node, StorageLevel.MEMORY_ONLY_SER());
    }
    return node;
  }

  /**
   * Adds an output operation.
   *
   * @throws IllegalStateException once the description is frozen
   */
  public synchronized <T> void addOutput(
      String operation, CallSite callSite, StreamNode<T> parent, OutputNode.Action<T> action) {
    requireOpen(operation, callSite);
    requireOwn(operation, callSite, parent);
    outputs.add(new OutputNode<>(outputs.size(), operation, callSite, parent, action));
  }

  /**
   * Keeps the batches of a stream once they are computed. Keyed state is held whatever the level.
   *
   * @throws UnsupportedOperationException once the description is frozen
   */
  public synchronized void persist(StreamNode<?> node, StorageLevel level) {
    if (phase != Phase.OPEN) {
      throw new UnsupportedOperationException(
          "the storage level of "
              + node
              + " cannot become "
              + level
              + " any more: persist() and cache() have to be called before start()");
    }
    StreamNode<?> keeper = keeperOf(node);
    if (keeper.keeping() != Keeping.STATE) {
      levels.put(keeper, level);
    }
  }

  /**
   * Keeps the batches of a stream that several batches of a child share, as bytes in memory, unless
   * the program has chosen a level or they wait as received blocks anyway.
   */
  public synchronized void persistShared(StreamNode<?> node) {
    StreamNode<?> keeper = keeperOf(node);
    if (keeper.keeping() == Keeping.OWN_RDD) {
      levels.putIfAbsent(keeper, StorageLevel.MEMORY_ONLY_SER());
    }
  }

  /**
   * Checkpoints the batches of a stream every so often, or the keyed state that they show, and
   * keeps them as bytes in memory unless the program chooses a level.
   *
   * @throws UnsupportedOperationException once the description is frozen
   * @throws IllegalArgumentException if the interval is no positive multiple of the stream's slide
   *     duration
   */
  public synchronized void checkpoint(StreamNode<?> node, Duration interval) {
    if (phase != Phase.OPEN) {
      throw new UnsupportedOperationException(
          "the checkpoint interval of "
              + node
              + " cannot become "
              + interval
              + " any more: checkpoint(interval) has to be called before start()");
    }
    NodeSpec.requireMultiple(node, node.slide(), interval);
    checkpointIntervals.put(showsState(node) ? node.parents().get(0) : node, interval);
    StreamNode<?> keeper = keeperOf(node);
    if (keeper.keeping() != Keeping.STATE) {
      levels.putIfAbsent(keeper, StorageLevel.MEMORY_ONLY_SER());
    }
  }

  private static boolean showsState(StreamNode<?> node) {
    return node.keeping() == Keeping.PARENT
        && node.reach().isZero()
        && node.parents().get(0).keeping() == Keeping.STATE;
  }

  private static StreamNode<?> keeperOf(StreamNode<?> node) {
    return node.keeping() == Keeping.PARENT ? keeperOf(node.parents().get(0)) : node;
  }

  /**
   * Keeps every batch available at least this long.
   *
   * @throws IllegalArgumentException if that was said before, or is not positive
   * @throws IllegalStateException once the description is frozen
   */
  public synchronized void remember(Duration duration) {
    if (phase != Phase.OPEN) {
      throw new IllegalStateException(
          "remember(" + duration + ") has to be called before " + phaseCall());
    }
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("remember duration must be positive: " + duration);
    }
    if (remember.isPresent()) {
      throw new IllegalArgumentException(
          "remember duration may be set once: it is "
              + remember.get()
              + ", "
              + duration
              + " comes too late");
    }
    remember = Optional.of(duration);
  }

  /**
   * Refuses all further changes and hands out the description.
   *
   * @throws IllegalArgumentException if there is no output operation
   */
  public synchronized GraphDescription freeze() {
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException(
          "the program has no output operation, so there is nothing to run: call print(),"
              + " foreachRDD() or another output operation on a stream before start()");
    }
    phase = Phase.STARTED;
    return new GraphDescription(
        batchDuration, nodes, outputs, levels, checkpointIntervals, remember);
  }

  /** The run of the frozen description, from now on. */
  public synchronized void begin(DStreamGraph begun) {
    run = Optional.of(begun);
  }

  /** The run of the description; empty before it has begun. */
  public synchronized Optional<DStreamGraph> run() {
    return run;
  }

  /** The program is over: from now on refusals say so. */
  public synchronized void close() {
    phase = Phase.STOPPED;
  }

  private void requireOpen(String operation, CallSite callSite) {
    if (phase != Phase.OPEN) {
      throw new IllegalStateException(
          "%s at %s comes too late: inputs, transformations and outputs have to be added before %s"
              .formatted(operation, callSite, phaseCall()));
    }
  }

  private String phaseCall() {
    return phase == Phase.STARTED
        ? "start(), and this context has started"
        : "start(), and this context has been stopped; make a new one";
  }

  private void requireOwn(String operation, CallSite callSite, StreamNode<?> parent) {
    if (parent.id() >= nodes.size() || nodes.get(parent.id()) != parent) {
      throw new IllegalArgumentException(
          "%s at %s uses the stream of %s, which belongs to another streaming context"
              .formatted(operation, callSite, parent));
    }
  }
}
