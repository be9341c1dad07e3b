package dev.millrace.rdd.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Entries whose keys have the same hash, in the order in which they came. */
final class Collision<K, S> extends Node<K, S> {

  private final Edit owner;
  private Object[] entries;

  Collision(Edit owner, Object[] entries) {
    this.owner = owner;
    this.entries = entries;
  }

  @Override
  long oldestMillis() {
    long oldest = Long.MAX_VALUE;
    for (int index = 0; index < entries.length; index++) {
      oldest = Math.min(oldest, entry(index).touchedMillis());
    }
    return oldest;
  }

  @Override
  boolean isEmpty() {
    return entries.length == 0;
  }

  @Override
  Optional<StateEntry<K, S>> onlyEntry() {
    return entries.length == 1 ? Optional.of(entry(0)) : Optional.empty();
  }

  @Override
  int slotCount() {
    return entries.length;
  }

  @Override
  Object slot(int index) {
    return entries[index];
  }

  @SuppressWarnings("unchecked") // only entries of this map are put there
  private StateEntry<K, S> entry(int index) {
    return (StateEntry<K, S>) entries[index];
  }

  private int indexOf(Object key) {
    for (int index = 0; index < entries.length; index++) {
      if (entry(index).hasKey(key)) {
        return index;
      }
    }
    return -1;
  }

  @Override
  Optional<StateEntry<K, S>> find(int shift, int hash, Object key) {
    int index = indexOf(key);
    return index < 0 ? Optional.empty() : Optional.of(entry(index));
  }

  @Override
  Node<K, S> put(Edit edit, int shift, int hash, StateEntry<K, S> entry) {
    List<Object> changed = new ArrayList<>(List.of(entries));
    int index = indexOf(entry.key());
    if (index < 0) {
      edit.sizeChange++;
      changed.add(entry);
    } else {
      changed.set(index, entry);
    }
    return with(edit, changed);
  }

  @Override
  Node<K, S> remove(Edit edit, int shift, int hash, Object key) {
    int index = indexOf(key);
    if (index < 0) {
      return this;
    }
    edit.sizeChange--;
    List<Object> changed = new ArrayList<>(List.of(entries));
    changed.remove(index);
    return with(edit, changed);
  }

  @Override
  Node<K, S> expire(Edit edit, long beforeMillis, Consumer<StateEntry<K, S>> expired) {
    List<Object> left = new ArrayList<>();
    for (int index = 0; index < entries.length; index++) {
      StateEntry<K, S> entry = entry(index);
      if (entry.touchedMillis() < beforeMillis) {
        edit.sizeChange--;
        expired.accept(entry);
      } else {
        left.add(entry);
      }
    }
    return with(edit, left);
  }

  private Node<K, S> with(Edit edit, List<Object> changed) {
    if (owner != edit) {
      return new Collision<>(edit, changed.toArray());
    }
    entries = changed.toArray();
    return this;
  }
}
