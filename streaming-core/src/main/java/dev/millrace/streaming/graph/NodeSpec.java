package dev.millrace.streaming.graph;

import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.state.StateVersion;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What makes a stream, before it has its place in a graph. <em>Immutable.</em>
 *
 * @param operation the operation's name, {@code "map"} for one
 * @param parents the streams it is computed from
 * @param slide the time between two of its batches
 * @param reach how far behind its own batch it looks at its parents' batches
 * @param keeping what keeps the records of its batches
 * @param function the user's function that travels to the executors, if there is one
 * @param checkpointInterval how often its batches must be checkpointed, unless the program says
 *     another interval; empty if they need not be
 * @param computation how a batch is computed
 */
public record NodeSpec<T>(
    String operation,
    List<StreamNode<?>> parents,
    Duration slide,
    Duration reach,
    Keeping keeping,
    Optional<Serializable> function,
    Optional<Duration> checkpointInterval,
    Recurrence<T> computation) {

  /** How much time may lie between two checkpoints of a stream that must have them, at least. */
  private static final Duration CHECKPOINT_INTERVAL_LEAST = Duration.ofSeconds(10);

  public NodeSpec {
    parents = List.copyOf(parents);
    if (slide.isZero() || slide.isNegative()) {
      throw new IllegalArgumentException(
          "the slide duration of " + operation + " must be positive: " + slide);
    }
    if (reach.isNegative()) {
      throw new IllegalArgumentException(
          "the reach of " + operation + " must not be negative: " + reach);
    }
    checkpointInterval.ifPresent(interval -> requireMultiple(operation, slide, interval));
    if (keeping == Keeping.PARENT && parents.size() != 1) {
      throw new IllegalArgumentException(
          operation + " can be kept by its parent only if it has one: " + parents);
    }
  }

  /** A stream without parents. */
  public static <T> NodeSpec<T> input(
      String operation, Duration slide, Keeping keeping, Computation<T> computation) {
    return plain(operation, List.of(), slide, Duration.ZERO, keeping, computation);
  }

  /** A stream whose batch follows from its parents' batches of the same time. */
  public static <T> NodeSpec<T> of(
      String operation, List<StreamNode<?>> parents, Computation<T> computation) {
    return plain(
        operation,
        parents,
        commonSlide(operation, parents),
        Duration.ZERO,
        Keeping.OWN_RDD,
        computation);
  }

  /** A stream whose batch follows from all of its parent's batches within a span. */
  public static <T> NodeSpec<T> window(
      String operation,
      StreamNode<?> parent,
      Duration span,
      Duration slide,
      Computation<T> computation) {
    return plain(operation, List.of(parent), slide, span, Keeping.PARENT, computation);
  }

  private static <T> NodeSpec<T> plain(
      String operation,
      List<StreamNode<?>> parents,
      Duration slide,
      Duration reach,
      Keeping keeping,
      Computation<T> computation) {
    return new NodeSpec<>(
        operation,
        parents,
        slide,
        reach,
        keeping,
        Optional.empty(),
        Optional.empty(),
        (batch, previous) -> computation.compute(batch));
  }

  /**
   * A stream whose batch follows from its own batch before and from its parents' batches. It must
   * be checkpointed, for its lineage would grow with every batch: every {@linkplain
   * #checkpointInterval(Duration) default interval}, unless {@link #checkpointedEvery} says another
   * one.
   *
   * @param reach how far behind its own batch it looks at its parents' batches
   */
  public static <T> NodeSpec<T> recurrent(
      String operation,
      List<StreamNode<?>> parents,
      Duration slide,
      Duration reach,
      Recurrence<T> computation) {
    return new NodeSpec<>(
        operation,
        parents,
        slide,
        reach,
        Keeping.OWN_RDD,
        Optional.empty(),
        Optional.of(checkpointInterval(slide)),
        computation);
  }

  /**
   * A stream of versions of keyed state, each of which follows the newest one before it and from
   * its parent's batch. It must be checkpointed, by its changes.
   */
  public static <K, S, M> NodeSpec<StateVersion<K, S, M>> state(
      String operation, StreamNode<?> parent, Recurrence<StateVersion<K, S, M>> computation) {
    return new NodeSpec<>(
        operation,
        List.of(parent),
        parent.slide(),
        Duration.ZERO,
        Keeping.STATE,
        Optional.empty(),
        Optional.of(checkpointInterval(parent.slide())),
        computation);
  }

  /** A stream whose batch is part of what its parent's batch has already. */
  public static <S, T> NodeSpec<T> view(
      String operation, StreamNode<S> parent, Function<Rdd<S>, Rdd<T>> part) {
    return plain(
        operation,
        List.of(parent),
        parent.slide(),
        Duration.ZERO,
        Keeping.PARENT,
        batch -> batch.rddOf(parent).map(part));
  }

  /** The shortest interval of at least ten seconds that is a multiple of a slide duration. */
  public static Duration checkpointInterval(Duration slide) {
    long slides = (CHECKPOINT_INTERVAL_LEAST.toMillis() + slide.toMillis() - 1) / slide.toMillis();
    return slide.multipliedBy(Math.max(1, slides));
  }

  /** The same stream, checkpointed at another interval unless the program says one. */
  public NodeSpec<T> checkpointedEvery(Duration interval) {
    return new NodeSpec<>(
        operation, parents, slide, reach, keeping, function, Optional.of(interval), computation);
  }

  /** The same stream with the function that it ships to the executors. */
  public NodeSpec<T> shipping(Serializable shipped) {
    return new NodeSpec<>(
        operation,
        parents,
        slide,
        reach,
        keeping,
        Optional.of(shipped),
        checkpointInterval,
        computation);
  }

  static void requireMultiple(Object stream, Duration slide, Duration interval) {
    boolean positive = !interval.isZero() && !interval.isNegative();
    if (!positive || interval.toMillis() % slide.toMillis() != 0) {
      throw new IllegalArgumentException(
          ("the checkpoint interval of %s must be a positive multiple of its slide duration %s: %s;"
                  + " %s for one")
              .formatted(stream, slide, interval, checkpointInterval(slide)));
    }
  }

  private static Duration commonSlide(String operation, List<StreamNode<?>> parents) {
    if (parents.isEmpty()) {
      throw new IllegalArgumentException(operation + " needs at least one stream");
    }
    Duration slide = parents.get(0).slide();
    for (StreamNode<?> parent : parents) {
      if (!parent.slide().equals(slide)) {
        throw new IllegalArgumentException(
            "%s combines streams with equal slide durations only: %s has %s, %s has %s"
                .formatted(operation, parents.get(0), slide, parent, parent.slide()));
      }
    }
    return slide;
  }
}
