package dev.millrace.rdd;

import dev.millrace.rdd.HadoopFiles.Api;
import dev.millrace.rdd.Lineage.Aggregator;
import dev.millrace.rdd.Lineage.CoGroup;
import dev.millrace.rdd.Lineage.MapPartitions;
import dev.millrace.rdd.function.FlatMapFunction;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.function.Tuple3;
import dev.millrace.rdd.function.Tuple4;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

  /**
   * The values of each key gathered in a value of another type, beginning with a neutral one.
   *
   * @param zero what a key's value in a partition begins with; each has a copy of its own, made by
   *     Java serialisation
   * @param mergeValue adds a value; may change and return its first argument
   * @param mergeCombiners joins two gathered values; may change and return its first argument
   */
  public <U> PairRdd<K, U> aggregateByKey(
      U zero, Function2<U, V, U> mergeValue, Function2<U, U, U> mergeCombiners) {
    return aggregateByKey(zero, defaultPartitioner(), mergeValue, mergeCombiners);
  }

  /** {@link #aggregateByKey(Object, Function2, Function2)} by hash into a number of partitions. */
  public <U> PairRdd<K, U> aggregateByKey(
      U zero, int numPartitions, Function2<U, V, U> mergeValue, Function2<U, U, U> mergeCombiners) {
    return aggregateByKey(zero, new HashPartitioner(numPartitions), mergeValue, mergeCombiners);
  }

  /** {@link #aggregateByKey(Object, Function2, Function2)} with a partitioner. */
  public <U> PairRdd<K, U> aggregateByKey(
      U zero,
      Partitioner partitioner,
      Function2<U, V, U> mergeValue,
      Function2<U, U, U> mergeCombiners) {
    return aggregate(zero, partitioner, mergeValue, mergeCombiners, "aggregateByKey");
  }

  /** The values of each key made one by a function, beginning with a neutral value. */
  public PairRdd<K, V> foldByKey(V zero, Function2<V, V, V> function) {
    return foldByKey(zero, defaultPartitioner(), function);
  }

  /** {@link #foldByKey(Object, Function2)} by hash into a number of partitions. */
  public PairRdd<K, V> foldByKey(V zero, int numPartitions, Function2<V, V, V> function) {
    return foldByKey(zero, new HashPartitioner(numPartitions), function);
  }

  /** {@link #foldByKey(Object, Function2)} with a partitioner. */
  public PairRdd<K, V> foldByKey(V zero, Partitioner partitioner, Function2<V, V, V> function) {
    return aggregate(zero, partitioner, function, function, "foldByKey");
  }

  private <U> PairRdd<K, U> aggregate(
      U zero,
      Partitioner partitioner,
      Function2<U, V, U> mergeValue,
      Function2<U, U, U> mergeCombiners,
      String operation) {
    ZeroValue<U> fresh = ZeroValue.of(zero);
    return combine(
        new Aggregator<>(value -> mergeValue.call(fresh.copy(), value), mergeValue, mergeCombiners),
        partitioner,
        true,
        operation);
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

  // ---- In the order of keys

  /** The pairs in the natural order of their keys, in as many partitions as now at most. */
  public PairRdd<K, V> sortByKey() {
    return sortByKey(true);
  }

  /** {@link #sortByKey()}, the smallest keys first or the greatest. */
  public PairRdd<K, V> sortByKey(boolean ascending) {
    return sortByKey(ascending, Math.max(1, getNumPartitions()));
  }

  /** {@link #sortByKey(Comparator, boolean, int)} in the natural order. */
  public PairRdd<K, V> sortByKey(boolean ascending, int numPartitions) {
    return sortByKey(Orders.natural(), ascending, numPartitions);
  }

  /** {@link #sortByKey()} in another order. */
  public PairRdd<K, V> sortByKey(Comparator<K> order) {
    return sortByKey(order, true);
  }

  /** {@link #sortByKey(boolean)} in another order. */
  public PairRdd<K, V> sortByKey(Comparator<K> order, boolean ascending) {
    return sortByKey(order, ascending, Math.max(1, getNumPartitions()));
  }

  /**
   * The pairs in the order of their keys, over all partitions; pairs with equal keys are together
   * and keep their order. Runs a job at once that looks at some keys to make partitions of about
   * the same length, unless one partition is wanted. The same records give the same partitions.
   *
   * @param order compares keys; has to be serialisable where tasks leave the process
   * @param ascending whether the smallest keys come first
   * @param numPartitions the most partitions there will be; fewer if there are fewer different keys
   */
  public PairRdd<K, V> sortByKey(Comparator<K> order, boolean ascending, int numPartitions) {
    Comparator<K> directed = Orders.directed(order, ascending);
    return sorted(
        RangePartitioner.over(this, numPartitions, directed, "sortByKey"), directed, "sortByKey");
  }

  /**
   * The pairs spread by a partitioner and, in each partition, in the natural order of their keys.
   */
  public PairRdd<K, V> repartitionAndSortWithinPartitions(Partitioner partitioner) {
    return repartitionAndSortWithinPartitions(partitioner, Orders.natural());
  }

  /** The pairs spread by a partitioner and, in each partition, in an order of their keys. */
  public PairRdd<K, V> repartitionAndSortWithinPartitions(
      Partitioner partitioner, Comparator<K> order) {
    return sorted(partitioner, order, "repartitionAndSortWithinPartitions");
  }

  private PairRdd<K, V> sorted(Partitioner partitioner, Comparator<K> order, String operation) {
    Lineage<Tuple2<K, V>> moved = context().move(lineage(), partitioner, operation);
    return over(
        new MapPartitions<>(
            context().nextId(),
            moved,
            Narrow.sort(operation, new KeyOrder<>(order)),
            true,
            operation));
  }

  /** Compares pairs by their keys. */
  @SuppressWarnings("serial") // checked before the job starts, like all that comes from the program
  private record KeyOrder<K, V>(Comparator<K> order)
      implements Comparator<Tuple2<K, V>>, Serializable {
    @Override
    public int compare(Tuple2<K, V> first, Tuple2<K, V> second) {
      return order.compare(first._1(), second._1());
    }
  }

  // ---- Results

  /** All pairs as a map; of pairs with equal keys the last one counts. */
  public Map<K, V> collectAsMap() {
    return Selections.collectAsMap(this);
  }

  /** How many pairs each key has. */
  public Map<K, Long> countByKey() {
    return Selections.countByKey(this);
  }

  /** {@link #reduceByKey(Function2)} as a map. */
  public Map<K, V> reduceByKeyLocally(Function2<V, V, V> function) {
    return Selections.reduceByKeyLocally(this, function);
  }

  /**
   * The values of a key, in order; looks at one partition only if the pairs are spread by a
   * partitioner.
   */
  public List<V> lookup(K key) {
    return Selections.lookup(this, key);
  }

  /**
   * Writes the pairs by a Hadoop {@code mapred.OutputFormat} and its committer: nothing is there
   * before all is.
   *
   * @param path the directory, which must not exist
   * @param key the class of the keys
   * @param value the class of the values
   * @param format the format's class
   * @throws IllegalArgumentException if it is none
   * @throws java.io.UncheckedIOException if the directory exists already or cannot be written
   */
  public void saveAsHadoopFile(String path, Class<?> key, Class<?> value, Class<?> format) {
    saveAsHadoopFile(path, key, value, format, List.of());
  }

  /**
   * {@link #saveAsHadoopFile(String, Class, Class, Class)}.
   *
   * @param settings what Hadoop is told besides its defaults; a {@code JobConf} is one
   */
  public void saveAsHadoopFile(
      String path,
      Class<?> key,
      Class<?> value,
      Class<?> format,
      Iterable<Map.Entry<String, String>> settings) {
    save(
        "saveAsHadoopFile",
        Api.MAPRED,
        path,
        HadoopFormat.of(format, key, value, RddContext.hadoopFiles().settings(settings)));
  }

  /**
   * {@link #saveAsHadoopFile(String, Class, Class, Class, Iterable)}, for an output that may be
   * written again after a failure.
   *
   * @param replace whether the format's own check of the output is left out, so that an output of
   *     an earlier save may be there; files of the same name are replaced
   */
  public void saveAsHadoopFile(
      String path,
      Class<?> key,
      Class<?> value,
      Class<?> format,
      Iterable<Map.Entry<String, String>> settings,
      boolean replace) {
    save(
        "saveAsHadoopFile",
        Api.MAPRED,
        path,
        HadoopFormat.of(format, key, value, RddContext.hadoopFiles().settings(settings)),
        replace);
  }

  /**
   * {@link #saveAsHadoopFile(String, Class, Class, Class)} with the files compressed.
   *
   * @param codec one of Hadoop's {@code CompressionCodec}s
   */
  public void saveAsHadoopFile(
      String path, Class<?> key, Class<?> value, Class<?> format, Class<?> codec) {
    HadoopFormat plain = HadoopFormat.of(format, key, value, Map.of());
    save("saveAsHadoopFile", Api.MAPRED, path, RddContext.hadoopFiles().compressed(plain, codec));
  }

  /** Writes the pairs by the {@code mapred.OutputFormat} and to where a {@code JobConf} says. */
  public void saveAsHadoopDataset(Iterable<Map.Entry<String, String>> settings) {
    HadoopSaves.save(
        this,
        "saveAsHadoopDataset",
        Api.MAPRED,
        Optional.empty(),
        HadoopFormat.of(RddContext.hadoopFiles().settings(settings)),
        false);
  }

  /** {@link #saveAsHadoopFile(String, Class, Class, Class)} by a {@code mapreduce} format. */
  public void saveAsNewAPIHadoopFile(String path, Class<?> key, Class<?> value, Class<?> format) {
    saveAsNewAPIHadoopFile(path, key, value, format, List.of());
  }

  /**
   * {@link #saveAsNewAPIHadoopFile(String, Class, Class, Class)}.
   *
   * @param settings what Hadoop is told besides its defaults; a {@code Configuration} is one
   */
  public void saveAsNewAPIHadoopFile(
      String path,
      Class<?> key,
      Class<?> value,
      Class<?> format,
      Iterable<Map.Entry<String, String>> settings) {
    save(
        "saveAsNewAPIHadoopFile",
        Api.MAPREDUCE,
        path,
        HadoopFormat.of(format, key, value, RddContext.hadoopFiles().settings(settings)));
  }

  /**
   * {@link #saveAsNewAPIHadoopFile(String, Class, Class, Class, Iterable)}, for an output that may
   * be written again after a failure.
   *
   * @param replace whether the format's own check of the output is left out, so that an output of
   *     an earlier save may be there; files of the same name are replaced
   */
  public void saveAsNewAPIHadoopFile(
      String path,
      Class<?> key,
      Class<?> value,
      Class<?> format,
      Iterable<Map.Entry<String, String>> settings,
      boolean replace) {
    save(
        "saveAsNewAPIHadoopFile",
        Api.MAPREDUCE,
        path,
        HadoopFormat.of(format, key, value, RddContext.hadoopFiles().settings(settings)),
        replace);
  }

  /**
   * Writes the pairs by the {@code mapreduce.OutputFormat} and to where a {@code Configuration}
   * says.
   */
  public void saveAsNewAPIHadoopDataset(Iterable<Map.Entry<String, String>> settings) {
    HadoopSaves.save(
        this,
        "saveAsNewAPIHadoopDataset",
        Api.MAPREDUCE,
        Optional.empty(),
        HadoopFormat.of(RddContext.hadoopFiles().settings(settings)),
        false);
  }

  private void save(String action, Api api, String path, HadoopFormat format) {
    save(action, api, path, format, false);
  }

  private void save(String action, Api api, String path, HadoopFormat format, boolean replace) {
    HadoopSaves.save(this, action, api, Optional.of(path), format, replace);
  }

  // ---- Two collections

  /** The pairs whose keys the other has not, in as many partitions as now. */
  public <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other) {
    return subtractByKey(
        other, partitioner().orElseGet(() -> new HashPartitioner(Math.max(1, getNumPartitions()))));
  }

  /** {@link #subtractByKey(PairRdd)} by hash into a number of partitions. */
  public <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other, int numPartitions) {
    return subtractByKey(other, new HashPartitioner(numPartitions));
  }

  /** {@link #subtractByKey(PairRdd)} with a partitioner. */
  public <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other, Partitioner partitioner) {
    return cogroup(other, partitioner, "subtractByKey")
        .flatMapValues(
            "subtractByKey",
            both ->
                both._2().iterator().hasNext()
                    ? Collections.emptyIterator()
                    : both._1().iterator());
  }

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

  <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
      PairRdd<K, W> other, Partitioner partitioner, String operation) {
    return groups(List.of(this, other), partitioner, operation).mapValues(operation, CoGroups::two);
  }

  /** For each key that any has, the values it has in this one and in the two others. */
  public <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
      PairRdd<K, W1> other1, PairRdd<K, W2> other2) {
    return cogroup(other1, other2, defaultPartitioner(other1, other2));
  }

  /** {@link #cogroup(PairRdd, PairRdd)} by hash into a number of partitions. */
  public <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
      PairRdd<K, W1> other1, PairRdd<K, W2> other2, int numPartitions) {
    return cogroup(other1, other2, new HashPartitioner(numPartitions));
  }

  /** {@link #cogroup(PairRdd, PairRdd)} with a partitioner. */
  public <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
      PairRdd<K, W1> other1, PairRdd<K, W2> other2, Partitioner partitioner) {
    return groups(List.of(this, other1, other2), partitioner, "cogroup")
        .mapValues("cogroup", CoGroups::three);
  }

  /** For each key that any has, the values it has in this one and in the three others. */
  public <W1, W2, W3>
      PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
          PairRdd<K, W1> other1, PairRdd<K, W2> other2, PairRdd<K, W3> other3) {
    return cogroup(other1, other2, other3, defaultPartitioner(other1, other2, other3));
  }

  /** {@link #cogroup(PairRdd, PairRdd, PairRdd)} by hash into a number of partitions. */
  public <W1, W2, W3>
      PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
          PairRdd<K, W1> other1, PairRdd<K, W2> other2, PairRdd<K, W3> other3, int numPartitions) {
    return cogroup(other1, other2, other3, new HashPartitioner(numPartitions));
  }

  /** {@link #cogroup(PairRdd, PairRdd, PairRdd)} with a partitioner. */
  public <W1, W2, W3>
      PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
          PairRdd<K, W1> other1,
          PairRdd<K, W2> other2,
          PairRdd<K, W3> other3,
          Partitioner partitioner) {
    return groups(List.of(this, other1, other2, other3), partitioner, "cogroup")
        .mapValues("cogroup", CoGroups::four);
  }

  /** The same as {@link #cogroup(PairRdd)}. */
  public <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> groupWith(PairRdd<K, W> other) {
    return cogroup(other);
  }

  /** The same as {@link #cogroup(PairRdd, PairRdd)}. */
  public <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> groupWith(
      PairRdd<K, W1> other1, PairRdd<K, W2> other2) {
    return cogroup(other1, other2);
  }

  /** The same as {@link #cogroup(PairRdd, PairRdd, PairRdd)}. */
  public <W1, W2, W3>
      PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> groupWith(
          PairRdd<K, W1> other1, PairRdd<K, W2> other2, PairRdd<K, W3> other3) {
    return cogroup(other1, other2, other3);
  }

  private PairRdd<K, List<List<Object>>> groups(
      List<PairRdd<K, ?>> all, Partitioner partitioner, String operation) {
    List<Lineage<? extends Tuple2<K, ?>>> parents = new ArrayList<>();
    for (PairRdd<K, ?> each : all) {
      context().requireSame(each.context(), operation);
      parents.add(each.lineage());
    }
    return new PairRdd<>(
        context(), new CoGroup<>(context().nextId(), parents, partitioner, operation));
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

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private Partitioner defaultPartitioner(PairRdd<K, ?>... others) {
    List<Lineage<?>> parents = new ArrayList<>();
    parents.add(lineage());
    for (PairRdd<K, ?> other : others) {
      parents.add(other.lineage());
    }
    return Partitioners.defaultFor(context(), parents);
  }
}
