package dev.millrace.streaming.graph;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What makes a stream, before it has its place in a graph. <em>Immutable.</em>
 *
 * @param operation the operation's name, {@code "map"} for one
 * @param parents the streams it is computed from
 * @param slide the time between two of its batches
 * @param reach how far behind its own batch it looks at its parents' batches
 * @param keeping what keeps the records of its batches
 * @param function the user's function that travels to the executors, if there is one
 * @param computation how a batch is computed
 */
public record NodeSpec<T>(
    String operation,
    List<StreamNode<?>> parents,
    Duration slide,
    Duration reach,
    Keeping keeping,
    Optional<Serializable> function,
    Computation<T> computation) {

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
    if (keeping == Keeping.PARENT && parents.size() != 1) {
      throw new IllegalArgumentException(
          operation + " can be kept by its parent only if it has one: " + parents);
    }
  }

  /** A stream without parents. */
  public static <T> NodeSpec<T> input(
      String operation, Duration slide, Keeping keeping, Computation<T> computation) {
    return new NodeSpec<>(
        operation, List.of(), slide, Duration.ZERO, keeping, Optional.empty(), computation);
  }

  /** A stream whose batch follows from its parents' batches of the same time. */
  public static <T> NodeSpec<T> of(
      String operation, List<StreamNode<?>> parents, Computation<T> computation) {
    return new NodeSpec<>(
        operation,
        parents,
        commonSlide(operation, parents),
        Duration.ZERO,
        Keeping.OWN_RDD,
        Optional.empty(),
        computation);
  }

  /** A stream whose batch follows from all of its parent's batches within a span. */
  public static <T> NodeSpec<T> window(
      String operation,
      StreamNode<?> parent,
      Duration span,
      Duration slide,
      Computation<T> computation) {
    return new NodeSpec<>(
        operation, List.of(parent), slide, span, Keeping.PARENT, Optional.empty(), computation);
  }

  /** The same stream with the function that it ships to the executors. */
  public NodeSpec<T> shipping(Serializable shipped) {
    return new NodeSpec<>(
        operation, parents, slide, reach, keeping, Optional.of(shipped), computation);
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
