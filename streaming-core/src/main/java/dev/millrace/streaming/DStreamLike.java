package dev.millrace.streaming;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddLike;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.FlatMapFunction;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Function3;
import dev.millrace.rdd.function.PairFlatMapFunction;
import dev.millrace.rdd.function.PairFunction;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.function.VoidFunction;
import dev.millrace.rdd.function.VoidFunction2;
import dev.millrace.streaming.graph.DStreamGraph;
import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.StreamNode;
import dev.millrace.time.Time;
import java.io.Serializable;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What {@link DStream} and {@link PairDStream} have in common: an endless sequence of batches, each
 * of them an RDD, and the operations that describe a new stream or an output.
 *
 * <p>Operations only describe; nothing is computed before {@link StreamingContext#start()}, and
 * nothing can be added after it. Functions that work on records run in tasks: they are checked to
 * be serialisable when the context starts. The functions of {@code transform} run once for each
 * batch while it is planned; those of {@code foreachRDD} run inside the batch's job.
 *
 * <p>Every operation throws {@link IllegalStateException} once the context has been started or
 * stopped, and {@link IllegalArgumentException} for a null function. <em>Thread-safe.</em>
 *
 * @param <T> the type of the records
 * @param <S> the kind of stream itself
 * @param <R> the kind of RDD that its batches are
 */
public abstract sealed class DStreamLike<T, S extends DStreamLike<T, S, R>, R extends RddLike<T, R>>
    permits DStream, PairDStream {

  private final GraphBuilder graph;
  private final StreamNode<T> node;

  DStreamLike(GraphBuilder graph, StreamNode<T> node) {
    this.graph = graph;
    this.node = node;
  }

  /** The same kind of stream over another node. */
  abstract S over(StreamNode<T> other);

  abstract S self();

  /** The batch as this kind of stream shows it to the program. */
  abstract R shown(Rdd<T> rdd);

  final GraphBuilder graph() {
    return graph;
  }

  final StreamNode<T> node() {
    return node;
  }

  /** The context whose stream this is. */
  public final StreamingContext context() {
    return graph.owner(StreamingContext.class);
  }

  /** The time between two batches of this stream. */
  public final Duration slideDuration() {
    return node.slide();
  }

  /** The operation that made the stream and where it was called: {@code "map at Words.java:12"}. */
  @Override
  public final String toString() {
    return node.toString();
  }

  // ---- Record by record

  /** Each record replaced by what the function makes of it. */
  public final <U> DStream<U> map(Function<T, U> function) {
    return stream(narrow("map", function, rdd -> rdd.map(function)));
  }

  /** Each record replaced by the records that the function makes of it. */
  public final <U> DStream<U> flatMap(FlatMapFunction<T, U> function) {
    return stream(narrow("flatMap", function, rdd -> rdd.flatMap(function)));
  }

  /** The records for which the function returns true. */
  public final S filter(Function<T, Boolean> function) {
    return over(narrow("filter", function, rdd -> rdd.filter(function)));
  }

  /** Each record replaced by the pair that the function makes of it. */
  public final <K, V> PairDStream<K, V> mapToPair(PairFunction<T, K, V> function) {
    return pairs(narrow("mapToPair", function, rdd -> rdd.mapToPair(function).toRdd()));
  }

  /** Each record replaced by the pairs that the function makes of it. */
  public final <K, V> PairDStream<K, V> flatMapToPair(PairFlatMapFunction<T, K, V> function) {
    return pairs(narrow("flatMapToPair", function, rdd -> rdd.flatMapToPair(function).toRdd()));
  }

  /** Each partition of each batch replaced by what the function makes of its records. */
  public final <U> DStream<U> mapPartitions(FlatMapFunction<Iterator<T>, U> function) {
    return stream(narrow("mapPartitions", function, rdd -> rdd.mapPartitions(function)));
  }

  /** Each partition of each batch replaced by the pairs that the function makes of its records. */
  public final <K, V> PairDStream<K, V> mapPartitionsToPair(
      PairFlatMapFunction<Iterator<T>, K, V> function) {
    return pairs(
        narrow("mapPartitionsToPair", function, rdd -> rdd.mapPartitionsToPair(function).toRdd()));
  }

  /** Each partition of each batch as one list of its records. */
  public final DStream<List<T>> glom() {
    return stream(Streams.of(graph, "glom", node, Rdd::glom));
  }

  /** The same records spread evenly over a number of partitions. */
  public final S repartition(int numPartitions) {
    Checks.positive(numPartitions, "repartition", "the number of partitions");
    return over(Streams.of(graph, "repartition", node, rdd -> rdd.repartition(numPartitions)));
  }

  // ---- Batch by batch

  /**
   * The records of both streams, batch by batch.
   *
   * @throws IllegalArgumentException if the slide durations differ or the other stream belongs to
   *     another context
   */
  public final S union(S other) {
    Checks.present(other, "union", "another stream");
    StreamNode<T> otherNode = ((DStreamLike<T, ?, ?>) other).node;
    return over(Streams.union(graph, List.of(node, otherNode)));
  }

  /** The number of records of each batch; 0 for an empty one. */
  public final DStream<Long> count() {
    return stream(Streams.of(graph, "count", node, Streams::count));
  }

  /** The records of each batch made one by the function; an empty batch stays empty. */
  public final DStream<T> reduce(Function2<T, T, T> function) {
    return stream(narrow("reduce", function, rdd -> Streams.reduce(rdd, function)));
  }

  /** The records of the last batches, as often as this stream has a batch. */
  public final S window(Duration windowDuration) {
    return window(windowDuration, slideDuration());
  }

  /**
   * The records of the batches in {@code (time - windowDuration, time]}, once every {@code
   * slideDuration}. The first windows hold what there is. Batches that several windows share are
   * kept as bytes in memory, unless they wait as received blocks anyway or {@link #persist} chooses
   * another level for this stream; persisting the windowed stream persists this one.
   *
   * @throws IllegalArgumentException if a duration is not a positive multiple of this stream's
   *     slide duration
   */
  public final S window(Duration windowDuration, Duration slideDuration) {
    return over(Streams.window(graph, node, windowDuration, slideDuration));
  }

  /**
   * How often each different record occurs in a batch, as record and number.
   *
   * @see #countByValue(int)
   */
  public final PairDStream<T, Long> countByValue() {
    return once("countByValue").reduceByKey(Long::sum);
  }

  /** {@link #countByValue()} by hash into a number of partitions. */
  public final PairDStream<T, Long> countByValue(int numPartitions) {
    Checks.positive(numPartitions, "countByValue", "the number of partitions");
    return once("countByValue").reduceByKey(Long::sum, numPartitions);
  }

  private PairDStream<T, Long> once(String operation) {
    return pairs(
        Streams.of(
            graph,
            operation,
            node,
            rdd -> rdd.mapToPair(record -> new Tuple2<>(record, 1L)).toRdd()));
  }

  /**
   * The records of the batches in {@code (time - windowDuration, time]} made one by a function that
   * is associative and commutative; a window without records stays empty. Each batch is reduced
   * once, and the windows of which it is part share that.
   *
   * @throws IllegalArgumentException if a duration is not a positive multiple of this stream's
   *     slide duration
   */
  public final DStream<T> reduceByWindow(
      Function2<T, T, T> function, Duration windowDuration, Duration slideDuration) {
    return reduce(function).window(windowDuration, slideDuration).reduce(function);
  }

  /**
   * As {@link #reduceByWindow(Function2, Duration, Duration)}, but each window follows from the one
   * before: batches that left it are taken out, batches that came are put in. Needs a checkpoint
   * directory; see {@link PairDStream#reduceByKeyAndWindow(Function2, Function2, Duration,
   * Duration)}. Once there was a record, a window without records has what the inverse function
   * leaves.
   *
   * @param inverse takes a value out again: {@code inverse(function(a, b), b)} equals {@code a}
   * @throws IllegalArgumentException if a duration is not a positive multiple of this stream's
   *     slide duration
   */
  public final DStream<T> reduceByWindow(
      Function2<T, T, T> function,
      Function2<T, T, T> inverse,
      Duration windowDuration,
      Duration slideDuration) {
    Checks.present(function, "reduceByWindow", "a function");
    Checks.present(inverse, "reduceByWindow", "an inverse function");
    PairDStream<Boolean, T> keyed =
        pairs(Streams.of(graph, "reduceByWindow", node, rdd -> Streams.singleKey(rdd).toRdd()));
    return keyed
        .inverseWindow(
            new InverseWindow<>(function, inverse, pair -> true),
            windowDuration,
            slideDuration,
            Optional.of(new HashPartitioner(1)))
        .map(Tuple2::_2);
  }

  /**
   * How many records the batches in {@code (time - windowDuration, time]} have; 0 for a window
   * without records, but nothing before the first record. Each count follows from the one before,
   * so it needs a checkpoint directory; see {@link PairDStream#reduceByKeyAndWindow(Function2,
   * Function2, Duration, Duration)}.
   *
   * @throws IllegalArgumentException if a duration is not a positive multiple of this stream's
   *     slide duration
   */
  public final DStream<Long> countByWindow(Duration windowDuration, Duration slideDuration) {
    return map(record -> 1L)
        .reduceByWindow(Long::sum, (count, gone) -> count - gone, windowDuration, slideDuration);
  }

  /**
   * How often each different record occurs in the batches in {@code (time - windowDuration, time]},
   * as record and number. Each count follows from the one before, so it needs a checkpoint
   * directory; see {@link PairDStream#reduceByKeyAndWindow(Function2, Function2, Duration,
   * Duration)}.
   *
   * @throws IllegalArgumentException if a duration is not a positive multiple of this stream's
   *     slide duration
   */
  public final PairDStream<T, Long> countByValueAndWindow(
      Duration windowDuration, Duration slideDuration) {
    return once("countByValueAndWindow")
        .inverseWindow(
            new InverseWindow<>(Long::sum, DStreamLike::less, DStreamLike::isSome),
            windowDuration,
            slideDuration,
            Optional.empty());
  }

  /** {@link #countByValueAndWindow(Duration, Duration)} by hash into a number of partitions. */
  public final PairDStream<T, Long> countByValueAndWindow(
      Duration windowDuration, Duration slideDuration, int numPartitions) {
    Checks.positive(numPartitions, "countByValueAndWindow", "the number of partitions");
    return once("countByValueAndWindow")
        .inverseWindow(
            new InverseWindow<>(Long::sum, DStreamLike::less, DStreamLike::isSome),
            windowDuration,
            slideDuration,
            Optional.of(new HashPartitioner(numPartitions)));
  }

  private static Long less(Long count, Long gone) {
    return count - gone;
  }

  private static <K> Boolean isSome(Tuple2<K, Long> counted) {
    return counted._2() != 0;
  }

  // ---- Free transformations

  /**
   * Each batch replaced by the RDD that the function makes of it. The function runs once for each
   * batch, while the batch is planned and in the order of batches; what it throws fails the batch.
   */
  public final <U> DStream<U> transform(Function<R, Rdd<U>> function) {
    Checks.present(function, "transform", "a function");
    return stream(transformed("transform", (rdd, time) -> function.call(rdd)));
  }

  /** As {@link #transform(Function)}, for a function that also wants the batch's time. */
  public final <U> DStream<U> transform(Function2<R, Time, Rdd<U>> function) {
    Checks.present(function, "transform", "a function");
    return stream(transformed("transform", function));
  }

  /** As {@link #transform(Function)}, for a function that makes pairs. */
  public final <K, V> PairDStream<K, V> transformToPair(Function<R, PairRdd<K, V>> function) {
    Checks.present(function, "transformToPair", "a function");
    return transformToPair((rdd, time) -> function.call(rdd));
  }

  /** As {@link #transform(Function2)}, for a function that makes pairs. */
  public final <K, V> PairDStream<K, V> transformToPair(
      Function2<R, Time, PairRdd<K, V>> function) {
    Checks.present(function, "transformToPair", "a function");
    return pairs(
        transformed("transformToPair", (rdd, time) -> Streams.plain(function.call(rdd, time))));
  }

  /**
   * A stream whose batches the function makes of the same batch of this stream and another one. The
   * function runs once for each batch, while the batch is planned and in the order of batches; what
   * it throws fails the batch.
   *
   * @throws IllegalArgumentException if the slide durations differ or the other stream belongs to
   *     another context
   */
  public final <U, W> DStream<W> transformWith(
      DStream<U> other, Function2<R, Rdd<U>, Rdd<W>> function) {
    Checks.present(function, "transformWith", "a function");
    return transformWith(other, (rdd, otherRdd, time) -> function.call(rdd, otherRdd));
  }

  /** As {@link #transformWith(DStream, Function2)}, for a function that also wants the time. */
  public final <U, W> DStream<W> transformWith(
      DStream<U> other, Function3<R, Rdd<U>, Time, Rdd<W>> function) {
    return stream(combined("transformWith", other, function));
  }

  /** As {@link #transformWith(DStream, Function2)}, with a stream of pairs. */
  public final <K, V, W> DStream<W> transformWith(
      PairDStream<K, V> other, Function2<R, PairRdd<K, V>, Rdd<W>> function) {
    Checks.present(function, "transformWith", "a function");
    return transformWith(other, (rdd, otherRdd, time) -> function.call(rdd, otherRdd));
  }

  /** As {@link #transformWith(DStream, Function3)}, with a stream of pairs. */
  public final <K, V, W> DStream<W> transformWith(
      PairDStream<K, V> other, Function3<R, PairRdd<K, V>, Time, Rdd<W>> function) {
    return stream(combined("transformWith", other, function));
  }

  /** As {@link #transformWith(DStream, Function2)}, for a function that makes pairs. */
  public final <U, K, V> PairDStream<K, V> transformWithToPair(
      DStream<U> other, Function2<R, Rdd<U>, PairRdd<K, V>> function) {
    Checks.present(function, "transformWithToPair", "a function");
    return transformWithToPair(other, (rdd, otherRdd, time) -> function.call(rdd, otherRdd));
  }

  /** As {@link #transformWith(DStream, Function3)}, for a function that makes pairs. */
  public final <U, K, V> PairDStream<K, V> transformWithToPair(
      DStream<U> other, Function3<R, Rdd<U>, Time, PairRdd<K, V>> function) {
    Checks.present(function, "transformWithToPair", "a function");
    return pairs(
        combined(
            "transformWithToPair",
            other,
            (rdd, otherRdd, time) -> Streams.plain(function.call(rdd, otherRdd, time))));
  }

  /** As {@link #transformWithToPair(DStream, Function2)}, with a stream of pairs. */
  public final <K, V, L, W> PairDStream<L, W> transformWithToPair(
      PairDStream<K, V> other, Function2<R, PairRdd<K, V>, PairRdd<L, W>> function) {
    Checks.present(function, "transformWithToPair", "a function");
    return transformWithToPair(other, (rdd, otherRdd, time) -> function.call(rdd, otherRdd));
  }

  /** As {@link #transformWithToPair(DStream, Function3)}, with a stream of pairs. */
  public final <K, V, L, W> PairDStream<L, W> transformWithToPair(
      PairDStream<K, V> other, Function3<R, PairRdd<K, V>, Time, PairRdd<L, W>> function) {
    Checks.present(function, "transformWithToPair", "a function");
    return pairs(
        combined(
            "transformWithToPair",
            other,
            (rdd, otherRdd, time) -> Streams.plain(function.call(rdd, otherRdd, time))));
  }

  private <U, Q extends RddLike<U, Q>, W> StreamNode<W> combined(
      String operation, DStreamLike<U, ?, Q> other, Function3<R, Q, Time, Rdd<W>> function) {
    Checks.present(other, operation, "another stream");
    Checks.present(function, operation, "a function");
    return Streams.transformWith(
        graph,
        operation,
        node,
        other.node,
        (rdd, otherRdd, time) -> function.call(shown(rdd), other.shown(otherRdd), time));
  }

  // ---- Batches that are there

  /**
   * The RDDs of this stream's batches from one time to another, both included, each rounded down to
   * a time of this stream; oldest first. Batches that were not made yet are made. Those that are
   * not remembered any more, and those that have not come, are left out: {@link
   * StreamingContext#remember} keeps batches. Waits while a batch is being planned.
   *
   * @throws IllegalStateException if the context has not been started
   */
  public final List<R> slice(Time from, Time to) {
    Checks.present(from, "slice", "a time");
    Checks.present(to, "slice", "a time");
    return started("slice").slice(node, from, to).stream().map(this::shown).toList();
  }

  /**
   * The RDD of this stream's batch of a time. Waits while a batch is being planned.
   *
   * @throws IllegalStateException if the context has not been started
   * @throws NoSuchElementException if the stream has no batch at that time, or it is not remembered
   *     any more or has not come
   */
  public final R compute(Time time) {
    Checks.present(time, "compute", "a time");
    return started("compute")
        .getOrCompute(node, time)
        .map(this::shown)
        .orElseThrow(() -> new NoSuchElementException("there is no batch " + time + " of " + node));
  }

  private DStreamGraph started(String operation) {
    return graph
        .run()
        .filter(DStreamGraph::isStarted)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    node
                        + " has not been initialized: "
                        + operation
                        + " can be called once the context has been started"));
  }

  // ---- Outputs

  /** Prints the first ten records of each batch to standard output, below a line with its time. */
  public final void print() {
    print(Printout.ROWS_DEFAULT);
  }

  /**
   * Prints the first records of each batch to standard output, below a line with its time, and
   * {@code ...} if there are more.
   *
   * @param rows how many records, at least 1
   */
  public final void print(int rows) {
    Checks.positive(rows, "print", "the number of rows");
    graph.addOutput(
        "print",
        Streams.callSite(),
        node,
        (rdd, time) -> Printout.print(time, rdd.take(Printout.wanted(rows)), rows, System.out));
  }

  /** {@link #saveAsTextFiles(String, String)} without a suffix. */
  public final void saveAsTextFiles(String prefix) {
    saveAsTextFiles(prefix, "");
  }

  /**
   * Writes each batch as a directory of text files, one file a partition and a record's {@code
   * toString} a line. The directory is {@code prefix-<time in milliseconds>.suffix}, or {@code
   * prefix-<time in milliseconds>} without a suffix. A batch that is run again replaces what it has
   * written before, so each batch is there once; its files appear together, when all are written.
   *
   * @param prefix a path of the local file system, or a URI that Hadoop knows
   */
  public final void saveAsTextFiles(String prefix, String suffix) {
    BatchFiles files = BatchFiles.of("saveAsTextFiles", prefix, suffix);
    graph.addOutput(
        "saveAsTextFiles",
        Streams.callSite(),
        node,
        (rdd, time) -> rdd.saveAsTextFile(files.at(time), true));
  }

  /** {@link #saveAsObjectFiles(String, String)} without a suffix. */
  public final void saveAsObjectFiles(String prefix) {
    saveAsObjectFiles(prefix, "");
  }

  /**
   * Writes each batch as a directory from which {@link dev.millrace.rdd.RddContext#objectFile}
   * makes the same collection again; named and replaced as {@link #saveAsTextFiles(String, String)}
   * says.
   *
   * @param prefix a path of the local file system, or a URI that Hadoop knows
   */
  public final void saveAsObjectFiles(String prefix, String suffix) {
    BatchFiles files = BatchFiles.of("saveAsObjectFiles", prefix, suffix);
    graph.addOutput(
        "saveAsObjectFiles",
        Streams.callSite(),
        node,
        (rdd, time) -> rdd.saveAsObjectFile(files.at(time), true));
  }

  /** Gives the RDD of each batch to the function, inside the batch's job. */
  public final void foreachRDD(VoidFunction<R> function) {
    Checks.present(function, "foreachRDD", "a function");
    foreachRDD((rdd, time) -> function.call(rdd));
  }

  /** Gives the RDD of each batch and its time to the function, inside the batch's job. */
  public final void foreachRDD(VoidFunction2<R, Time> function) {
    Checks.present(function, "foreachRDD", "a function");
    graph.addOutput(
        "foreachRDD", Streams.callSite(), node, (rdd, time) -> function.call(shown(rdd), time));
  }

  // ---- Keeping

  /** Keeps each batch in memory, as bytes, from its first computation until it is forgotten. */
  public final S cache() {
    return persist();
  }

  /** Keeps each batch in memory, as bytes, from its first computation until it is forgotten. */
  public final S persist() {
    return persist(StorageLevel.MEMORY_ONLY_SER());
  }

  /**
   * Keeps each batch at a level from its first computation until it is forgotten.
   *
   * @throws UnsupportedOperationException once the context has been started
   */
  public final S persist(StorageLevel level) {
    Checks.present(level, "persist", "a storage level");
    graph.persist(node, level);
    return self();
  }

  /**
   * Checkpoints this stream's batches: every {@code interval} a batch is written to the checkpoint
   * directory, inside its job, and what it was made of is let go. Batches are kept as bytes in
   * memory unless {@link #persist} chooses a level. Streams that follow from their own last batch
   * are checkpointed anyway, every ten seconds unless this says otherwise; the context then needs a
   * checkpoint directory.
   *
   * @param interval a positive multiple of this stream's slide duration
   * @throws IllegalArgumentException if it is none
   * @throws UnsupportedOperationException once the context has been started
   */
  public final S checkpoint(Duration interval) {
    graph.checkpoint(node, Checks.wholeMillis(interval, "the checkpoint interval"));
    return self();
  }

  // ---- How they are made

  private <U> StreamNode<U> narrow(
      String operation, Serializable function, java.util.function.Function<Rdd<T>, Rdd<U>> make) {
    Checks.present(function, operation, "a function");
    return Streams.shipping(graph, operation, node, function, make);
  }

  private <U> StreamNode<U> transformed(String operation, Function2<R, Time, Rdd<U>> function) {
    return Streams.transform(
        graph, operation, node, (rdd, time) -> function.call(shown(rdd), time));
  }

  final <U> DStream<U> stream(StreamNode<U> other) {
    return new DStream<>(graph, other);
  }

  final <K, V> PairDStream<K, V> pairs(StreamNode<Tuple2<K, V>> other) {
    return new PairDStream<>(graph, other);
  }
}
