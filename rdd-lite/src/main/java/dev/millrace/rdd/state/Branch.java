package dev.millrace.rdd.state;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Up to 32 places, each of them empty, an entry or a further node: the compressed hash-array mapped
 * prefix tree of Steindorfer and Vinju (OOPSLA 2015), with the oldest time of each subtree added so
 * that what is idle is found without a second index.
 *
 * <pre>
 *   slots: | entries, by place | further nodes, by place |
 * </pre>
 *
 * <p>Invariant: a further node has at least two entries below it, so equal content has equal shape.
 */
final class Branch<K, S> extends Node<K, S> {

  private static final int PLACES = 1 << BITS;

  private final Edit owner;

  /** Which places are entries. */
  private int entryMap;

  /** Which places are further nodes; none of them an entry's. */
  private int nodeMap;

  private Object[] slots;

  /** Invariant: the least of all slots. */
  private long oldestMillis;

  Branch(Edit owner, int entryMap, int nodeMap, Object[] slots, long oldestMillis) {
    this.owner = owner;
    this.entryMap = entryMap;
    this.nodeMap = nodeMap;
    this.slots = slots;
    this.oldestMillis = oldestMillis;
  }

  static <K, S> Branch<K, S> empty() {
    return new Branch<>(new Edit(), 0, 0, new Object[0], Long.MAX_VALUE);
  }

  @Override
  long oldestMillis() {
    return oldestMillis;
  }

  @Override
  boolean isEmpty() {
    return slots.length == 0;
  }

  @Override
  Optional<StateEntry<K, S>> onlyEntry() {
    return slots.length == 1 && nodeMap == 0 ? Optional.of(entry(0)) : Optional.empty();
  }

  @Override
  int slotCount() {
    return slots.length;
  }

  @Override
  Object slot(int index) {
    return slots[index];
  }

  @SuppressWarnings("unchecked") // only entries of this map are put there
  private StateEntry<K, S> entry(int index) {
    return (StateEntry<K, S>) slots[index];
  }

  @SuppressWarnings("unchecked") // only nodes of this map are put there
  private Node<K, S> node(int index) {
    return (Node<K, S>) slots[index];
  }

  private int entryIndex(int bit) {
    return Integer.bitCount(entryMap & (bit - 1));
  }

  private int nodeIndex(int bit) {
    return Integer.bitCount(entryMap) + Integer.bitCount(nodeMap & (bit - 1));
  }

  @Override
  Optional<StateEntry<K, S>> find(int shift, int hash, Object key) {
    int bit = bit(hash, shift);
    if ((entryMap & bit) != 0) {
      StateEntry<K, S> present = entry(entryIndex(bit));
      return present.hasKey(key) ? Optional.of(present) : Optional.empty();
    }
    return (nodeMap & bit) != 0
        ? node(nodeIndex(bit)).find(shift + BITS, hash, key)
        : Optional.empty();
  }

  /** What stands at a place: an entry, a further node, or nothing. */
  Optional<Object> at(int place) {
    int bit = 1 << place;
    if ((entryMap & bit) != 0) {
      return Optional.of(slots[entryIndex(bit)]);
    }
    return (nodeMap & bit) != 0 ? Optional.of(slots[nodeIndex(bit)]) : Optional.empty();
  }

  // ---- Putting

  @Override
  Node<K, S> put(Edit edit, int shift, int hash, StateEntry<K, S> entry) {
    int bit = bit(hash, shift);
    if ((entryMap & bit) != 0) {
      return putBesideEntry(edit, shift, hash, entry, bit);
    }
    if ((nodeMap & bit) != 0) {
      int index = nodeIndex(bit);
      Node<K, S> below = node(index);
      long before = below.oldestMillis();
      return withSlot(edit, index, before, below.put(edit, shift + BITS, hash, entry));
    }
    edit.sizeChange++;
    return with(
        edit,
        entryMap | bit,
        nodeMap,
        inserted(slots, entryIndex(bit), entry),
        Math.min(oldestMillis, entry.touchedMillis()));
  }

  private Node<K, S> putBesideEntry(
      Edit edit, int shift, int hash, StateEntry<K, S> entry, int bit) {
    int index = entryIndex(bit);
    StateEntry<K, S> present = entry(index);
    if (present.hasKey(entry.key())) {
      return withSlot(edit, index, present.touchedMillis(), entry);
    }
    edit.sizeChange++;
    Node<K, S> both = pair(edit, shift + BITS, KeyHash.of(present.key()), present, hash, entry);
    // One entry fewer stands before the nodes.
    Object[] changed = inserted(removed(slots, index), nodeIndex(bit) - 1, both);
    return with(
        edit,
        entryMap ^ bit,
        nodeMap | bit,
        changed,
        Math.min(oldestMillis, entry.touchedMillis()));
  }

  // ---- Removing

  @Override
  Node<K, S> remove(Edit edit, int shift, int hash, Object key) {
    int bit = bit(hash, shift);
    if ((entryMap & bit) != 0) {
      int index = entryIndex(bit);
      StateEntry<K, S> present = entry(index);
      if (!present.hasKey(key)) {
        return this;
      }
      edit.sizeChange--;
      Object[] changed = removed(slots, index);
      return with(
          edit, entryMap ^ bit, nodeMap, changed, without(changed, present.touchedMillis()));
    }
    return (nodeMap & bit) != 0 ? removeBelow(edit, shift, hash, key, bit) : this;
  }

  private Node<K, S> removeBelow(Edit edit, int shift, int hash, Object key, int bit) {
    int index = nodeIndex(bit);
    Node<K, S> below = node(index);
    long before = below.oldestMillis();
    int sizeChange = edit.sizeChange;
    Node<K, S> changed = below.remove(edit, shift + BITS, hash, key);
    if (edit.sizeChange == sizeChange) {
      return this;
    }
    Optional<StateEntry<K, S>> left = changed.onlyEntry();
    if (left.isEmpty()) {
      return withSlot(edit, index, before, changed);
    }
    Object[] lifted = inserted(removed(slots, index), entryIndex(bit), left.get());
    return with(edit, entryMap | bit, nodeMap ^ bit, lifted, without(lifted, before));
  }

  @Override
  Node<K, S> expire(Edit edit, long beforeMillis, Consumer<StateEntry<K, S>> expired) {
    if (oldestMillis >= beforeMillis) {
      return this;
    }
    Object[] entries = new Object[PLACES];
    Object[] nodes = new Object[PLACES];
    int entriesLeft = 0;
    int nodesLeft = 0;
    int entryMapLeft = 0;
    int nodeMapLeft = 0;
    for (int place = 0; place < PLACES; place++) {
      Optional<Object> left = at(place).flatMap(slot -> kept(edit, slot, beforeMillis, expired));
      if (left.isPresent()) {
        if (left.get() instanceof StateEntry<?, ?>) {
          entries[entriesLeft++] = left.get();
          entryMapLeft |= 1 << place;
        } else {
          nodes[nodesLeft++] = left.get();
          nodeMapLeft |= 1 << place;
        }
      }
    }
    Object[] changed = Arrays.copyOf(entries, entriesLeft + nodesLeft);
    System.arraycopy(nodes, 0, changed, entriesLeft, nodesLeft);
    return with(edit, entryMapLeft, nodeMapLeft, changed, oldestOf(changed));
  }

  /** What is left of a slot: the same or a smaller node, an entry, or nothing. */
  private Optional<Object> kept(
      Edit edit, Object slot, long beforeMillis, Consumer<StateEntry<K, S>> expired) {
    if (Node.oldestMillis(slot) >= beforeMillis) {
      return Optional.of(slot);
    }
    if (slot instanceof StateEntry<?, ?>) {
      @SuppressWarnings("unchecked") // only entries of this map are in the slots
      StateEntry<K, S> entry = (StateEntry<K, S>) slot;
      edit.sizeChange--;
      expired.accept(entry);
      return Optional.empty();
    }
    @SuppressWarnings("unchecked") // only nodes of this map are in the slots
    Node<K, S> left = ((Node<K, S>) slot).expire(edit, beforeMillis, expired);
    if (left.isEmpty()) {
      return Optional.empty();
    }
    Optional<StateEntry<K, S>> only = left.onlyEntry();
    return only.isPresent() ? Optional.of(only.get()) : Optional.of(left);
  }

  // ---- Changing in place what the edit owns, else in a copy

  private Branch<K, S> with(
      Edit edit, int newEntryMap, int newNodeMap, Object[] newSlots, long newOldestMillis) {
    if (owner != edit) {
      return new Branch<>(edit, newEntryMap, newNodeMap, newSlots, newOldestMillis);
    }
    entryMap = newEntryMap;
    nodeMap = newNodeMap;
    slots = newSlots;
    oldestMillis = newOldestMillis;
    return this;
  }

  /** Another entry or node in a slot whose oldest time was {@code before}. */
  private Branch<K, S> withSlot(Edit edit, int index, long before, Object slot) {
    Object[] changed = owner == edit ? slots : slots.clone();
    changed[index] = slot;
    long after = Node.oldestMillis(slot);
    long oldest = after <= oldestMillis ? after : without(changed, before);
    return with(edit, entryMap, nodeMap, changed, oldest);
  }

  /** The oldest time of slots from which one has gone; asked anew only if that was the oldest. */
  private long without(Object[] changed, long gone) {
    return gone > oldestMillis ? oldestMillis : oldestOf(changed);
  }

  private static long oldestOf(Object[] slots) {
    long oldest = Long.MAX_VALUE;
    for (Object slot : slots) {
      oldest = Math.min(oldest, Node.oldestMillis(slot));
    }
    return oldest;
  }

  private static Object[] inserted(Object[] slots, int index, Object slot) {
    Object[] longer = new Object[slots.length + 1];
    System.arraycopy(slots, 0, longer, 0, index);
    longer[index] = slot;
    System.arraycopy(slots, index, longer, index + 1, slots.length - index);
    return longer;
  }

  private static Object[] removed(Object[] slots, int index) {
    Object[] shorter = new Object[slots.length - 1];
    System.arraycopy(slots, 0, shorter, 0, index);
    System.arraycopy(slots, index + 1, shorter, index, shorter.length - index);
    return shorter;
  }
}
