package dev.millrace.streaming;

import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Partitioner;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.UserFunctionException;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.graph.BatchContext;
import dev.millrace.streaming.graph.StreamNode;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * One value per key and window, each made of the one before: values that left the window are taken
 * out, values that came are put in. <em>Immutable.</em>
 *
 * @param function joins two values; associative and commutative
 * @param inverse takes a value out again: {@code inverse(function(a, b), b)} equals {@code a}
 * @param stays which keys stay with their value; the others are forgotten
 */
record InverseWindow<K, V>(
    Function2<V, V, V> function, Function2<V, V, V> inverse, Function<Tuple2<K, V>, Boolean> stays)
    implements Serializable {

  private static final String OPERATION = "reduceByKeyAndWindow";

  /** Where a value of a key comes from. */
  private enum Origin {
    PREVIOUS,
    GONE,
    CAME
  }

  /** A value of a key and where it comes from. */
  @SuppressWarnings("serial") // the value is serialisable whenever the part has to travel
  private record Part<V>(Origin origin, V value) implements Serializable {}

  /**
   * A window.
   *
   * @param reduced the stream whose batches have one value per key
   * @param previous the window one slide earlier; without it the window is made of all its batches
   */
  Rdd<Tuple2<K, V>> compute(
      BatchContext batch,
      StreamNode<Tuple2<K, V>> reduced,
      Duration window,
      Duration slide,
      Optional<Rdd<Tuple2<K, V>>> previous,
      Partitioner partitioner) {
    List<Rdd<Tuple2<K, Part<V>>>> parts = new ArrayList<>();
    if (previous.isPresent()) {
      boolean overlaps = slide.compareTo(window) < 0;
      parts.add(marked(previous.get(), Origin.PREVIOUS));
      batch
          .rddsOf(reduced, window.plus(slide), overlaps ? window : slide)
          .forEach(gone -> parts.add(marked(gone, Origin.GONE)));
      batch
          .rddsOf(reduced, overlaps ? slide : window)
          .forEach(came -> parts.add(marked(came, Origin.CAME)));
    } else {
      batch.rddsOf(reduced, window).forEach(came -> parts.add(marked(came, Origin.CAME)));
    }
    return PairRdd.fromRdd(Streams.unionOf(batch.rddContext(), parts))
        .groupByKey(partitioner)
        .mapPartitionsToPair(this::joined, true)
        .toRdd();
  }

  private static <K, V> Rdd<Tuple2<K, Part<V>>> marked(Rdd<Tuple2<K, V>> rdd, Origin origin) {
    return PairRdd.fromRdd(rdd).mapValues(value -> new Part<>(origin, value)).toRdd();
  }

  private Iterator<Tuple2<K, V>> joined(Iterator<Tuple2<K, Iterable<Part<V>>>> groups) {
    List<Tuple2<K, V>> window = new ArrayList<>();
    while (groups.hasNext()) {
      Tuple2<K, Iterable<Part<V>>> group = groups.next();
      try {
        Tuple2<K, V> value = new Tuple2<>(group._1(), valueOf(group._1(), group._2()));
        if (stays.call(value)) {
          window.add(value);
        }
      } catch (Throwable e) { // the program's functions run here: whatever they throw is theirs
        throw UserFunctionException.in(OPERATION, e);
      }
    }
    return window.iterator();
  }

  private V valueOf(K key, Iterable<Part<V>> parts) throws Exception {
    Values<V> previous = new Values<>();
    Values<V> gone = new Values<>();
    Values<V> came = new Values<>();
    for (Part<V> part : parts) {
      switch (part.origin()) {
        case PREVIOUS -> previous.add(part.value(), function);
        case GONE -> gone.add(part.value(), function);
        case CAME -> came.add(part.value(), function);
      }
    }
    if (previous.none && came.none) {
      throw new IllegalStateException(
          "values of key "
              + key
              + " leave the window, but the window before has none: either the filter has"
              + " forgotten the key while it had values in the window, or the key's equals and"
              + " hashCode are not consistent");
    }
    if (previous.none) {
      return came.joined;
    }
    if (!gone.none) {
      previous.joined = inverse.call(previous.joined, gone.joined);
    }
    if (!came.none) {
      previous.joined = function.call(previous.joined, came.joined);
    }
    return previous.joined;
  }

  /** Values of one origin, joined one after the other. */
  private static final class Values<V> {
    private boolean none = true;
    private V joined;

    void add(V value, Function2<V, V, V> function) throws Exception {
      joined = none ? value : function.call(joined, value);
      none = false;
    }
  }
}
