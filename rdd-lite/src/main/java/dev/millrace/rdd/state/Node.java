package dev.millrace.rdd.state;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * A part of a {@link StateMap}: the entries whose hashes begin alike. Immutable for everybody but
 * the {@link Edit} that made it.
 *
 * <p>Methods that change return the changed node, which is the same one where the edit owns it.
 * They count added and removed entries in the edit.
 */
abstract sealed class Node<K, S> permits Branch, Collision {

  /** How many bits of the hash choose a place in a branch. */
  static final int BITS = 5;

  /** The last level whose bits a hash has; below it equal hashes share a {@link Collision}. */
  static final int SHIFT_MAX = 30;

  /** The least {@code touchedMillis} of all entries; the largest long if there is none. */
  abstract long oldestMillis();

  abstract Optional<StateEntry<K, S>> find(int shift, int hash, Object key);

  abstract Node<K, S> put(Edit edit, int shift, int hash, StateEntry<K, S> entry);

  /** Without the key; nothing changes if it is not there. */
  abstract Node<K, S> remove(Edit edit, int shift, int hash, Object key);

  /** Without the entries touched before a time; visits only nodes that have such entries. */
  abstract Node<K, S> expire(Edit edit, long beforeMillis, Consumer<StateEntry<K, S>> expired);

  abstract boolean isEmpty();

  /** The only entry, if there is exactly one. */
  abstract Optional<StateEntry<K, S>> onlyEntry();

  /** How many slots there are: places of entries first, places of further nodes after them. */
  abstract int slotCount();

  /** What is in a slot: a {@link StateEntry} or a {@link Node}. */
  abstract Object slot(int index);

  /** A node of two entries with different keys. */
  static <K, S> Node<K, S> pair(
      Edit edit,
      int shift,
      int firstHash,
      StateEntry<K, S> first,
      int secondHash,
      StateEntry<K, S> second) {
    if (shift > SHIFT_MAX) {
      return new Collision<>(edit, new Object[] {first, second});
    }
    long oldest = Math.min(first.touchedMillis(), second.touchedMillis());
    int firstBit = bit(firstHash, shift);
    int secondBit = bit(secondHash, shift);
    if (firstBit == secondBit) {
      Node<K, S> below = pair(edit, shift + BITS, firstHash, first, secondHash, second);
      return new Branch<>(edit, 0, firstBit, new Object[] {below}, oldest);
    }
    boolean inOrder = Integer.compareUnsigned(firstBit, secondBit) < 0;
    Object[] slots = inOrder ? new Object[] {first, second} : new Object[] {second, first};
    return new Branch<>(edit, firstBit | secondBit, 0, slots, oldest);
  }

  static int bit(int hash, int shift) {
    return 1 << ((hash >>> shift) & ((1 << BITS) - 1));
  }

  /** When what is in a slot was touched first. */
  static long oldestMillis(Object slot) {
    return slot instanceof StateEntry<?, ?> entry
        ? entry.touchedMillis()
        : ((Node<?, ?>) slot).oldestMillis();
  }
}
