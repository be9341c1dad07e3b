package dev.millrace.rdd;

import java.util.Optional;

/** The blocks of one executor, within its memory bound. <em>Thread-safe.</em> */
public interface BlockStore {

  /** Whether a block may go when room is needed. */
  enum Retention {
    /** Can be computed again from its lineage: the least recently used of these go first. */
    RECOMPUTABLE,
    /**
     * Stays until it is removed: the only copy, or the quick one, of records that were received.
     */
    PINNED
  }

  /**
   * Keeps a block at a level (its replication is the caller's business). Putting a key that is
   * there changes nothing and returns true. May block on the disk.
   *
   * @return false when there is no room for it: memory is full of pinned blocks and the level has
   *     no disk. The caller holds its source back and tries again.
   * @throws java.io.UncheckedIOException if spilling to disk fails
   * @throws IllegalStateException if the executor has been lost
   */
  boolean put(BlockKey key, BlockValue value, StorageLevel level, Retention retention);

  /** The block, from memory or disk; empty when this executor does not have it. */
  Optional<BlockValue> get(BlockKey key);

  /** Whether this executor has the block, in memory or on disk; reads nothing. */
  default boolean contains(BlockKey key) {
    return get(key).isPresent();
  }

  /** Forgets a block and frees what it took; no error if it is not there. */
  void remove(BlockKey key);

  /**
   * Has {@code listener} called whenever room may have appeared, until the returned action is run:
   * a writer whose put was refused waits for this instead of asking again and again. It is called
   * on the thread that made room, must return quickly and not throw; it is called too when the
   * executor is lost, so that nobody waits for ever. A store that never refuses a block has nothing
   * to tell, which is what this default does.
   *
   * @return ends the calls; running it twice does no harm
   */
  default Runnable onRoom(Runnable listener) {
    return () -> {};
  }
}
