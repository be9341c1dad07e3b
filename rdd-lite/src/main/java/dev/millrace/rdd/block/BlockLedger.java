package dev.millrace.rdd.block;

import dev.millrace.rdd.BlockKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which blocks are where, and how much they take. <em>Guarded by the store's lock.</em> */
final class BlockLedger {

  private final long memoryBytesMax;

  private final Map<BlockKey, StoredBlock> blocks = new HashMap<>();

  /**
   * The recomputable blocks in memory that nobody is writing to disk, least recently used first.
   */
  private final LinkedHashMap<BlockKey, StoredBlock> evictable =
      new LinkedHashMap<>(16, 0.75f, true);

  /** Bytes of all blocks in memory, those being written among them; never more than the bound. */
  private long memoryBytes;

  /** Bytes of the evictable blocks. */
  private long evictableBytes;

  private long diskBytes;
  private long evictedCount;
  private long spilledCount;
  private long refusedCount;
  private long corruptCount;

  BlockLedger(long memoryBytesMax) {
    if (memoryBytesMax < 0) {
      throw new IllegalArgumentException("memoryBytesMax must not be negative: " + memoryBytesMax);
    }
    this.memoryBytesMax = memoryBytesMax;
  }

  boolean contains(BlockKey key) {
    return blocks.containsKey(key);
  }

  /** Whether this very block, and not another one of its key, is still here. */
  boolean isCurrent(StoredBlock block) {
    return blocks.get(block.key()) == block;
  }

  /** The block, which counts as used just now. */
  Optional<StoredBlock> use(BlockKey key) {
    evictable.get(key); // moves it behind the others
    return Optional.ofNullable(blocks.get(key));
  }

  /** Bytes of memory that must be freed before a block fits. */
  long missingBytes(StoredBlock block) {
    return Math.max(0, block.content().memoryBytes() - (memoryBytesMax - memoryBytes));
  }

  boolean canMakeRoom(long missingBytes) {
    return missingBytes <= evictableBytes;
  }

  void add(StoredBlock block) {
    blocks.put(block.key(), block);
    memoryBytes += block.content().memoryBytes();
    diskBytes += block.content().diskBytes();
    if (memoryBytes > memoryBytesMax) {
      throw new IllegalStateException(
          "blocks take " + memoryBytes + " bytes of " + memoryBytesMax + " after " + block.key());
    }
    if (block.content() instanceof Content.OnDisk) {
      spilledCount++;
    }
    allowEviction(block);
  }

  void remove(StoredBlock block) {
    blocks.remove(block.key());
    forbidEviction(block);
    memoryBytes -= block.content().memoryBytes();
    diskBytes -= block.content().diskBytes();
  }

  /**
   * Drops the least recently used blocks, or marks them to be written to disk if they may go there.
   *
   * @return those that were marked; they make room once they were moved
   */
  List<StoredBlock> makeRoom(long missingBytes) {
    List<StoredBlock> toSpill = new ArrayList<>();
    long made = 0;
    while (made < missingBytes) {
      StoredBlock oldest = evictable.values().iterator().next();
      made += oldest.content().memoryBytes();
      if (oldest.mayGoToDisk()) {
        forbidEviction(oldest);
        toSpill.add(oldest);
      } else {
        evict(oldest);
      }
    }
    return toSpill;
  }

  /** Drops a block to make room. */
  void evict(StoredBlock block) {
    remove(block);
    evictedCount++;
  }

  /** Notes that a marked block is on disk now. */
  void moveToDisk(StoredBlock block, Content.OnDisk onDisk) {
    memoryBytes -= block.content().memoryBytes();
    block.moveTo(onDisk);
    diskBytes += onDisk.diskBytes();
    spilledCount++;
  }

  /** Lets a block give way, if it is of that kind. */
  void allowEviction(StoredBlock block) {
    if (block.mayGiveWay()) {
      evictable.put(block.key(), block);
      evictableBytes += block.content().memoryBytes();
    }
  }

  void removeCorrupt(StoredBlock block) {
    remove(block);
    corruptCount++;
  }

  void countRefusal() {
    refusedCount++;
  }

  /** Forgets all blocks. */
  List<SpillFile> clear() {
    List<SpillFile> files = new ArrayList<>();
    for (StoredBlock block : blocks.values()) {
      if (block.content() instanceof Content.OnDisk onDisk) {
        files.add(onDisk.file());
      }
    }
    blocks.clear();
    evictable.clear();
    memoryBytes = 0;
    evictableBytes = 0;
    diskBytes = 0;
    return files;
  }

  BlockStoreStats stats() {
    return new BlockStoreStats(
        memoryBytes,
        memoryBytesMax,
        diskBytes,
        blocks.size(),
        evictedCount,
        spilledCount,
        refusedCount,
        corruptCount);
  }

  private void forbidEviction(StoredBlock block) {
    if (evictable.remove(block.key(), block)) {
      evictableBytes -= block.content().memoryBytes();
    }
  }
}
