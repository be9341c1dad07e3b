package dev.millrace.rdd;

import dev.millrace.rdd.Lineage.Aggregator;
import dev.millrace.rdd.Lineage.CoGroup;
import dev.millrace.rdd.function.FlatMapFunction;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A distributed collection of key-value pairs. See {@link RddLike} for what any collection can do.
 *
 * <p>Operations by key bring equal keys together. Where no partitioner or number of partitions is
 * given they use the largest partitioner by which a parent is spread already, else hash codes and
 * the default parallelism. Inside a partition keys come in the order in which they were first met,
 * and values in the order in which they arrived.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class PairRdd<K, V> extends RddLike<Tuple2<K, V>, PairRdd<K, V>> {

  /**
   * A collection that is computed as a node says; programs get theirs from a {@link RddContext}.
   */
  public PairRdd(RddContext context, Lineage<Tuple2<K, V>> lineage) {
    super(context, lineage);
  }

  /** The pairs of a collection as a collection of pairs. */
  public static <K, V> PairRdd<K, V> fromRdd(Rdd<Tuple2<K, V>> rdd) {
    return new PairRdd<>(rdd.context(), rdd.lineage());
  }

  /** The same collection, its pairs seen as plain records. */
  public Rdd<Tuple2<K, V>> toRdd() {
    return new Rdd<>(context(), lineage());
  }

  @Override
  PairRdd<K, V> over(Lineage<Tuple2<K, V>> node) {
    return new PairRdd<>(context(), node);
  }

  @Override
  PairRdd<K, V> self() {
    return this;
  }

  // ---- Parts of pairs

  /** The keys of all pairs. */
  public Rdd<K> keys() {
    return rdd("keys", Narrow.map("keys", Tuple2::_1), false);
  }

  /** The values of all pairs. */
  public Rdd<V> values() {
    return rdd("values", Narrow.map("values", Tuple2::_2), false);
  }

  /** Each value replaced by what the function makes of it; keys stay where they are. */
  public <W> PairRdd<K, W> mapValues(Function<V, W> function) {
    return mapValues("mapValues", function);
  }

  private <W> PairRdd<K, W> mapValues(String operation, Function<V, W> function) {
    return pairs(
        operation,
        Narrow.map(operation, pair -> new Tuple2<>(pair._1(), function.call(pair._2()))),
        true);
  }

  /** Each value replaced by the values that the function makes of it; keys stay where they are. */
  public <W> PairRdd<K, W> flatMapValues(FlatMapFunction<V, W> function) {
    return flatMapValues("flatMapValues", function);
  }

  private <W> PairRdd<K, W> flatMapValues(String operation, FlatMapFunction<V, W> function) {
    return pairs(
        operation,
        Narrow.flatMap(operation, pair -> Joins.keyed(pair._1(), function.call(pair._2()))),
        true);
  }

  // ---- One value per key

  /** The values of each key made one by a function that is associative and commutative. */
  public PairRdd<K, V> reduceByKey(Function2<V, V, V> function) {
    return reduceByKey(function, defaultPartitioner());
  }

  /** {@link #reduceByKey(Function2)} by hash into a number of partitions. */
  public PairRdd<K, V> reduceByKey(Function2<V, V, V> function, int numPartitions) {
    return reduceByKey(function, new HashPartitioner(numPartitions));
  }

  /** {@link #reduceByKey(Function2)} with a partitioner. */
  public PairRdd<K, V> reduceByKey(Function2<V, V, V> function, Partitioner partitioner) {
    return combine(
        new Aggregator<>(value -> value, function, function), partitioner, true, "reduceByKey");
  }

  /** All values of each key, in the order in which they arrived. */
  public PairRdd<K, Iterable<V>> groupByKey() {
    return groupByKey(defaultPartitioner());
  }

  /** {@link #groupByKey()} by hash into a number of partitions. */
  public PairRdd<K, Iterable<V>> groupByKey(int numPartitions) {
    return groupByKey(new HashPartitioner(numPartitions));
  }

  /** {@link #groupByKey()} with a partitioner. */
  public PairRdd<K, Iterable<V>> groupByKey(Partitioner partitioner) {
    // Combining before the move would save nothing: all values travel either way.
    Aggregator<V, Iterable<V>> gather =
        new Aggregator<>(
            value -> {
              List<V> values = new ArrayList<>();
              values.add(value);
              return values;
            },
            (values, value) -> {
              ((List<V>) values).add(value);
              return values;
            },
            (values, others) -> {
              others.forEach(((List<V>) values)::add);
              return values;
            });
    return combine(gather, partitioner, false, "groupByKey");
  }

  /**
   * The values of each key gathered in a value of another type.
   *
   * @param create makes a combined value of a key's first value
   * @param mergeValue adds a further value; may change and return its first argument
   * @param mergeCombiners joins two combined values; may change and return its first argument
   */
  public <C> PairRdd<K, C> combineByKey(
      Function<V, C> create, Function2<C, V, C> mergeValue, Function2<C, C, C> mergeCombiners) {
    return combineByKey(create, mergeValue, mergeCombiners, defaultPartitioner());
  }

  /** {@link #combineByKey(Function, Function2, Function2)} by hash into a number of partitions. */
  public <C> PairRdd<K, C> combineByKey(
      Function<V, C> create,
      Function2<C, V, C> mergeValue,
      Function2<C, C, C> mergeCombiners,
      int numPartitions) {
    return combineByKey(create, mergeValue, mergeCombiners, new HashPartitioner(numPartitions));
  }

  /** {@link #combineByKey(Function, Function2, Function2)} with a partitioner. */
  public <C> PairRdd<K, C> combineByKey(
      Function<V, C> create,
      Function2<C, V, C> mergeValue,
      Function2<C, C, C> mergeCombiners,
      Partitioner partitioner) {
    return combineByKey(create, mergeValue, mergeCombiners, partitioner, true);
  }

  /**
   * {@link #combineByKey(Function, Function2, Function2)} with a partitioner.
   *
   * @param mapSideCombine whether values are combined before they are moved, too
   */
  public <C> PairRdd<K, C> combineByKey(
      Function<V, C> create,
      Function2<C, V, C> mergeValue,
      Function2<C, C, C> mergeCombiners,
      Partitioner partitioner,
      boolean mapSideCombine) {
    return combine(
        new Aggregator<>(create, mergeValue, mergeCombiners),
        partitioner,
        mapSideCombine,
        "combineByKey");
  }

  private <C> PairRdd<K, C> combine(
      Aggregator<V, C> aggregator,
      Partitioner partitioner,
      boolean mapSideCombine,
      String operation) {
    return new PairRdd<>(
        context(),
        context().combine(lineage(), partitioner, aggregator, mapSideCombine, operation));
  }

  /** The same pairs, each in the partition that a partitioner wants its key in. */
  public PairRdd<K, V> partitionBy(Partitioner partitioner) {
    return lineage().partitioner().equals(Optional.of(partitioner))
        ? this
        : new PairRdd<>(context(), context().move(lineage(), partitioner, "partitionBy"));
  }

  // ---- Two collections

  /** For each key that either has, the values it has in this one and in the other. */
  public <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRdd<K, W> other) {
    return cogroup(other, defaultPartitioner(other));
  }

  /** {@link #cogroup(PairRdd)} by hash into a number of partitions. */
  public <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
      PairRdd<K, W> other, int numPartitions) {
    return cogroup(other, new HashPartitioner(numPartitions));
  }

  /** {@link #cogroup(PairRdd)} with a partitioner. */
  public <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
      PairRdd<K, W> other, Partitioner partitioner) {
    return cogroup(other, partitioner, "cogroup");
  }

  private <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
      PairRdd<K, W> other, Partitioner partitioner, String operation) {
    context().requireSame(other.context(), operation);
    CoGroup<K> groups =
        new CoGroup<>(
            context().nextId(), List.of(lineage(), other.lineage()), partitioner, operation);
    // The lists hold what the two parents' pairs held, by parent.
    return new PairRdd<>(context(), groups)
        .mapValues(
            operation,
            values -> {
              @SuppressWarnings("unchecked")
              Tuple2<Iterable<V>, Iterable<W>> both =
                  new Tuple2<>((Iterable<V>) values.get(0), (Iterable<W>) values.get(1));
              return both;
            });
  }

  /** For each key that both have, every value of this one with every value of the other. */
  public <W> PairRdd<K, Tuple2<V, W>> join(PairRdd<K, W> other) {
    return join(other, defaultPartitioner(other));
  }

  /** {@link #join(PairRdd)} by hash into a number of partitions. */
  public <W> PairRdd<K, Tuple2<V, W>> join(PairRdd<K, W> other, int numPartitions) {
    return join(other, new HashPartitioner(numPartitions));
  }

  /** {@link #join(PairRdd)} with a partitioner. */
  public <W> PairRdd<K, Tuple2<V, W>> join(PairRdd<K, W> other, Partitioner partitioner) {
    return cogroup(other, partitioner, "join")
        .flatMapValues("join", both -> Joins.pairs(both._1(), both._2()));
  }

  /** {@link #join(PairRdd)}, and every value whose key only this one has, with empty. */
  public <W> PairRdd<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRdd<K, W> other) {
    return leftOuterJoin(other, defaultPartitioner(other));
  }

  /** {@link #leftOuterJoin(PairRdd)} by hash into a number of partitions. */
  public <W> PairRdd<K, Tuple2<V, Optional<W>>> leftOuterJoin(
      PairRdd<K, W> other, int numPartitions) {
    return leftOuterJoin(other, new HashPartitioner(numPartitions));
  }

  /** {@link #leftOuterJoin(PairRdd)} with a partitioner. */
  public <W> PairRdd<K, Tuple2<V, Optional<W>>> leftOuterJoin(
      PairRdd<K, W> other, Partitioner partitioner) {
    return cogroup(other, partitioner, "leftOuterJoin")
        .flatMapValues("leftOuterJoin", both -> Joins.pairs(both._1(), Joins.orEmpty(both._2())));
  }

  /** {@link #join(PairRdd)}, and every value whose key only the other has, with empty. */
  public <W> PairRdd<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRdd<K, W> other) {
    return rightOuterJoin(other, defaultPartitioner(other));
  }

  /** {@link #rightOuterJoin(PairRdd)} by hash into a number of partitions. */
  public <W> PairRdd<K, Tuple2<Optional<V>, W>> rightOuterJoin(
      PairRdd<K, W> other, int numPartitions) {
    return rightOuterJoin(other, new HashPartitioner(numPartitions));
  }

  /** {@link #rightOuterJoin(PairRdd)} with a partitioner. */
  public <W> PairRdd<K, Tuple2<Optional<V>, W>> rightOuterJoin(
      PairRdd<K, W> other, Partitioner partitioner) {
    return cogroup(other, partitioner, "rightOuterJoin")
        .flatMapValues("rightOuterJoin", both -> Joins.pairs(Joins.orEmpty(both._1()), both._2()));
  }

  /** {@link #join(PairRdd)}, and every value whose key only one of them has, with empty. */
  public <W> PairRdd<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairRdd<K, W> other) {
    return fullOuterJoin(other, defaultPartitioner(other));
  }

  /** {@link #fullOuterJoin(PairRdd)} by hash into a number of partitions. */
  public <W> PairRdd<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
      PairRdd<K, W> other, int numPartitions) {
    return fullOuterJoin(other, new HashPartitioner(numPartitions));
  }

  /** {@link #fullOuterJoin(PairRdd)} with a partitioner. */
  public <W> PairRdd<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
      PairRdd<K, W> other, Partitioner partitioner) {
    return cogroup(other, partitioner, "fullOuterJoin")
        .flatMapValues(
            "fullOuterJoin",
            both -> Joins.pairs(Joins.orEmpty(both._1()), Joins.orEmpty(both._2())));
  }

  private Partitioner defaultPartitioner() {
    return Partitioners.defaultFor(context(), List.of(lineage()));
  }

  private Partitioner defaultPartitioner(PairRdd<K, ?> other) {
    return Partitioners.defaultFor(context(), List.of(lineage(), other.lineage()));
  }
}
