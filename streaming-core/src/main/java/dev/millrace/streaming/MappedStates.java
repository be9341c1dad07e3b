package dev.millrace.streaming;

import dev.millrace.rdd.Lineage.StateFunction;
import dev.millrace.rdd.UserFunctionException;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.state.StateEditor;
import dev.millrace.rdd.state.StateEntry;
import dev.millrace.rdd.state.StateMap;
import dev.millrace.rdd.state.StateVersion;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One batch of {@code mapWithState}: touches the keys that have new values and those that time out,
 * no others. <em>Immutable.</em>
 *
 * @param mapping the program's function
 * @param time the time of the batch
 * @param timesOut whether idle keys go
 * @param idleBeforeMillis if so, keys that were last touched before this go
 */
record MappedStates<K, V, S, M>(
    StateMapping<K, V, S, M> mapping, Time time, boolean timesOut, long idleBeforeMillis)
    implements StateFunction<K, V, S, M> {

  static final String OPERATION = "mapWithState";

  static <K, V, S, M> MappedStates<K, V, S, M> of(
      StateMapping<K, V, S, M> mapping, Time time, OptionalLong timeoutMillis) {
    return new MappedStates<>(
        mapping, time, timeoutMillis.isPresent(), time.milliseconds() - timeoutMillis.orElse(0));
  }

  @Override
  public StateVersion<K, S, M> call(StateMap<K, S> states, Iterator<Tuple2<K, V>> pairs) {
    StateEditor<K, S> editor = states.edit();
    List<M> made = new ArrayList<>();
    while (pairs.hasNext()) {
      Tuple2<K, V> pair = pairs.next();
      touch(editor, pair._1(), pair._2(), made);
    }
    if (timesOut) {
      // After the new values: a key that has one now is idle no more.
      editor.expire(idleBeforeMillis, entry -> timeOut(entry, made));
    }
    return new StateVersion<>(editor.finish(), made);
  }

  private void touch(StateEditor<K, S> editor, K key, V value, List<M> made) {
    if (value == null) {
      throw new IllegalArgumentException(
          OPERATION + " has a null value for key " + key + ": filter such pairs out before");
    }
    KeyState<K, S> state = KeyState.of(key, editor.get(key).map(StateEntry::state));
    map(key, Optional.of(value), state, made);
    if (state.isRemoved()) {
      editor.remove(key);
    } else if (state.isUpdated() || (timesOut && state.exists())) {
      editor.put(key, state.get(), time.milliseconds());
    }
  }

  private void timeOut(StateEntry<K, S> entry, List<M> made) {
    map(entry.key(), Optional.empty(), KeyState.timingOut(entry.key(), entry.state()), made);
  }

  private void map(K key, Optional<V> value, KeyState<K, S> state, List<M> made) {
    try {
      mapping.call(time, key, value, state, made::add);
    } catch (Throwable e) { // the program's function: whatever it throws is its own
      throw UserFunctionException.in(OPERATION, e);
    }
  }
}
