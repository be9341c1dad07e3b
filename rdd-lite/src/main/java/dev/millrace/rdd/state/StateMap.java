package dev.millrace.rdd.state;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The keyed state of one partition at one time. <em>Immutable</em>: an edit makes another version,
 * which shares with this one all that it does not change.
 *
 * <p>Finding a key and changing one cost a few steps however large the map is. Versions that are no
 * longer referred to are collected as any object is. The order of entries follows from the hashes
 * of their keys.
 *
 * <p>State objects are handed out and kept as they are. Whoever changes one in place changes it in
 * every version: put a new object instead.
 *
 * @param <K> the type of the keys, whose {@code hashCode} and {@code equals} must not change
 * @param <S> the type of the states
 */
public final class StateMap<K, S> implements Iterable<StateEntry<K, S>> {

  private final Node<K, S> root;
  private final int size;

  StateMap(Node<K, S> root, int size) {
    this.root = root;
    this.size = size;
  }

  /** A map without keys. */
  public static <K, S> StateMap<K, S> empty() {
    return new StateMap<>(Branch.empty(), 0);
  }

  /** How many keys there are. */
  public int size() {
    return size;
  }

  /** The entry of a key. */
  public Optional<StateEntry<K, S>> get(K key) {
    return root.find(0, KeyHash.of(key), key);
  }

  /** An editor that begins with these entries and leaves this version as it is. */
  public StateEditor<K, S> edit() {
    return new StateEditor<>(root, size);
  }

  /**
   * Tells what has to be done to an older version to make it this one. Costs what differs, not what
   * there is: parts that the two share are not looked at.
   */
  public void changesSince(StateMap<K, S> older, StateChanges<K, S> changes) {
    new Difference<>(changes).between(0, older.root, root);
  }

  /** All entries, in the order of their keys' hashes. */
  @Override
  public Iterator<StateEntry<K, S>> iterator() {
    return new Entries<>(root);
  }

  /** For tests that prove what versions share. */
  Node<K, S> root() {
    return root;
  }

  @Override
  public String toString() {
    return "StateMap(" + size + " keys)";
  }

  /** Walks the tree, depth first. */
  static final class Entries<K, S> implements Iterator<StateEntry<K, S>> {

    private final Deque<Position<K, S>> path = new ArrayDeque<>();

    Entries(Node<K, S> root) {
      path.push(new Position<>(root));
      settle();
    }

    @Override
    public boolean hasNext() {
      return !path.isEmpty();
    }

    @Override
    @SuppressWarnings("unchecked") // settle() stops at entries only
    public StateEntry<K, S> next() {
      if (path.isEmpty()) {
        throw new NoSuchElementException();
      }
      Position<K, S> at = path.peek();
      StateEntry<K, S> entry = (StateEntry<K, S>) at.node.slot(at.index++);
      settle();
      return entry;
    }

    /** Goes on to the next entry, unless there is none. */
    @SuppressWarnings("unchecked") // what is no entry is a node of this map
    private void settle() {
      while (!path.isEmpty()) {
        Position<K, S> at = path.peek();
        if (at.index == at.node.slotCount()) {
          path.pop();
        } else if (at.node.slot(at.index) instanceof Node<?, ?> below) {
          at.index++;
          path.push(new Position<>((Node<K, S>) below));
        } else {
          return;
        }
      }
    }

    private static final class Position<K, S> {
      private final Node<K, S> node;
      private int index;

      Position(Node<K, S> node) {
        this.node = node;
      }
    }
  }
}
