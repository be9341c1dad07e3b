package dev.millrace.rdd.state;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the next version of a {@link StateMap}. Changing a key copies the few nodes above it, once
 * per editor. <em>Owned by one thread</em>; worth nothing after {@link #finish} or a throwing
 * consumer.
 */
public final class StateEditor<K, S> {

  private final int sizeBefore;
  private Node<K, S> root;

  /** Empty once finished: the nodes belong to the version then. */
  private Optional<Edit> edit = Optional.of(new Edit());

  StateEditor(Node<K, S> root, int sizeBefore) {
    this.root = root;
    this.sizeBefore = sizeBefore;
  }

  /** The entry of a key as it is now. */
  public Optional<StateEntry<K, S>> get(K key) {
    return root.find(0, KeyHash.of(key), key);
  }

  /** Gives a key a state, in place of the one that it has. */
  public void put(K key, S state, long touchedMillis) {
    put(new StateEntry<>(key, state, touchedMillis));
  }

  /** Takes in an entry, in place of the one of the same key. */
  public void put(StateEntry<K, S> entry) {
    root = root.put(edit(), 0, KeyHash.of(entry.key()), entry);
  }

  /** Removes a key; no effect if it is not there. */
  public void remove(K key) {
    root = root.remove(edit(), 0, KeyHash.of(key), key);
  }

  /**
   * Removes the keys that were last touched before a time and tells of each. Costs what goes, not
   * what stays.
   *
   * @param expired must not use this editor
   */
  public void expire(long beforeMillis, Consumer<StateEntry<K, S>> expired) {
    root = root.expire(edit(), beforeMillis, expired);
  }

  /**
   * The edited version; the editor cannot be used any more.
   *
   * @throws IllegalStateException if it was finished before
   */
  public StateMap<K, S> finish() {
    StateMap<K, S> version = new StateMap<>(root, sizeBefore + edit().sizeChange);
    edit = Optional.empty();
    return version;
  }

  private Edit edit() {
    return edit.orElseThrow(
        () -> new IllegalStateException("the editor was finished; edit() the version it made"));
  }
}
