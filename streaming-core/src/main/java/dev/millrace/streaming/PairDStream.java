package dev.millrace.streaming;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Partitioner;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.FlatMapFunction;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.StreamNode;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * An endless sequence of batches of key-value pairs. See {@link DStreamLike} for what any stream
 * can do.
 *
 * <p>Operations by key bring the equal keys of one batch together. Where no partitioner or number
 * of partitions is given they use as many partitions as the context's default parallelism.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public sealed class PairDStream<K, V>
    extends DStreamLike<Tuple2<K, V>, PairDStream<K, V>, PairRdd<K, V>> permits PairInputDStream {

  PairDStream(GraphBuilder graph, StreamNode<Tuple2<K, V>> node) {
    super(graph, node);
  }

  /** A stream's pairs as a stream of pairs. */
  public static <K, V> PairDStream<K, V> fromDStream(DStream<Tuple2<K, V>> stream) {
    Checks.present(stream, "fromDStream", "a stream");
    return new PairDStream<>(stream.graph(), stream.node());
  }

  /** The same stream, its pairs seen as plain records. */
  public final DStream<Tuple2<K, V>> toDStream() {
    return stream(node());
  }

  @Override
  final PairDStream<K, V> over(StreamNode<Tuple2<K, V>> other) {
    return new PairDStream<>(graph(), other);
  }

  @Override
  final PairDStream<K, V> self() {
    return this;
  }

  @Override
  final PairRdd<K, V> shown(Rdd<Tuple2<K, V>> rdd) {
    return PairRdd.fromRdd(rdd);
  }

  // ---- Values

  /** Each value replaced by what the function makes of it. */
  public final <W> PairDStream<K, W> mapValues(Function<V, W> function) {
    return byKey("mapValues", function, rdd -> rdd.mapValues(function));
  }

  /** Each value replaced by the values that the function makes of it. */
  public final <W> PairDStream<K, W> flatMapValues(FlatMapFunction<V, W> function) {
    return byKey("flatMapValues", function, rdd -> rdd.flatMapValues(function));
  }

  // ---- One value per key and batch

  /** The values of each key made one by a function that is associative and commutative. */
  public final PairDStream<K, V> reduceByKey(Function2<V, V, V> function) {
    return byKey(
        "reduceByKey", function, rdd -> rdd.reduceByKey(function, Streams.byDefault(rdd)));
  }

  /** {@link #reduceByKey(Function2)} by hash into a number of partitions. */
  public final PairDStream<K, V> reduceByKey(Function2<V, V, V> function, int numPartitions) {
    return reduceByKey(function, hash("reduceByKey", numPartitions));
  }

  /** {@link #reduceByKey(Function2)} with a partitioner. */
  public final PairDStream<K, V> reduceByKey(Function2<V, V, V> function, Partitioner partitioner) {
    Checks.present(partitioner, "reduceByKey", "a partitioner");
    return byKey("reduceByKey", function, rdd -> rdd.reduceByKey(function, partitioner));
  }

  /** All values of each key, in the order in which they arrived. */
  public final PairDStream<K, Iterable<V>> groupByKey() {
    return pairs("groupByKey", rdd -> rdd.groupByKey(Streams.byDefault(rdd)));
  }

  /** {@link #groupByKey()} by hash into a number of partitions. */
  public final PairDStream<K, Iterable<V>> groupByKey(int numPartitions) {
    return groupByKey(hash("groupByKey", numPartitions));
  }

  /** {@link #groupByKey()} with a partitioner. */
  public final PairDStream<K, Iterable<V>> groupByKey(Partitioner partitioner) {
    Checks.present(partitioner, "groupByKey", "a partitioner");
    return pairs("groupByKey", rdd -> rdd.groupByKey(partitioner));
  }

  /**
   * The values of each key gathered in a value of another type.
   *
   * @param create makes a combined value of a key's first value
   * @param mergeValue adds a further value; may change and return its first argument
   * @param mergeCombiners joins two combined values; may change and return its first argument
   */
  public final <C> PairDStream<K, C> combineByKey(
      Function<V, C> create,
      Function2<C, V, C> mergeValue,
      Function2<C, C, C> mergeCombiners,
      Partitioner partitioner) {
    return combineByKey(create, mergeValue, mergeCombiners, partitioner, true);
  }

  /**
   * {@link #combineByKey(Function, Function2, Function2, Partitioner)}.
   *
   * @param mapSideCombine whether values are combined before they are moved, too
   */
  public final <C> PairDStream<K, C> combineByKey(
      Function<V, C> create,
      Function2<C, V, C> mergeValue,
      Function2<C, C, C> mergeCombiners,
      Partitioner partitioner,
      boolean mapSideCombine) {
    Checks.present(create, "combineByKey", "a function that makes a combined value");
    Checks.present(mergeValue, "combineByKey", "a function that adds a value");
    Checks.present(mergeCombiners, "combineByKey", "a function that joins combined values");
    Checks.present(partitioner, "combineByKey", "a partitioner");
    return byKey(
        "combineByKey",
        new Combination<>(create, mergeValue, mergeCombiners),
        rdd -> rdd.combineByKey(create, mergeValue, mergeCombiners, partitioner, mapSideCombine));
  }

  // ---- One value per key and window

  /**
   * {@link #groupByKeyAndWindow(Duration, Duration)}, as often as this stream has a batch.
   *
   * @throws IllegalArgumentException if the duration is not a positive multiple of this stream's
   *     slide duration
   */
  public final PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration windowDuration) {
    return groupByKeyAndWindow(windowDuration, slideDuration());
  }

  /**
   * All values that a key has in the batches in {@code (time - windowDuration, time]}, once every
   * {@code slideDuration}, in the order in which they arrived.
   *
   * @throws IllegalArgumentException if a duration is not a positive multiple of this stream's
   *     slide duration
   */
  public final PairDStream<K, Iterable<V>> groupByKeyAndWindow(
      Duration windowDuration, Duration slideDuration) {
    return groupWindow(windowDuration, slideDuration, Optional.empty());
  }

  /** {@link #groupByKeyAndWindow(Duration, Duration)} by hash into a number of partitions. */
  public final PairDStream<K, Iterable<V>> groupByKeyAndWindow(
      Duration windowDuration, Duration slideDuration, int numPartitions) {
    return groupByKeyAndWindow(
        windowDuration, slideDuration, hash("groupByKeyAndWindow", numPartitions));
  }

  /** {@link #groupByKeyAndWindow(Duration, Duration)} with a partitioner. */
  public final PairDStream<K, Iterable<V>> groupByKeyAndWindow(
      Duration windowDuration, Duration slideDuration, Partitioner partitioner) {
    Checks.present(partitioner, "groupByKeyAndWindow", "a partitioner");
    return groupWindow(windowDuration, slideDuration, Optional.of(partitioner));
  }

  /** Each batch is grouped once; the windows of which it is part join its groups. */
  private PairDStream<K, Iterable<V>> groupWindow(
      Duration windowDuration, Duration slideDuration, Optional<Partitioner> partitioner) {
    return pairs("groupByKeyAndWindow", rdd -> rdd.groupByKey(Streams.orDefault(partitioner, rdd)))
        .window(windowDuration, slideDuration)
        .pairs(
            "groupByKeyAndWindow",
            rdd ->
                rdd.groupByKey(Streams.orDefault(partitioner, rdd)).mapValues(Streams::flattened));
  }

  /**
   * {@link #reduceByKeyAndWindow(Function2, Duration, Duration)}, as often as this stream has a
   * batch.
   *
   * @throws IllegalArgumentException if the duration is not a positive multiple of this stream's
   *     slide duration
   */
  public final PairDStream<K, V> reduceByKeyAndWindow(
      Function2<V, V, V> function, Duration windowDuration) {
    return reduceByKeyAndWindow(function, windowDuration, slideDuration());
  }

  /**
   * The values that a key has in the batches in {@code (time - windowDuration, time]} made one by a
   * function that is associative and commutative, once every {@code slideDuration}. Each batch is
   * reduced once; the windows of which it is part join what it was reduced to.
   *
   * @throws IllegalArgumentException if a duration is not a positive multiple of this stream's
   *     slide duration
   */
  public final PairDStream<K, V> reduceByKeyAndWindow(
      Function2<V, V, V> function, Duration windowDuration, Duration slideDuration) {
    return reduceWindow(function, windowDuration, slideDuration, Optional.empty());
  }

  /**
   * {@link #reduceByKeyAndWindow(Function2, Duration, Duration)} by hash into a number of
   * partitions.
   */
  public final PairDStream<K, V> reduceByKeyAndWindow(
      Function2<V, V, V> function,
      Duration windowDuration,
      Duration slideDuration,
      int numPartitions) {
    return reduceByKeyAndWindow(
        function, windowDuration, slideDuration, hash("reduceByKeyAndWindow", numPartitions));
  }

  /** {@link #reduceByKeyAndWindow(Function2, Duration, Duration)} with a partitioner. */
  public final PairDStream<K, V> reduceByKeyAndWindow(
      Function2<V, V, V> function,
      Duration windowDuration,
      Duration slideDuration,
      Partitioner partitioner) {
    Checks.present(partitioner, "reduceByKeyAndWindow", "a partitioner");
    return reduceWindow(function, windowDuration, slideDuration, Optional.of(partitioner));
  }

  private PairDStream<K, V> reduceWindow(
      Function2<V, V, V> function,
      Duration windowDuration,
      Duration slideDuration,
      Optional<Partitioner> partitioner) {
    return reduced(function, partitioner)
        .window(windowDuration, slideDuration)
        .reduced(function, partitioner);
  }

  private PairDStream<K, V> reduced(
      Function2<V, V, V> function, Optional<Partitioner> partitioner) {
    return byKey(
        "reduceByKeyAndWindow",
        function,
        rdd -> rdd.reduceByKey(function, Streams.orDefault(partitioner, rdd)));
  }

  /**
   * As {@link #reduceByKeyAndWindow(Function2, Duration, Duration)}, but each window follows from
   * the one before: values that left it are taken out, values that came are put in, so that a long
   * window costs no more than a short one. A key stays for ever, with what the inverse function
   * leaves once its last value has gone; a filter forgets it.
   *
   * <p>Since every window is made of the one before, the stream is checkpointed, by default every
   * ten seconds, and the context needs a checkpoint directory. Windows and batches are kept as bytes
   * in memory unless {@link #persist} chooses a level.
   *
   * @param inverse takes a value out again: {@code inverse(function(a, b), b)} equals {@code a}
   * @throws IllegalArgumentException if a duration is not a positive multiple of this stream's
   *     slide duration
   */
  public final PairDStream<K, V> reduceByKeyAndWindow(
      Function2<V, V, V> function,
      Function2<V, V, V> inverse,
      Duration windowDuration,
      Duration slideDuration) {
    return inverseWindow(
        inverses(function, inverse, pair -> true), windowDuration, slideDuration, Optional.empty());
  }

  /**
   * {@link #reduceByKeyAndWindow(Function2, Function2, Duration, Duration)} by hash into a number of
   * partitions, with a filter.
   *
   * @param filter which keys stay with their value; it may forget a key only when it has no value
   *     in the window any more, or else a later window fails
   */
  public final PairDStream<K, V> reduceByKeyAndWindow(
      Function2<V, V, V> function,
      Function2<V, V, V> inverse,
      Duration windowDuration,
      Duration slideDuration,
      int numPartitions,
      Function<Tuple2<K, V>, Boolean> filter) {
    return reduceByKeyAndWindow(
        function,
        inverse,
        windowDuration,
        slideDuration,
        hash("reduceByKeyAndWindow", numPartitions),
        filter);
  }

  /**
   * {@link #reduceByKeyAndWindow(Function2, Function2, Duration, Duration, int, Function)} with a
   * partitioner.
   */
  public final PairDStream<K, V> reduceByKeyAndWindow(
      Function2<V, V, V> function,
      Function2<V, V, V> inverse,
      Duration windowDuration,
      Duration slideDuration,
      Partitioner partitioner,
      Function<Tuple2<K, V>, Boolean> filter) {
    Checks.present(partitioner, "reduceByKeyAndWindow", "a partitioner");
    Checks.present(filter, "reduceByKeyAndWindow", "a filter");
    return inverseWindow(
        inverses(function, inverse, filter),
        windowDuration,
        slideDuration,
        Optional.of(partitioner));
  }

  private static <K, V> InverseWindow<K, V> inverses(
      Function2<V, V, V> function,
      Function2<V, V, V> inverse,
      Function<Tuple2<K, V>, Boolean> filter) {
    Checks.present(function, "reduceByKeyAndWindow", "a function");
    Checks.present(inverse, "reduceByKeyAndWindow", "an inverse function");
    return new InverseWindow<>(function, inverse, filter);
  }

  final PairDStream<K, V> inverseWindow(
      InverseWindow<K, V> functions,
      Duration windowDuration,
      Duration slideDuration,
      Optional<Partitioner> partitioner) {
    Streams.checkWindow(node(), windowDuration, slideDuration);
    return pairs(
        Streams.inverseWindow(
            graph(),
            reduced(functions.function(), partitioner).node(),
            functions,
            windowDuration,
            slideDuration,
            partitioner));
  }

  // ---- Two streams

  /** For each key that either stream has in a batch, its values in both. */
  public final <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
      PairDStream<K, W> other) {
    return both(
        "cogroup", other, (left, right) -> left.cogroup(right, Streams.byDefault(left)));
  }

  /** {@link #cogroup(PairDStream)} by hash into a number of partitions. */
  public final <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
      PairDStream<K, W> other, int numPartitions) {
    return cogroup(other, hash("cogroup", numPartitions));
  }

  /** {@link #cogroup(PairDStream)} with a partitioner. */
  public final <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
      PairDStream<K, W> other, Partitioner partitioner) {
    Checks.present(partitioner, "cogroup", "a partitioner");
    return both("cogroup", other, (left, right) -> left.cogroup(right, partitioner));
  }

  /**
   * For each key that both streams have in a batch, every value of this one with every value of the
   * other.
   */
  public final <W> PairDStream<K, Tuple2<V, W>> join(PairDStream<K, W> other) {
    return both(
        "join", other, (left, right) -> left.join(right, Streams.byDefault(left)));
  }

  /** {@link #join(PairDStream)} by hash into a number of partitions. */
  public final <W> PairDStream<K, Tuple2<V, W>> join(PairDStream<K, W> other, int numPartitions) {
    return join(other, hash("join", numPartitions));
  }

  /** {@link #join(PairDStream)} with a partitioner. */
  public final <W> PairDStream<K, Tuple2<V, W>> join(
      PairDStream<K, W> other, Partitioner partitioner) {
    Checks.present(partitioner, "join", "a partitioner");
    return both("join", other, (left, right) -> left.join(right, partitioner));
  }

  /** {@link #join(PairDStream)}, and every value whose key only this stream has, with empty. */
  public final <W> PairDStream<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other) {
    return both(
        "leftOuterJoin", other, (left, right) -> left.leftOuterJoin(right, Streams.byDefault(left)));
  }

  /** {@link #leftOuterJoin(PairDStream)} by hash into a number of partitions. */
  public final <W> PairDStream<K, Tuple2<V, Optional<W>>> leftOuterJoin(
      PairDStream<K, W> other, int numPartitions) {
    return leftOuterJoin(other, hash("leftOuterJoin", numPartitions));
  }

  /** {@link #leftOuterJoin(PairDStream)} with a partitioner. */
  public final <W> PairDStream<K, Tuple2<V, Optional<W>>> leftOuterJoin(
      PairDStream<K, W> other, Partitioner partitioner) {
    Checks.present(partitioner, "leftOuterJoin", "a partitioner");
    return both("leftOuterJoin", other, (left, right) -> left.leftOuterJoin(right, partitioner));
  }

  /**
   * {@link #join(PairDStream)}, and every value whose key only the other stream has, with empty.
   */
  public final <W> PairDStream<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other) {
    return both(
        "rightOuterJoin", other, (left, right) -> left.rightOuterJoin(right, Streams.byDefault(left)));
  }

  /** {@link #rightOuterJoin(PairDStream)} by hash into a number of partitions. */
  public final <W> PairDStream<K, Tuple2<Optional<V>, W>> rightOuterJoin(
      PairDStream<K, W> other, int numPartitions) {
    return rightOuterJoin(other, hash("rightOuterJoin", numPartitions));
  }

  /** {@link #rightOuterJoin(PairDStream)} with a partitioner. */
  public final <W> PairDStream<K, Tuple2<Optional<V>, W>> rightOuterJoin(
      PairDStream<K, W> other, Partitioner partitioner) {
    Checks.present(partitioner, "rightOuterJoin", "a partitioner");
    return both("rightOuterJoin", other, (left, right) -> left.rightOuterJoin(right, partitioner));
  }

  /** {@link #join(PairDStream)}, and every value whose key only one of them has, with empty. */
  public final <W> PairDStream<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
      PairDStream<K, W> other) {
    return both(
        "fullOuterJoin", other, (left, right) -> left.fullOuterJoin(right, Streams.byDefault(left)));
  }

  /** {@link #fullOuterJoin(PairDStream)} by hash into a number of partitions. */
  public final <W> PairDStream<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
      PairDStream<K, W> other, int numPartitions) {
    return fullOuterJoin(other, hash("fullOuterJoin", numPartitions));
  }

  /** {@link #fullOuterJoin(PairDStream)} with a partitioner. */
  public final <W> PairDStream<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
      PairDStream<K, W> other, Partitioner partitioner) {
    Checks.present(partitioner, "fullOuterJoin", "a partitioner");
    return both("fullOuterJoin", other, (left, right) -> left.fullOuterJoin(right, partitioner));
  }

  // ---- How they are made

  private <W> PairDStream<K, W> pairs(
      String operation, java.util.function.Function<PairRdd<K, V>, PairRdd<K, W>> make) {
    return pairs(Streams.of(graph(), operation, node(), rdd -> make.apply(shown(rdd)).toRdd()));
  }

  private <W> PairDStream<K, W> byKey(
      String operation,
      Serializable function,
      java.util.function.Function<PairRdd<K, V>, PairRdd<K, W>> make) {
    Checks.present(function, operation, "a function");
    return pairs(
        Streams.shipping(
            graph(), operation, node(), function, rdd -> make.apply(shown(rdd)).toRdd()));
  }

  private <W, X> PairDStream<K, X> both(
      String operation,
      PairDStream<K, W> other,
      BiFunction<PairRdd<K, V>, PairRdd<K, W>, PairRdd<K, X>> make) {
    Checks.present(other, operation, "another stream");
    return pairs(
        Streams.both(
            graph(),
            operation,
            node(),
            other.node(),
            (left, right) -> make.apply(shown(left), PairRdd.fromRdd(right)).toRdd()));
  }

  private static HashPartitioner hash(String operation, int numPartitions) {
    return new HashPartitioner(
        Checks.positive(numPartitions, operation, "the number of partitions"));
  }

  /** The functions of combineByKey, to be checked as one. */
  private record Combination<V, C>(
      Function<V, C> create, Function2<C, V, C> mergeValue, Function2<C, C, C> mergeCombiners)
      implements Serializable {}
}
