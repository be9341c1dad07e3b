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

  /** How many checkpoints of changes there are between two of everything. */
  private static final int CHANGES_MAX = 9;

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
          pairs.forEachRemaining(
              pair -> editor.put(pair._1(), present(pair, operation), touchedMillis));
          return new StateVersion<>(editor.finish(), List.of());
        },
        operation);
  }

  private static <K, S> S present(Tuple2<K, S> initial, String operation) {
    if (initial._2() == null) {
      throw new IllegalArgumentException(
          "the initial state of key "
              + initial._1()
              + " for "
              + operation
              + " is null: leave the key out");
    }
    return initial._2();
  }

  /** What the update made of the new pairs. */
  public static <K, S, M> Rdd<M> mapped(Rdd<StateVersion<K, S, M>> version) {
    return version.rdd(
        version.lineage().operation(), (partition, only) -> only.next().mapped().iterator(), false);
  }

  /** Every key with its state, spread by the state's partitioner. */
  public static <K, S, M> PairRdd<K, S> snapshot(Rdd<StateVersion<K, S, M>> version) {
    return version.pairs(
        version.lineage().operation(),
        (partition, only) ->
            new Mapped<>(
                only.next().states().iterator(), entry -> new Tuple2<>(entry.key(), entry.state())),
        true);
  }

  /** Each element made anew when it is asked for: there may be very many. */
  private record Mapped<A, B>(Iterator<A> elements, java.util.function.Function<A, B> function)
      implements Iterator<B> {

    @Override
    public boolean hasNext() {
      return elements.hasNext();
    }

    @Override
    public B next() {
      return function.apply(elements.next());
    }
  }

  // ---- Checkpoints

  /**
   * Marks what has changed since the version's last checkpoint for being written, and gives the
   * version as it follows from that and the last checkpoint, so that lineage ends there. Now and
   * then everything is written, so that neither the chain of changes nor what of them is superseded
   * grows without bound.
   *
   * @throws IllegalStateException if the context has no checkpoint directory
   * @throws IllegalArgumentException if this is no version of keyed state
   */
  public static <T> StateCheckpoint<T> checkpoint(Rdd<T> version) {
    @SuppressWarnings("unchecked") // node() refuses whatever is no version
    Rdd<StateVersion<Object, Object, Object>> typed =
        (Rdd<StateVersion<Object, Object, Object>>) (Rdd<?>) version;
    return checkpointOf(typed);
  }

  private static <K, S, M, T> StateCheckpoint<T> checkpointOf(Rdd<StateVersion<K, S, M>> version) {
    StateUpdate<K, ?, S, M> node = node(version);
    Optional<StateUpdate<K, ?, S, ?>> older =
        lastRestored(node.previous()).filter(last -> changesBehind(last) < CHANGES_MAX);
    PairRdd<K, Optional<Tuple2<S, Long>>> changes = changes(version, older);
    changes.checkpoint();
    @SuppressWarnings("unchecked") // a version of the same collection has records of its type
    Rdd<T> restored =
        (Rdd<T>)
            new Rdd<>(
                version.context(),
                new StateUpdate<K, Optional<Tuple2<S, Long>>, S, M>(
                    node.id(),
                    older,
                    changes.lineage(),
                    node.target(),
                    new Restoring<>(),
                    node.operation()));
    return new StateCheckpoint<>(restored, changes.toRdd(), older.isEmpty());
  }

  /** The nearest version that follows from a checkpoint. */
  private static <K, S> Optional<StateUpdate<K, ?, S, ?>> lastRestored(
      Optional<StateUpdate<K, ?, S, ?>> version) {
    Optional<StateUpdate<K, ?, S, ?>> at = version;
    while (at.isPresent() && !(at.get().function() instanceof Restoring)) {
      at = at.get().previous();
    }
    return at;
  }

  /** How many checkpoints of changes follow the last one of everything. */
  private static <K, S> int changesBehind(StateUpdate<K, ?, S, ?> restored) {
    int count = 0;
    for (Optional<StateUpdate<K, ?, S, ?>> at = restored.previous();
        at.isPresent();
        at = at.get().previous()) {
      count++;
    }
    return count;
  }

  /** What has to be done to an older version, empty if there is none, to make it this one. */
  private static <K, S, M> PairRdd<K, Optional<Tuple2<S, Long>>> changes(
      Rdd<StateVersion<K, S, M>> newer, Optional<StateUpdate<K, ?, S, ?>> older) {
    RddContext context = newer.context();
    List<Lineage<StateVersion<K, S, ?>>> versions = new ArrayList<>();
    older.ifPresent(node -> versions.add(anyMapped(node)));
    versions.add(anyMapped(newer.lineage()));
    // Spread alike, so that each partition of the union has both versions of its keys.
    Union<StateVersion<K, S, ?>> both = new Union<>(context.nextId(), versions);
    return new PairRdd<>(
        context,
        new MapPartitions<>(
            context.nextId(), both, (partition, given) -> changes(given), true, "state changes"));
  }

  @SuppressWarnings("unchecked") // what an update made beside the states is not looked at
  private static <K, S> Lineage<StateVersion<K, S, ?>> anyMapped(
      Lineage<? extends StateVersion<K, S, ?>> version) {
    return (Lineage<StateVersion<K, S, ?>>) version;
  }

  private static <K, S> Iterator<Tuple2<K, Optional<Tuple2<S, Long>>>> changes(
      Iterator<StateVersion<K, S, ?>> versions) {
    StateMap<K, S> first = versions.next().states();
    if (!versions.hasNext()) {
      return new Mapped<>(first.iterator(), KeyedState::put);
    }
    StateMap<K, S> second = versions.next().states();
    List<Tuple2<K, Optional<Tuple2<S, Long>>>> told = new ArrayList<>();
    second.changesSince(
        first,
        new StateChanges<>() {
          @Override
          public void put(StateEntry<K, S> entry) {
            told.add(KeyedState.put(entry));
          }

          @Override
          public void removed(K key) {
            told.add(new Tuple2<>(key, Optional.empty()));
          }
        });
    return told.iterator();
  }

  private static <K, S> Tuple2<K, Optional<Tuple2<S, Long>>> put(StateEntry<K, S> entry) {
    return new Tuple2<>(
        entry.key(), Optional.of(new Tuple2<>(entry.state(), entry.touchedMillis())));
  }

  /**
   * Makes a version of an older one and what has changed. It has the states only, not what its
   * update made of new pairs: the next version needs no more.
   */
  private static final class Restoring<K, S, M>
      implements StateFunction<K, Optional<Tuple2<S, Long>>, S, M> {

    private static final long serialVersionUID = 1L;

    @Override
    public StateVersion<K, S, M> call(
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
  }

  @SuppressWarnings("unchecked") // only a state update has versions of its type
  private static <K, S, M> StateUpdate<K, ?, S, M> node(Rdd<StateVersion<K, S, M>> version) {
    if (version.lineage() instanceof StateUpdate<?, ?, ?, ?> node) {
      return (StateUpdate<K, ?, S, M>) (Lineage<?>) node;
    }
    throw new IllegalArgumentException(
        version + " is no version of keyed state: only update and initial make them");
  }
}
