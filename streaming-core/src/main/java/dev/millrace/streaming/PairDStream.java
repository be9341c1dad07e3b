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
    return byKey("reduceByKey", function, rdd -> rdd.reduceByKey(function));
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
    return pairs("groupByKey", PairRdd::groupByKey);
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

  // ---- Two streams

  /** For each key that either stream has in a batch, its values in both. */
  public final <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
      PairDStream<K, W> other) {
    return both("cogroup", other, PairRdd::cogroup);
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
    return both("join", other, PairRdd::join);
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
    return both("leftOuterJoin", other, PairRdd::leftOuterJoin);
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
    return both("rightOuterJoin", other, PairRdd::rightOuterJoin);
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
    return both("fullOuterJoin", other, PairRdd::fullOuterJoin);
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
