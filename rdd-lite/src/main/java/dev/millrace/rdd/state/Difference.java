package dev.millrace.rdd.state;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Compares two versions of a part of a map, skipping what they share. */
final class Difference<K, S> {

  private final StateChanges<K, S> changes;

  Difference(StateChanges<K, S> changes) {
    this.changes = changes;
  }

  /** Two nodes that stand at the same place of their maps. */
  void between(int shift, Node<K, S> older, Node<K, S> newer) {
    if (older == newer) {
      return;
    }
    if (older instanceof Branch<K, S> olderBranch && newer instanceof Branch<K, S> newerBranch) {
      for (int place = 0; place < 1 << Node.BITS; place++) {
        slots(shift + Node.BITS, olderBranch.at(place), newerBranch.at(place));
      }
    } else {
      byKey(older, newer);
    }
  }

  @SuppressWarnings("unchecked") // what is a node is one of these maps
  private void slots(int shift, Optional<Object> older, Optional<Object> newer) {
    if (older.isEmpty() && newer.isEmpty()) {
      return;
    }
    if (older.isPresent() && newer.isPresent()) {
      if (older.get() == newer.get()) {
        return;
      }
      if (older.get() instanceof Node<?, ?> olderNode
          && newer.get() instanceof Node<?, ?> newerNode) {
        between(shift, (Node<K, S>) olderNode, (Node<K, S>) newerNode);
        return;
      }
    }
    // An entry on at least one side: all but one of the entries on the other side have changed.
    byKey(asNode(older), asNode(newer));
  }

  /** Entry by entry; for parts that are small or of which most has changed. */
  @SuppressWarnings("ReferenceEquality") // an entry that was put again may have changed inside
  private void byKey(Node<K, S> older, Node<K, S> newer) {
    for (StateEntry<K, S> entry : entries(newer)) {
      if (find(older, entry.key()).filter(before -> before == entry).isEmpty()) {
        changes.put(entry);
      }
    }
    for (StateEntry<K, S> entry : entries(older)) {
      if (find(newer, entry.key()).isEmpty()) {
        changes.removed(entry.key());
      }
    }
  }

  private Optional<StateEntry<K, S>> find(Node<K, S> node, K key) {
    for (StateEntry<K, S> entry : entries(node)) {
      if (entry.hasKey(key)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private Iterable<StateEntry<K, S>> entries(Node<K, S> node) {
    return () -> (Iterator<StateEntry<K, S>>) new StateMap.Entries<>(node);
  }

  @SuppressWarnings("unchecked") // what is no node is an entry of these maps
  private Node<K, S> asNode(Optional<Object> slot) {
    if (slot.isPresent() && slot.get() instanceof Node<?, ?> node) {
      return (Node<K, S>) node;
    }
    List<Object> entries = slot.map(List::of).orElse(List.of());
    return new Collision<>(new Edit(), entries.toArray());
  }
}
