package dev.millrace.rdd;

import dev.millrace.rdd.Lineage.Checkpointed;
import dev.millrace.rdd.Lineage.Coalesce;
import dev.millrace.rdd.Lineage.MapPartitions;
import dev.millrace.rdd.Lineage.Pairing;
import dev.millrace.rdd.Lineage.PartitionFunction;
import dev.millrace.rdd.Lineage.ZipFunction;
import dev.millrace.rdd.Lineage.ZipPartitions;
import dev.millrace.rdd.function.FlatMapFunction;
import dev.millrace.rdd.function.FlatMapFunction2;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.PairFlatMapFunction;
import dev.millrace.rdd.function.PairFunction;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.function.VoidFunction;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What {@link Rdd} and {@link PairRdd} have in common: a distributed collection that is described,
 * not computed, until an action asks for a result.
 *
 * <p>Transformations return at once; actions run a job on the engine of the {@link RddContext} and
 * block until it ends. An action throws {@link JobFailedException} when its job fails and {@link
 * IllegalStateException} when the context was stopped. <em>Thread-safe</em>, but for {@link
 * #setName}.
 *
 * @param <T> the type of the records
 * @param <S> the class itself
 */
public abstract sealed class RddLike<T, S extends RddLike<T, S>> permits Rdd, PairRdd {

  private final RddContext context;
  private final int id;

  /** Changes at most once, when it is to be checkpointed: the same records from then on. */
  private volatile Lineage<T> lineage;

  private String name = "";

  RddLike(RddContext context, Lineage<T> lineage) {
    this.context = Objects.requireNonNull(context, "context");
    this.lineage = Objects.requireNonNull(lineage, "lineage");
    this.id = lineage.id();
  }

  /** The same kind of collection over another node. */
  abstract S over(Lineage<T> node);

  abstract S self();

  // ---- What it is

  /** The context that made it. */
  public final RddContext context() {
    return context;
  }

  /** Its number in its context. */
  public final int id() {
    return id;
  }

  /** How it is computed. */
  public final Lineage<T> lineage() {
    return lineage;
  }

  /** How many partitions it has. */
  public final int getNumPartitions() {
    return lineage.partitionCount();
  }

  /** Its partitions, in order. */
  public final List<Partition> partitions() {
    return IntStream.range(0, getNumPartitions()).mapToObj(Partition::new).toList();
  }

  /** How its records are spread over the partitions by key, if that is known. */
  public final Optional<Partitioner> partitioner() {
    return lineage.partitioner();
  }

  /**
   * Gives it a name that is shown in the descriptions of its jobs; this object only, not what is
   * made of it.
   */
  public final S setName(String newName) {
    name = Objects.requireNonNull(newName, "name");
    return self();
  }

  /** The name that was set, else the empty text. */
  public final String name() {
    return name;
  }

  @Override
  public String toString() {
    return name.isEmpty() ? lineage.toString() : name + ": " + lineage;
  }

  // ---- Transformations

  /** Each record replaced by what the function makes of it. */
  public final <R> Rdd<R> map(Function<T, R> function) {
    return rdd("map", Narrow.map("map", function), false);
  }

  /** Each record replaced by the records that the function makes of it. */
  public final <R> Rdd<R> flatMap(FlatMapFunction<T, R> function) {
    return rdd("flatMap", Narrow.flatMap("flatMap", function), false);
  }

  /** The records for which the function returns true. */
  public final S filter(Function<T, Boolean> function) {
    return over(node("filter", Narrow.filter("filter", function), true));
  }

  /** Each record replaced by the pair that the function makes of it. */
  public final <K, V> PairRdd<K, V> mapToPair(PairFunction<T, K, V> function) {
    return pairs("mapToPair", Narrow.map("mapToPair", function::call), false);
  }

  /** Each record replaced by the pairs that the function makes of it. */
  public final <K, V> PairRdd<K, V> flatMapToPair(PairFlatMapFunction<T, K, V> function) {
    return pairs("flatMapToPair", Narrow.flatMap("flatMapToPair", function::call), false);
  }

  /** Each partition replaced by what the function makes of its records. */
  public final <R> Rdd<R> mapPartitions(FlatMapFunction<Iterator<T>, R> function) {
    return mapPartitions(function, false);
  }

  /**
   * Each partition replaced by what the function makes of its records.
   *
   * @param preservesPartitioning whether every record keeps its key
   */
  public final <R> Rdd<R> mapPartitions(
      FlatMapFunction<Iterator<T>, R> function, boolean preservesPartitioning) {
    return rdd(
        "mapPartitions",
        Narrow.mapPartitions("mapPartitions", (partition, records) -> function.call(records)),
        preservesPartitioning);
  }

  /**
   * Each partition replaced by what the function makes of its index, from 0, and its records.
   *
   * @param preservesPartitioning whether every record keeps its key
   */
  public final <R> Rdd<R> mapPartitionsWithIndex(
      Function2<Integer, Iterator<T>, Iterator<R>> function, boolean preservesPartitioning) {
    return rdd(
        "mapPartitionsWithIndex",
        Narrow.mapPartitions("mapPartitionsWithIndex", function),
        preservesPartitioning);
  }

  /** Each partition replaced by the pairs that the function makes of its records. */
  public final <K, V> PairRdd<K, V> mapPartitionsToPair(
      PairFlatMapFunction<Iterator<T>, K, V> function) {
    return mapPartitionsToPair(function, false);
  }

  /**
   * Each partition replaced by the pairs that the function makes of its records.
   *
   * @param preservesPartitioning whether every record keeps its key
   */
  public final <K, V> PairRdd<K, V> mapPartitionsToPair(
      PairFlatMapFunction<Iterator<T>, K, V> function, boolean preservesPartitioning) {
    return pairs(
        "mapPartitionsToPair",
        Narrow.mapPartitions("mapPartitionsToPair", (partition, records) -> function.call(records)),
        preservesPartitioning);
  }

  /** Each partition as one list of its records. */
  public final Rdd<List<T>> glom() {
    return rdd("glom", Narrow.glom(), false);
  }

  /**
   * The records in the order of the keys that the function makes of them; those with equal keys
   * keep their order. Runs a job at once that looks at some keys, unless one partition is wanted.
   *
   * @param function makes a key with a natural order
   * @param ascending whether the smallest come first
   * @param numPartitions the most partitions there will be
   */
  public final <K> Rdd<T> sortBy(Function<T, K> function, boolean ascending, int numPartitions) {
    return keyBy(function).sortByKey(ascending, numPartitions).values();
  }

  /**
   * The records of both, this one's first; equal records stay.
   *
   * @throws IllegalArgumentException if the other belongs to another context
   */
  public final S union(S other) {
    return over(context.unionNode(List.of(self(), other)));
  }

  /** Its different records, in the default number of partitions of a shuffle. */
  public final S distinct() {
    return distinct(Partitioners.defaultFor(context, List.of(lineage)));
  }

  /** Its different records in a number of partitions. */
  public final S distinct(int numPartitions) {
    return distinct(new HashPartitioner(numPartitions));
  }

  // ---- By key, by number, by chance

  /** Each record with the key that the function makes of it. */
  public final <K> PairRdd<K, T> keyBy(Function<T, K> function) {
    return pairs(
        "keyBy", Narrow.map("keyBy", record -> new Tuple2<>(function.call(record), record)), false);
  }

  /** The records by the key that the function makes of them, in the order in which they arrived. */
  public final <K> PairRdd<K, Iterable<T>> groupBy(Function<T, K> function) {
    return keyBy(function).groupByKey();
  }

  /** {@link #groupBy(Function)} by hash into a number of partitions. */
  public final <K> PairRdd<K, Iterable<T>> groupBy(Function<T, K> function, int numPartitions) {
    return keyBy(function).groupByKey(numPartitions);
  }

  /**
   * Each record with its number, from 0 on, partition by partition. Runs a job at once that counts
   * the records, unless there is one partition at most.
   */
  public final PairRdd<T, Long> zipWithIndex() {
    long[] starts =
        getNumPartitions() > 1 ? Selections.starts(this, "zipWithIndex") : new long[] {0};
    return pairs(
        "zipWithIndex", Narrow.number("zipWithIndex", partition -> starts[partition], 1), false);
  }

  /**
   * Each record with a number that no other one has: with {@code n} partitions those of partition
   * {@code p} get {@code p}, {@code p + n}, {@code p + 2n} …. Runs no job.
   */
  public final PairRdd<T, Long> zipWithUniqueId() {
    return pairs(
        "zipWithUniqueId",
        Narrow.number("zipWithUniqueId", partition -> (long) partition, getNumPartitions()),
        false);
  }

  /**
   * A part of the records, chosen by chance; the same one whenever it is computed, and in every run
   * in which the program makes its collections in the same order.
   *
   * @param withReplacement whether a record may come more than once
   * @param fraction the probability of each record, or how often it comes on average
   * @throws IllegalArgumentException if the fraction is negative, or greater than 1 without
   *     replacement
   */
  public final S sample(boolean withReplacement, double fraction) {
    return sample(withReplacement, fraction, id);
  }

  /**
   * {@link #sample(boolean, double)} with a seed: the same seed chooses the same of the same
   * records.
   */
  public final S sample(boolean withReplacement, double fraction, long seed) {
    Sampling.requireFraction(withReplacement, fraction);
    return over(node("sample", Sampling.sample(withReplacement, fraction, seed), true));
  }

  final List<S> split(double[] weights, long seed) {
    double[] borders = Sampling.borders(weights);
    return IntStream.range(0, weights.length)
        .mapToObj(
            part ->
                over(
                    node(
                        "randomSplit",
                        Sampling.between(borders[part], borders[part + 1], seed, "randomSplit"),
                        true)))
        .toList();
  }

  // ---- Two collections

  /**
   * The first record with the first of the other, the second with the second, and so on.
   *
   * @throws IllegalArgumentException if they have not the same number of partitions; a task fails
   *     that finds partitions of different lengths
   */
  public final <U> PairRdd<T, U> zip(RddLike<U, ?> other) {
    return new PairRdd<>(context, zipped(other, Pairing.ALIGNED, Zips.zip(), "zip"));
  }

  /**
   * What a function makes of each partition and the one in the same place of the other.
   *
   * @throws IllegalArgumentException if they have not the same number of partitions
   */
  public final <U, R> Rdd<R> zipPartitions(
      RddLike<U, ?> other, FlatMapFunction2<Iterator<T>, Iterator<U>, R> function) {
    return new Rdd<>(
        context, zipped(other, Pairing.ALIGNED, Zips.partitions(function), "zipPartitions"));
  }

  /**
   * Every record with every record of the other, in as many partitions as the product of theirs; a
   * task holds one partition of the other in memory.
   */
  public final <U> PairRdd<T, U> cartesian(RddLike<U, ?> other) {
    return new PairRdd<>(context, zipped(other, Pairing.CROSSED, Zips.cross(), "cartesian"));
  }

  private <U, R> Lineage<R> zipped(
      RddLike<U, ?> other, Pairing pairing, ZipFunction<T, U, R> function, String operation) {
    context.requireSame(other.context(), operation);
    return new ZipPartitions<>(
        context.nextId(), lineage, other.lineage(), pairing, function, operation);
  }

  /** The different records that both have, in the default number of partitions of a shuffle. */
  public final S intersection(S other) {
    return both(
        "intersection",
        other,
        Partitioners.defaultFor(context, List.of()),
        (mine, others) -> mine > 0 && others > 0 ? 1 : 0);
  }

  /** Its records that the other has not, as often as it has them, in as many partitions as now. */
  public final S subtract(S other) {
    return subtract(other, Math.max(1, getNumPartitions()));
  }

  /** {@link #subtract(RddLike)} by hash into a number of partitions. */
  public final S subtract(S other, int numPartitions) {
    return subtract(other, new HashPartitioner(numPartitions));
  }

  /** {@link #subtract(RddLike)} with a partitioner. */
  public final S subtract(S other, Partitioner partitioner) {
    return both("subtract", other, partitioner, (mine, others) -> others == 0 ? mine : 0);
  }

  /** Each record as often as a function says, of how often this one has it and the other. */
  private S both(
      String operation,
      S other,
      Partitioner partitioner,
      Function2<Integer, Integer, Integer> times) {
    Lineage<Tuple2<T, Tuple2<Iterable<Object>, Iterable<Object>>>> counted =
        alone(operation).cogroup(other.alone(operation), partitioner, operation).lineage();
    return over(
        new MapPartitions<>(
            context.nextId(),
            counted,
            Narrow.flatMap(
                operation,
                record ->
                    Collections.nCopies(
                            times.call(
                                Joins.length(record._2()._1()), Joins.length(record._2()._2())),
                            record._1())
                        .iterator()),
            false,
            operation));
  }

  final PairRdd<T, Object> alone(String operation) {
    return pairs(operation, Narrow.map(operation, record -> new Tuple2<>(record, null)), false);
  }

  private S distinct(Partitioner partitioner) {
    Lineage<Tuple2<T, Object>> keyed =
        node("distinct", Narrow.map("distinct", record -> new Tuple2<>(record, null)), false);
    Lineage<Tuple2<T, Object>> once =
        context.combine(
            keyed,
            partitioner,
            new Lineage.Aggregator<Object, Object>(
                value -> value, (first, value) -> first, (first, second) -> first),
            true,
            "distinct");
    return over(
        new MapPartitions<>(
            context.nextId(), once, Narrow.map("distinct", Tuple2::_1), false, "distinct"));
  }

  /**
   * The same records spread evenly over a number of partitions, moving all of them.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public final S repartition(int numPartitions) {
    Lineage<Tuple2<Integer, T>> numbered = node("repartition", Narrow.deal(numPartitions), false);
    Lineage<Tuple2<Integer, T>> dealt =
        context.move(numbered, new HashPartitioner(numPartitions), "repartition");
    return over(
        new MapPartitions<>(
            context.nextId(), dealt, Narrow.map("repartition", Tuple2::_2), false, "repartition"));
  }

  /**
   * The same records in fewer partitions, each made of neighbouring ones, moving none. A larger
   * number changes nothing.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public final S coalesce(int numPartitions) {
    return coalesce(numPartitions, false);
  }

  /**
   * The same records in another number of partitions.
   *
   * @param shuffle whether to spread the records evenly, as {@link #repartition} does
   * @throws IllegalArgumentException if the number is not positive
   */
  public final S coalesce(int numPartitions, boolean shuffle) {
    if (numPartitions < 1) {
      throw new IllegalArgumentException(
          "the number of partitions must be positive: " + numPartitions);
    }
    if (shuffle) {
      return repartition(numPartitions);
    }
    int fewer = Math.min(numPartitions, lineage.partitionCount());
    return over(new Coalesce<>(context.nextId(), lineage, fewer));
  }

  /** Keeps its partitions in memory as objects from the next time they are computed. */
  public final S cache() {
    return persist(StorageLevel.MEMORY_ONLY());
  }

  /**
   * Keeps its partitions at a level from the next time they are computed.
   *
   * @throws UnsupportedOperationException if it is kept at another level already
   */
  public final S persist(StorageLevel level) {
    context.engine().persist(lineage, level);
    return self();
  }

  /** Forgets the partitions that are kept, and keeps none from now on. */
  public final S unpersist() {
    Lineage<T> node = lineage;
    context.engine().unpersist(node);
    if (node instanceof Checkpointed<T> marked) {
      marked.checkpoint().parent().ifPresent(context.engine()::unpersist);
    }
    return self();
  }

  /**
   * {@link #unpersist()}.
   *
   * @param blocking whether to return only when the partitions are gone; they always are
   */
  public final S unpersist(boolean blocking) {
    return unpersist();
  }

  /** The level at which its partitions are kept; {@code NONE} if they are not. */
  public final StorageLevel getStorageLevel() {
    return context.engine().storageLevel(lineage);
  }

  /**
   * Has its records written to the checkpoint directory when a job first needs them, once and
   * before that job runs, and read from there ever after: what it was made of is let go. Call it
   * before anything is made of this collection; what was made earlier goes on computing the long
   * way. Does nothing when it was called before.
   *
   * @throws IllegalStateException if the context has no checkpoint directory
   */
  public final synchronized void checkpoint() {
    if (!(lineage instanceof Checkpointed<T>)) {
      lineage = context.checkpoints().mark(context.nextId(), lineage);
    }
  }

  /** Whether its records have been written to the checkpoint directory. */
  public final boolean isCheckpointed() {
    return getCheckpointFile().isPresent();
  }

  /** The directory its records have been written to; empty until they are. */
  public final Optional<String> getCheckpointFile() {
    return lineage instanceof Checkpointed<T> marked
        ? marked.checkpoint().files().map(Checkpoint.Files::path)
        : Optional.empty();
  }

  // ---- Actions

  /** All records, partition by partition. */
  public final List<T> collect() {
    return Actions.collect(this);
  }

  /** How many records there are. */
  public final long count() {
    return Actions.count(this);
  }

  /**
   * The first record.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public final T first() {
    return Actions.first(this);
  }

  /** The first records, at most a number of them; computes no more partitions than it must. */
  public final List<T> take(int number) {
    return Actions.take(this, number);
  }

  /** Whether there is no record; computes no more partitions than it must. */
  public final boolean isEmpty() {
    return Actions.isEmpty(this);
  }

  /**
   * All records made one by a function, from left to right in each partition and then over the
   * partitions.
   *
   * @throws UnsupportedOperationException if there is no record
   */
  public final T reduce(Function2<T, T, T> function) {
    return Actions.reduce(this, function);
  }

  /**
   * All records made one by a function, beginning with a neutral value in each partition and once
   * more over the partitions' results. The function may change and return its first argument: each
   * partition has a copy of {@code zero}, made by Java serialisation.
   */
  public final T fold(T zero, Function2<T, T, T> function) {
    return Actions.aggregate(this, "fold", zero, function, function);
  }

  /**
   * All records gathered in a value of another type, beginning with a neutral value in each
   * partition and once more over the partitions' results. The functions may change and return their
   * first argument: each partition has a copy of {@code zero}, made by Java serialisation.
   */
  public final <U> U aggregate(U zero, Function2<U, T, U> gather, Function2<U, U, U> combine) {
    return Actions.aggregate(this, "aggregate", zero, gather, combine);
  }

  /** How often each record is there; in the order in which records first come. */
  public final Map<T, Long> countByValue() {
    return Selections.countByValue(this);
  }

  /** The smallest records in their natural order, at most a number of them. */
  public final List<T> takeOrdered(int number) {
    return takeOrdered(number, Orders.natural());
  }

  /** The smallest records by an order, at most a number of them; of equal ones the first. */
  public final List<T> takeOrdered(int number, Comparator<T> order) {
    return Selections.takeOrdered(this, "takeOrdered", number, order);
  }

  /** The greatest records in their natural order, the greatest first, at most a number of them. */
  public final List<T> top(int number) {
    return top(number, Orders.natural());
  }

  /** The greatest records by an order, the greatest first, at most a number of them. */
  public final List<T> top(int number, Comparator<T> order) {
    return Selections.takeOrdered(this, "top", number, Orders.reversed(order));
  }

  /**
   * The smallest record by an order.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public final T min(Comparator<T> order) {
    return Selections.smallest(this, "min", order);
  }

  /**
   * The greatest record by an order.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public final T max(Comparator<T> order) {
    return Selections.smallest(this, "max", Orders.reversed(order));
  }

  /**
   * A number of records chosen by chance, in random order; all of them if there are fewer and none
   * may come twice. The same ones in every run in which the program makes its collections in the
   * same order.
   *
   * @param withReplacement whether a record may come more than once
   */
  public final List<T> takeSample(boolean withReplacement, int number) {
    return takeSample(withReplacement, number, id);
  }

  /** {@link #takeSample(boolean, int)} with a seed. */
  public final List<T> takeSample(boolean withReplacement, int number, long seed) {
    return Selections.takeSample(this, withReplacement, number, seed);
  }

  /**
   * All records, partition by partition; each partition is computed by a job of its own when its
   * turn comes, so that the caller holds one at a time.
   */
  public final Iterator<T> toLocalIterator() {
    return Selections.toLocalIterator(this);
  }

  /** Runs an action on each record, where the record is. */
  public final void foreach(VoidFunction<T> action) {
    Actions.foreach(this, action);
  }

  /** Runs an action on the records of each partition, where they are. */
  public final void foreachPartition(VoidFunction<Iterator<T>> action) {
    Actions.foreachPartition(this, action);
  }

  /**
   * Writes each record's {@code toString} as a line of the text files {@code part-00000} … below a
   * directory, one file a partition.
   *
   * @throws java.io.UncheckedIOException if the directory exists already or cannot be written
   */
  public final void saveAsTextFile(String directory) {
    saveAsTextFile(directory, false);
  }

  /**
   * {@link #saveAsTextFile(String)}, for an output that may be written again after a failure.
   *
   * @param replace whether the output of an earlier save may be there, whole or in part, and is
   *     replaced
   * @throws java.io.UncheckedIOException if the directory cannot be written, or exists already and
   *     is not to be replaced
   */
  public final void saveAsTextFile(String directory, boolean replace) {
    Actions.saveAsTextFile(this, directory, replace);
  }

  /**
   * {@link #saveAsTextFile(String)} with the files compressed; their names end as the codec wants.
   *
   * @param codec one of Hadoop's {@code CompressionCodec}s
   * @throws IllegalArgumentException if it is none
   * @throws java.io.UncheckedIOException if the directory exists already or cannot be written
   */
  public final void saveAsTextFile(String directory, Class<?> codec) {
    HadoopSaves.saveText(this, directory, codec);
  }

  /**
   * Writes the records to files below a directory, one a partition, from which {@link
   * RddContext#objectFile} makes the same collection: encoded by the project's own format, with
   * checksums.
   *
   * @throws java.io.UncheckedIOException if the directory exists already or cannot be written
   */
  public final void saveAsObjectFile(String directory) {
    saveAsObjectFile(directory, false);
  }

  /**
   * {@link #saveAsObjectFile(String)}, for an output that may be written again after a failure.
   *
   * @param replace whether the output of an earlier save may be there, whole or in part, and is
   *     replaced
   * @throws java.io.UncheckedIOException if the directory cannot be written, or exists already and
   *     is not to be replaced
   */
  public final void saveAsObjectFile(String directory, boolean replace) {
    Actions.saveAsObjectFile(this, directory, replace);
  }

  // ---- How they are made

  final <R> Lineage<R> node(
      String operation, PartitionFunction<T, R> function, boolean keepsPartitioning) {
    return new MapPartitions<>(context.nextId(), lineage, function, keepsPartitioning, operation);
  }

  final <R> Rdd<R> rdd(
      String operation, PartitionFunction<T, R> function, boolean keepsPartitioning) {
    return new Rdd<>(context, node(operation, function, keepsPartitioning));
  }

  final <K, V> PairRdd<K, V> pairs(
      String operation, PartitionFunction<T, Tuple2<K, V>> function, boolean keepsPartitioning) {
    return new PairRdd<>(context, node(operation, function, keepsPartitioning));
  }

  /** What people read of a job over it. */
  final String describe(String action) {
    return action + " of " + (name.isEmpty() ? lineage.toString() : name);
  }
}
