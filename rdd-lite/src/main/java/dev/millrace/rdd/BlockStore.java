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

  /** Forgets a block and frees what it took; no error if it is not there. */
  void remove(BlockKey key);
}
