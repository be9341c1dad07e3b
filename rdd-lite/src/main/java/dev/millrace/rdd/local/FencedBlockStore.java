package dev.millrace.rdd.local;

import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.BlockStore;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.StorageLevel;
import java.util.Optional;

/**
 * The blocks of an executor until it is lost; from then on every use throws. <em>Thread-safe.</em>
 */
final class FencedBlockStore implements BlockStore {

  private final BlockStore blocks;

  /**
   * Why the executor is lost; empty while it is alive. Volatile: set once, read before and after
   * each use.
   */
  private volatile Optional<String> fence = Optional.empty();

  FencedBlockStore(BlockStore blocks) {
    this.blocks = blocks;
  }

  /** From the return of this method on no new use of the store begins. */
  void fence(String reason) {
    fence = Optional.of(reason);
  }

  @Override
  public boolean put(BlockKey key, BlockValue value, StorageLevel level, Retention retention) {
    return open().put(key, value, level, retention);
  }

  @Override
  public Optional<BlockValue> get(BlockKey key) {
    return open().get(key);
  }

  @Override
  public boolean contains(BlockKey key) {
    return open().contains(key);
  }

  @Override
  public void remove(BlockKey key) {
    open().remove(key);
  }

  @Override
  public Runnable onRoom(Runnable listener) {
    return open().onRoom(listener);
  }

  private BlockStore open() {
    fence.ifPresent(
        reason -> {
          throw new IllegalStateException(reason);
        });
    return blocks;
  }

  /** The block, if it can be had: empty when the executor does not have it or is lost. */
  Optional<BlockValue> find(BlockKey key) {
    if (fence.isPresent()) {
      return Optional.empty();
    }
    try {
      return blocks.get(key);
    } catch (IllegalStateException e) {
      if (fence.isPresent()) {
        return Optional.empty(); // lost while it was read
      }
      throw e;
    }
  }

  /** Whether the block can be had here. */
  boolean has(BlockKey key) {
    if (fence.isPresent()) {
      return false;
    }
    try {
      return blocks.contains(key);
    } catch (IllegalStateException e) {
      if (fence.isPresent()) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Keeps the block if the executor is alive and has room; a copy that is not made does no harm.
   */
  boolean offer(BlockKey key, BlockValue value, StorageLevel level, Retention retention) {
    try {
      return fence.isEmpty() && blocks.put(key, value, level, retention);
    } catch (IllegalStateException e) {
      if (fence.isPresent()) {
        return false;
      }
      throw e;
    }
  }

  /** Forgets the block, unless the executor is lost and all is forgotten anyway. */
  void discard(BlockKey key) {
    if (fence.isPresent()) {
      return;
    }
    try {
      blocks.remove(key);
    } catch (IllegalStateException e) {
      if (fence.isEmpty()) {
        throw e;
      }
    }
  }
}
