package dev.millrace.streaming;

import dev.millrace.rdd.Lineage.StateFunction;
import dev.millrace.rdd.UserFunctionException;
import dev.millrace.rdd.function.Function4;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.state.StateEditor;
import dev.millrace.rdd.state.StateEntry;
import dev.millrace.rdd.state.StateMap;
import dev.millrace.rdd.state.StateVersion;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One batch of {@code updateStateByKey}: visits every key that has a state or new values.
 * <em>Immutable.</em>
 *
 * @param function the program's function
 * @param time the time of the batch
 */
record StatesByKey<K, V, S>(
    Function4<Time, K, List<V>, Optional<S>, Optional<S>> function, Time time)
    implements StateFunction<K, V, S, Void> {

  static final String OPERATION = "updateStateByKey";

  /** States do not time out, so it does not matter when they were touched. */
  private static final long TOUCHED_MILLIS = 0;

  @Override
  public StateVersion<K, S, Void> call(StateMap<K, S> states, Iterator<Tuple2<K, V>> pairs) {
    Map<K, List<V>> values = new LinkedHashMap<>();
    while (pairs.hasNext()) {
      Tuple2<K, V> pair = pairs.next();
      values.computeIfAbsent(pair._1(), key -> new ArrayList<>()).add(pair._2());
    }
    StateEditor<K, S> editor = states.edit();
    for (StateEntry<K, S> entry : states) {
      Optional<List<V>> added = Optional.ofNullable(values.remove(entry.key()));
      S before = entry.state();
      Optional<S> after =
          updated(entry.key(), added.orElseGet(ArrayList::new), Optional.of(before));
      // A key without new values whose state stays as it was costs neither memory nor checkpoint.
      if (added.isPresent() || !after.equals(Optional.of(before))) {
        set(editor, entry.key(), after);
      }
    }
    values.forEach((key, added) -> set(editor, key, updated(key, added, Optional.empty())));
    return new StateVersion<>(editor.finish(), Collections.emptyList());
  }

  private Optional<S> updated(K key, List<V> added, Optional<S> before) {
    try {
      Optional<S> after = function.call(time, key, added, before);
      if (after == null) {
        throw new IllegalArgumentException(
            "the function returned null for key " + key + ": return Optional.empty() to forget it");
      }
      return after;
    } catch (Throwable e) { // the program's function: whatever it throws is its own
      throw UserFunctionException.in(OPERATION, e);
    }
  }

  private static <K, S> void set(StateEditor<K, S> editor, K key, Optional<S> state) {
    state.ifPresentOrElse(
        present -> editor.put(key, present, TOUCHED_MILLIS), () -> editor.remove(key));
  }
}
