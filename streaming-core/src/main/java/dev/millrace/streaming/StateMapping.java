package dev.millrace.streaming;

import dev.millrace.rdd.function.Function3;
import dev.millrace.rdd.function.Function4;
import dev.millrace.time.Time;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.Consumer;

/** A program's function for {@code mapWithState}, in whichever form it was given. */
@FunctionalInterface
interface StateMapping<K, V, S, M> extends Serializable {

  /** Calls the function, and gives on what it made, if anything. */
  void call(Time time, K key, Optional<V> value, State<S> state, Consumer<M> made) throws Exception;

  static <K, V, S, M> StateMapping<K, V, S, M> of(Function3<K, Optional<V>, State<S>, M> function) {
    return (time, key, value, state, made) -> made.accept(function.call(key, value, state));
  }

  static <K, V, S, M> StateMapping<K, V, S, M> of(
      Function4<Time, K, Optional<V>, State<S>, Optional<M>> function) {
    return (time, key, value, state, made) -> {
      Optional<M> result = function.call(time, key, value, state);
      if (result == null) {
        throw new IllegalArgumentException(
            "the function returned null for key "
                + key
                + ": return Optional.empty() for no record");
      }
      result.ifPresent(made);
    };
  }
}
