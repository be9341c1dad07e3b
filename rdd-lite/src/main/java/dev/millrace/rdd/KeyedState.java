package dev.millrace.rdd;

import dev.millrace.rdd.Lineage.MapPartitions;
import dev.millrace.rdd.Lineage.StateFunction;
import dev.millrace.rdd.Lineage.StateUpdate;
import dev.millrace.rdd.Lineage.Union;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.state.StateChanges;
import dev.millrace.rdd.state.StateEditor;
import dev.millrace.rdd.state.StateEntry;
import dev.millrace.rdd.state.StateMap;
import dev.millrace.rdd.state.StateVersion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Keyed state that is carried from version to version. A version is a collection with one record a
 * partition, held by the engine; see {@link StateUpdate}.
 */
public final class KeyedState {

  private KeyedState() {}

  /**
   * The version that new pairs make of the one before, which costs what the function touches.
   *
   * @param previous the version before; empty for the first
   * @param pairs are moved to where the state of their keys is
   * @param partitioner spreads the keys, in every version alike
   * @param function makes the next version of a partition
   * @param operation what the program called, for messages
   * @throws IllegalArgumentException if the previous version is of another context, or is spread by
   *     another partitioner
   */
  public static <K, V, S, M> Rdd<StateVersion<K, S, M>> update(
      Optional<Rdd<StateVersion<K, S, M>>> previous,
      PairRdd<K, V> pairs,
      Partitioner partitioner,
      StateFunction<K, V, S, M> function,
      String operation) {
    previous.ifPresent(version -> version.context().requireSame(pairs.context(), operation));
    return new Rdd<>(
        pairs.context(),
        new StateUpdate<>(
            pairs.context().nextId(),
            previous.map(KeyedState::node),
            pairs.partitionBy(partitioner).lineage(),
            partitioner,
            function,
            operation));
  }

  /** A first version that has given states, none of them touched before a time. */
  public static <K, S, M> Rdd<StateVersion<K, S, M>> initial(
      PairRdd<K, S> states, Partitioner partitioner, long touchedMillis, String operation) {
    return update(
        Optional.empty(),
        states,
        partitioner,
        (before, pairs) -> {
          StateEditor<K, S> editor = before.edit();
          pairs.forEachRemaining(pair -> editor.put(pair._1(), pair._2(), touchedMillis));
          return new StateVersion<>(editor.finish(), List.of());
        },
        operation);
  }

  /** What the update made of the new pairs. */
  public static <K, S, M> Rdd<M> mapped(Rdd<StateVersion<K, S, M>> version) {
    return version.rdd(
        version.lineage().operation(), (partition, only) -> only.next().mapped().iterator(), false);
  }

  /** Every key with its state. */
  public static <K, S, M> PairRdd<K, S> snapshot(Rdd<StateVersion<K, S, M>> version) {
    return version.pairs(
        version.lineage().operation(), (partition, only) -> pairs(only.next().states()), true);
  }

  private static <K, S> Iterator<Tuple2<K, S>> pairs(StateMap<K, S> states) {
    Iterator<StateEntry<K, S>> entries = states.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Tuple2<K, S> next() {
        StateEntry<K, S> entry = entries.next();
        return new Tuple2<>(entry.key(), entry.state());
      }
    };
  }

  // ---- Checkpoints

  /**
   * What has to be done to an older version to make it a newer one, for {@link #restored}. Costs
   * what differs between them.
   *
   * @param older empty for all of the newer one
   */
  public static <K, S, M> PairRdd<K, Optional<Tuple2<S, Long>>> changes(
      Optional<Rdd<StateVersion<K, S, M>>> older, Rdd<StateVersion<K, S, M>> newer) {
    RddContext context = newer.context();
    List<Lineage<StateVersion<K, S, M>>> versions = new ArrayList<>();
    older.ifPresent(version -> versions.add(version.lineage()));
    versions.add(newer.lineage());
    // Spread alike, so that each partition of the union has both versions of its keys.
    Union<StateVersion<K, S, M>> both = new Union<>(context.nextId(), versions);
    return new PairRdd<>(
        context,
        new MapPartitions<>(
            context.nextId(), both, (partition, given) -> changes(given), true, "state changes"));
  }

  private static <K, S, M> Iterator<Tuple2<K, Optional<Tuple2<S, Long>>>> changes(
      Iterator<StateVersion<K, S, M>> versions) {
    StateMap<K, S> newer = versions.next().states();
    StateMap<K, S> older = StateMap.empty();
    if (versions.hasNext()) {
      older = newer;
      newer = versions.next().states();
    }
    List<Tuple2<K, Optional<Tuple2<S, Long>>>> told = new ArrayList<>();
    newer.changesSince(
        older,
        new StateChanges<>() {
          @Override
          public void put(StateEntry<K, S> entry) {
            told.add(
                new Tuple2<>(
                    entry.key(), Optional.of(new Tuple2<>(entry.state(), entry.touchedMillis()))));
          }

          @Override
          public void removed(K key) {
            told.add(new Tuple2<>(key, Optional.empty()));
          }
        });
    return told.iterator();
  }

  /**
   * A version made of an older one and what has changed since, instead of by its updates. It is the
   * same collection: where the engine holds the version, nothing is read or computed. It has the
   * states only, not what its update made of new pairs.
   *
   * @param older the version that the changes were taken from; empty if they are all of it
   */
  public static <K, S, M> Rdd<StateVersion<K, S, M>> restored(
      Rdd<StateVersion<K, S, M>> version,
      Optional<Rdd<StateVersion<K, S, M>>> older,
      PairRdd<K, Optional<Tuple2<S, Long>>> changes) {
    StateUpdate<K, ?, S, M> node = node(version);
    return new Rdd<>(
        version.context(),
        new StateUpdate<K, Optional<Tuple2<S, Long>>, S, M>(
            node.id(),
            older.map(KeyedState::node),
            changes.lineage(),
            node.target(),
            KeyedState::apply,
            node.operation()));
  }

  private static <K, S, M> StateVersion<K, S, M> apply(
      StateMap<K, S> older, Iterator<Tuple2<K, Optional<Tuple2<S, Long>>>> changes) {
    StateEditor<K, S> editor = older.edit();
    while (changes.hasNext()) {
      Tuple2<K, Optional<Tuple2<S, Long>>> change = changes.next();
      change
          ._2()
          .ifPresentOrElse(
              state -> editor.put(change._1(), state._1(), state._2()),
              () -> editor.remove(change._1()));
    }
    return new StateVersion<>(editor.finish(), List.of());
  }

  @SuppressWarnings("unchecked") // only a state update has versions of its type
  private static <K, S, M> StateUpdate<K, ?, S, M> node(Rdd<StateVersion<K, S, M>> version) {
    if (version.lineage() instanceof StateUpdate<?, ?, ?, ?> node) {
      return (StateUpdate<K, ?, S, M>) (Lineage<?>) node;
    }
    throw new IllegalArgumentException(
        version + " is no version of keyed state: only update, initial and restored make them");
  }
}
