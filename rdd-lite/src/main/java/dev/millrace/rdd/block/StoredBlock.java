package dev.millrace.rdd.block;

import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.BlockStore.Retention;
import dev.millrace.rdd.StorageLevel;

/**
 * A block that is in the store. Its content is changed by the ledger alone, under the store's lock.
 */
final class StoredBlock {

  private final BlockKey key;
  private final StorageLevel level;
  private final Retention retention;

  /** Volatile, because whoever writes the block to disk reads it without the lock. */
  private volatile Content content;

  StoredBlock(BlockKey key, Content content, StorageLevel level, Retention retention) {
    this.key = key;
    this.content = content;
    this.level = level;
    this.retention = retention;
  }

  BlockKey key() {
    return key;
  }

  Content content() {
    return content;
  }

  void moveTo(Content.OnDisk onDisk) {
    content = onDisk;
  }

  boolean mayGoToDisk() {
    return level.useDisk();
  }

  boolean mayGiveWay() {
    return retention == Retention.RECOMPUTABLE && content instanceof Content.InMemory;
  }
}
