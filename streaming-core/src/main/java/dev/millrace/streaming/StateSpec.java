package dev.millrace.streaming;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Partitioner;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.Function3;
import dev.millrace.rdd.function.Function4;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@link PairDStream#mapWithState} does: a function and its options. The options change this
 * object and return it; {@code mapWithState} takes them as they are then. <em>Owned by the thread
 * that describes the program.</em>
 *
 * <p>The function is called in tasks: once for every new value of a key, in the order of arrival,
 * and once for every key that times out. When a task is tried again, or a version of the state was
 * lost, it is called again with the same arguments and has to do the same: it should touch nothing
 * but its {@link State}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param <S> the type of the states
 * @param <M> the type of the records that the function makes
 */
public final class StateSpec<K, V, S, M> {

  private final StateMapping<K, V, S, M> mapping;
  private Optional<PairRdd<K, S>> initialState = Optional.empty();
  private Optional<Partitioner> partitioner = Optional.empty();
  private Optional<Duration> timeout = Optional.empty();

  private StateSpec(StateMapping<K, V, S, M> mapping) {
    this.mapping = mapping;
  }

  /**
   * A function that makes a record of each new value.
   *
   * @param function is given the key, the value, and the key's state; the value is empty when the
   *     key is timing out
   * @throws IllegalArgumentException if it is null
   */
  public static <K, V, S, M> StateSpec<K, V, S, M> function(
      Function3<K, Optional<V>, State<S>, M> function) {
    Checks.present(function, "StateSpec", "a function");
    return new StateSpec<>(StateMapping.of(function));
  }

  /**
   * A function that may make a record of each new value.
   *
   * @param function is given the time of the batch, the key, the value, and the key's state; the
   *     value is empty when the key is timing out
   * @throws IllegalArgumentException if it is null
   */
  public static <K, V, S, M> StateSpec<K, V, S, M> function(
      Function4<Time, K, Optional<V>, State<S>, Optional<M>> function) {
    Checks.present(function, "StateSpec", "a function");
    return new StateSpec<>(StateMapping.of(function));
  }

  /**
   * States that keys have before the first batch, which counts as the time of their last touch. A
   * key that is there twice has its last state; a null state is refused.
   */
  public StateSpec<K, V, S, M> initialState(PairRdd<K, S> states) {
    initialState = Optional.of(Checks.present(states, "initialState", "an RDD"));
    return this;
  }

  /** As {@link #initialState(PairRdd)}. */
  public StateSpec<K, V, S, M> initialState(Rdd<Tuple2<K, S>> states) {
    return initialState(PairRdd.fromRdd(Checks.present(states, "initialState", "an RDD")));
  }

  /**
   * Spreads the state by hash over a number of partitions; the last call of this and {@link
   * #partitioner} counts. The context's default parallelism if neither is called.
   */
  public StateSpec<K, V, S, M> numPartitions(int numPartitions) {
    return partitioner(
        new HashPartitioner(
            Checks.positive(numPartitions, "StateSpec", "the number of partitions")));
  }

  /** Spreads the state with a partitioner; see {@link #numPartitions}. */
  public StateSpec<K, V, S, M> partitioner(Partitioner newPartitioner) {
    partitioner = Optional.of(Checks.present(newPartitioner, "StateSpec", "a partitioner"));
    return this;
  }

  /**
   * Forgets a key that had no new value for longer than this, in the first batch for which that is
   * so: the function is called a last time, with {@link State#isTimingOut}. Every new value begins
   * the time anew, whether or not the function updates the state.
   *
   * @param idle a positive whole number of milliseconds
   */
  public StateSpec<K, V, S, M> timeout(Duration idle) {
    timeout = Optional.of(Checks.wholeMillis(idle, "the timeout"));
    return this;
  }

  StateMapping<K, V, S, M> mapping() {
    return mapping;
  }

  Optional<PairRdd<K, S>> initialState() {
    return initialState;
  }

  Optional<Partitioner> partitioner() {
    return partitioner;
  }

  Optional<Duration> timeout() {
    return timeout;
  }
}
