package dev.millrace.streaming;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Partitioner;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.FlatMapFunction;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Function4;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.StreamNode;
import dev.millrace.time.Time;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    return byKey("reduceByKey", function, rdd -> rdd.reduceByKey(function, Streams.byDefault(rdd)));
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
   * ten seconds, and the context needs a checkpoint directory. Windows and batches are kept as
   * bytes in memory unless {@link #persist} chooses a level.
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
   * {@link #reduceByKeyAndWindow(Function2, Function2, Duration, Duration)} by hash into a number
   * of partitions, with a filter.
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
    return both("cogroup", other, (left, right) -> left.cogroup(right, Streams.byDefault(left)));
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
    return both("join", other, (left, right) -> left.join(right, Streams.byDefault(left)));
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
        "leftOuterJoin",
        other,
        (left, right) -> left.leftOuterJoin(right, Streams.byDefault(left)));
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
        "rightOuterJoin",
        other,
        (left, right) -> left.rightOuterJoin(right, Streams.byDefault(left)));
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
        "fullOuterJoin",
        other,
        (left, right) -> left.fullOuterJoin(right, Streams.byDefault(left)));
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

  // ---- Keyed state

  /**
   * Each new value of a key replaced by what a function makes of it and of the key's state, which
   * the function may change; a batch costs what the touched keys cost, however many there are. See
   * {@link StateSpec} for the function and its options.
   *
   * <p>The state is checkpointed every ten batches, by what has changed, and the context needs a
   * checkpoint directory. {@code checkpoint(interval)} on the result says another interval.
   *
   * <p>A restart does not carry the state over yet: {@code start()} refuses a checkpoint directory
   * in which a run has decided batches.
   *
   * <p>A batch whose planning fails is left out of the state; one whose job fails is not: later
   * versions follow from it, and are computed as soon as it can be.
   *
   * @throws IllegalArgumentException if the spec is null, or its initial state belongs to another
   *     context
   * @throws IllegalStateException once the context has been started or stopped
   */
  public final <S, M> MapWithStateDStream<K, V, S, M> mapWithState(StateSpec<K, V, S, M> spec) {
    Checks.present(spec, "mapWithState", "a StateSpec");
    spec.initialState().ifPresent(states -> requireOwn("mapWithState", states));
    return StateStreams.mapWithState(graph(), node(), spec);
  }

  /**
   * A state for each key, which a function makes anew in each batch. It is called once for each key
   * that has a state or new values, in tasks: with the new values in the order of arrival, none for
   * most keys, and the state, empty for a new key. A key for which it returns empty is forgotten.
   * Each batch costs what all keys cost; {@link #mapWithState} costs what the touched ones do.
   *
   * <p>When a task is tried again, or a version of the state was lost, the function is called again
   * with the same arguments and has to return the same. It must not change the state object that it
   * is given, which belongs to the batch before, but return a new one.
   *
   * <p>The state is checkpointed about every ten seconds, by what has changed, and the context
   * needs a checkpoint directory. {@code checkpoint(interval)} on the result says another interval;
   * {@code persist} has nothing to add, for the engine holds the state.
   *
   * <p>A restart does not carry the state over yet: {@code start()} refuses a checkpoint directory
   * in which a run has decided batches.
   *
   * @throws IllegalArgumentException if the function is null
   * @throws IllegalStateException once the context has been started or stopped
   */
  public final <S> PairDStream<K, S> updateStateByKey(
      Function2<List<V>, Optional<S>, Optional<S>> function) {
    return byValues(function, Optional.empty(), Optional.empty());
  }

  /** {@link #updateStateByKey(Function2)} by hash in a number of partitions. */
  public final <S> PairDStream<K, S> updateStateByKey(
      Function2<List<V>, Optional<S>, Optional<S>> function, int numPartitions) {
    return updateStateByKey(function, hash("updateStateByKey", numPartitions));
  }

  /** {@link #updateStateByKey(Function2)} with a partitioner. */
  public final <S> PairDStream<K, S> updateStateByKey(
      Function2<List<V>, Optional<S>, Optional<S>> function, Partitioner partitioner) {
    Checks.present(partitioner, "updateStateByKey", "a partitioner");
    return byValues(function, Optional.of(partitioner), Optional.empty());
  }

  /**
   * {@link #updateStateByKey(Function2)} with a partitioner and states that keys have before the
   * first batch. A key that is there twice has its last state.
   *
   * @throws IllegalArgumentException if the states belong to another context
   */
  public final <S> PairDStream<K, S> updateStateByKey(
      Function2<List<V>, Optional<S>, Optional<S>> function,
      Partitioner partitioner,
      PairRdd<K, S> initialRdd) {
    Checks.present(partitioner, "updateStateByKey", "a partitioner");
    requireOwn("updateStateByKey", initialRdd);
    return byValues(function, Optional.of(partitioner), Optional.of(initialRdd));
  }

  private <S> PairDStream<K, S> byValues(
      Function2<List<V>, Optional<S>, Optional<S>> function,
      Optional<Partitioner> partitioner,
      Optional<PairRdd<K, S>> initial) {
    Checks.present(function, "updateStateByKey", "a function");
    return states(
        (time, key, values, state) -> function.call(values, state), partitioner, true, initial);
  }

  /**
   * {@link #updateStateByKey(Function2)} for a function that also wants the batch's time and the
   * key.
   *
   * @param rememberPartitioner whether later operations may know that the result is spread by the
   *     partitioner, which saves them moving it
   */
  public final <S> PairDStream<K, S> updateStateByKey(
      Function4<Time, K, List<V>, Optional<S>, Optional<S>> function,
      Partitioner partitioner,
      boolean rememberPartitioner) {
    Checks.present(function, "updateStateByKey", "a function");
    Checks.present(partitioner, "updateStateByKey", "a partitioner");
    return states(function, Optional.of(partitioner), rememberPartitioner, Optional.empty());
  }

  /**
   * {@link #updateStateByKey(Function4, Partitioner, boolean)} with states that keys have before
   * the first batch.
   *
   * @throws IllegalArgumentException if the states belong to another context
   */
  public final <S> PairDStream<K, S> updateStateByKey(
      Function4<Time, K, List<V>, Optional<S>, Optional<S>> function,
      Partitioner partitioner,
      boolean rememberPartitioner,
      PairRdd<K, S> initialRdd) {
    Checks.present(function, "updateStateByKey", "a function");
    Checks.present(partitioner, "updateStateByKey", "a partitioner");
    requireOwn("updateStateByKey", initialRdd);
    return states(function, Optional.of(partitioner), rememberPartitioner, Optional.of(initialRdd));
  }

  private <S> PairDStream<K, S> states(
      Function4<Time, K, List<V>, Optional<S>, Optional<S>> function,
      Optional<Partitioner> partitioner,
      boolean rememberPartitioner,
      Optional<PairRdd<K, S>> initial) {
    return pairs(
        StateStreams.updateStateByKey(
            graph(), node(), function, partitioner, rememberPartitioner, initial));
  }

  private void requireOwn(String operation, PairRdd<?, ?> states) {
    Checks.present(states, operation, "an RDD of initial states");
    if (states.context() != context().rddContext()) {
      throw new IllegalArgumentException(
          operation
              + " was given initial states of another RddContext: "
              + states
              + "; make them with context().rddContext()");
    }
  }

  // ---- Outputs

  /**
   * {@link #saveAsHadoopFiles(String, String, Class, Class, Class, Iterable)} with Hadoop's default
   * settings.
   */
  public final void saveAsHadoopFiles(
      String prefix, String suffix, Class<?> key, Class<?> value, Class<?> format) {
    saveAsHadoopFiles(prefix, suffix, key, value, format, List.of());
  }

  /**
   * Writes each batch by a Hadoop {@code mapred.OutputFormat}. The directory is {@code prefix-<time
   * in milliseconds>.suffix}, or {@code prefix-<time in milliseconds>} without a suffix. A batch
   * that is run again writes over what it has written before; the format's check that the directory
   * does not exist is left out for this.
   *
   * @param prefix a path of the local file system, or a URI that Hadoop knows
   * @param key the class of the keys
   * @param value the class of the values
   * @param format the format's class; when it is none, the first batch fails
   * @param settings what Hadoop is told besides its defaults, a {@code JobConf} for one; copied
   */
  public final void saveAsHadoopFiles(
      String prefix,
      String suffix,
      Class<?> key,
      Class<?> value,
      Class<?> format,
      Iterable<Map.Entry<String, String>> settings) {
    BatchFiles files = BatchFiles.of("saveAsHadoopFiles", prefix, suffix);
    Checks.present(key, "saveAsHadoopFiles", "the class of the keys");
    Checks.present(value, "saveAsHadoopFiles", "the class of the values");
    Checks.present(format, "saveAsHadoopFiles", "an output format");
    List<Map.Entry<String, String>> copy = copyOf("saveAsHadoopFiles", settings);
    graph()
        .addOutput(
            "saveAsHadoopFiles",
            Streams.callSite(),
            node(),
            (rdd, time) ->
                shown(rdd).saveAsHadoopFile(files.at(time), key, value, format, copy, true));
  }

  /**
   * {@link #saveAsNewAPIHadoopFiles(String, String, Class, Class, Class, Iterable)} with Hadoop's
   * default settings.
   */
  public final void saveAsNewAPIHadoopFiles(
      String prefix, String suffix, Class<?> key, Class<?> value, Class<?> format) {
    saveAsNewAPIHadoopFiles(prefix, suffix, key, value, format, List.of());
  }

  /**
   * Writes each batch by a Hadoop {@code mapreduce.OutputFormat}. The directory is {@code
   * prefix-<time in milliseconds>.suffix}, or {@code prefix-<time in milliseconds>} without a
   * suffix. A batch that is run again writes over what it has written before; the format's check
   * that the directory does not exist is left out for this.
   *
   * @param prefix a path of the local file system, or a URI that Hadoop knows
   * @param key the class of the keys
   * @param value the class of the values
   * @param format the format's class; when it is none, the first batch fails
   * @param settings what Hadoop is told besides its defaults, a {@code Configuration} for one;
   *     copied
   */
  public final void saveAsNewAPIHadoopFiles(
      String prefix,
      String suffix,
      Class<?> key,
      Class<?> value,
      Class<?> format,
      Iterable<Map.Entry<String, String>> settings) {
    BatchFiles files = BatchFiles.of("saveAsNewAPIHadoopFiles", prefix, suffix);
    Checks.present(key, "saveAsNewAPIHadoopFiles", "the class of the keys");
    Checks.present(value, "saveAsNewAPIHadoopFiles", "the class of the values");
    Checks.present(format, "saveAsNewAPIHadoopFiles", "an output format");
    List<Map.Entry<String, String>> copy = copyOf("saveAsNewAPIHadoopFiles", settings);
    graph()
        .addOutput(
            "saveAsNewAPIHadoopFiles",
            Streams.callSite(),
            node(),
            (rdd, time) ->
                shown(rdd).saveAsNewAPIHadoopFile(files.at(time), key, value, format, copy, true));
  }

  private static List<Map.Entry<String, String>> copyOf(
      String operation, Iterable<Map.Entry<String, String>> settings) {
    List<Map.Entry<String, String>> copy = new ArrayList<>();
    Checks.present(settings, operation, "settings")
        .forEach(entry -> copy.add(Map.entry(entry.getKey(), entry.getValue())));
    return copy;
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
