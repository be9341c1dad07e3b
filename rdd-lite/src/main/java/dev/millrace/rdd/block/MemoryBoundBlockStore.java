package dev.millrace.rdd.block;

import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.BlockStore;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.StorageLevel;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks of one executor: in memory up to a bound, the rest on disk as far as their levels
 * allow. <em>Thread-safe.</em>
 *
 * <p>When a block needs room, recomputable blocks that nobody used for longest give way: those
 * whose level has disk are written there, the others dropped. Pinned blocks never move. A block is
 * given back in the kind in which it was put, bytes or objects, wherever it has been in between;
 * one that is on disk stays there.
 *
 * <p>A block is in one of these states, and the same entry goes from left to right:
 *
 * <pre>
 * (absent) → in memory → being written (still read from memory) → on disk → (absent)
 *               └──────────── dropped to make room ───────────────────────────┘
 * </pre>
 *
 * <p>The lock is held for the bookkeeping alone: encoding, writing and reading happen outside, so
 * that a reader of blocks in memory never waits for a disk.
 */
public final class MemoryBoundBlockStore implements BlockStore, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryBoundBlockStore.class);

  private final String executorId;
  private final long memoryBytesMax;
  private final SpillDirectory directory;
  private final ObjectParts objects;
  private final List<Runnable> roomListeners = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();

  // Everything below is guarded by the lock.

  private final Map<BlockKey, Entry> blocks = new HashMap<>();

  /**
   * The recomputable blocks in memory that nobody is writing to disk, least recently used first.
   */
  private final LinkedHashMap<BlockKey, Entry> evictable = new LinkedHashMap<>(16, 0.75f, true);

  /** Bytes of all blocks in memory, those being written among them; never more than the bound. */
  private long memoryBytes;

  /** Bytes of the evictable blocks. */
  private long evictableBytes;

  private long diskBytes;
  private long evictedCount;
  private long spilledCount;
  private long refusedCount;
  private long corruptCount;

  /** Why the executor's blocks are gone; empty while they are not. */
  private Optional<String> lostBecause = Optional.empty();

  /**
   * A store without blocks.
   *
   * @param executorId the executor whose blocks they are, named in errors
   * @param memoryBytesMax the most bytes that blocks may take in memory
   * @param spillDirectory where blocks go that have no room in memory; made when the first one
   *     does, and must not be there before; deleted on {@link #close}
   * @param codec turns objects into bytes for levels that want them so
   */
  public MemoryBoundBlockStore(
      String executorId, long memoryBytesMax, Path spillDirectory, RecordCodec<Object> codec) {
    if (memoryBytesMax < 0) {
      throw new IllegalArgumentException("memoryBytesMax must not be negative: " + memoryBytesMax);
    }
    this.executorId = executorId;
    this.memoryBytesMax = memoryBytesMax;
    this.directory = new SpillDirectory(spillDirectory);
    this.objects = new ObjectParts(codec);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the level keeps nothing, or if the block is pinned, may not
   *     go to disk and is larger than all the memory: room for it can never appear
   * @throws RecordEncodingException if the level wants objects as bytes and one of them cannot be
   *     encoded
   */
  @Override
  public boolean put(BlockKey key, BlockValue value, StorageLevel level, Retention retention) {
    if (!level.isKept()) {
      throw new IllegalArgumentException("block " + key + ": level must keep the block: " + level);
    }
    if (contains(key)) {
      return true;
    }
    Content.InMemory content = contentOf(value, level);
    if (level.useMemory() && putInMemory(new Entry(key, content, level, retention))) {
      return true;
    }
    if (level.useDisk()) {
      putOnDisk(key, content, level, retention);
      return true;
    }
    synchronized (lock) {
      refusedCount++;
    }
    if (retention == Retention.PINNED && content.memoryBytes() > memoryBytesMax) {
      throw new IllegalArgumentException(
          "block "
              + key
              + " has "
              + content.memoryBytes()
              + " bytes, more than the "
              + memoryBytesMax
              + " bytes for all blocks of executor "
              + executorId
              + ". Give blocks more memory, make them smaller, or use a level with disk");
    }
    return false;
  }

  /**
   * {@inheritDoc}
   *
   * @throws CorruptBlockException if its file is damaged. The store drops it, so that whoever asks
   *     again finds it missing and computes it, or reads it elsewhere
   * @throws java.io.UncheckedIOException if its file cannot be read just now
   */
  @Override
  public Optional<BlockValue> get(BlockKey key) {
    Entry entry;
    Content content;
    synchronized (lock) {
      checkUsable();
      entry = blocks.get(key);
      if (entry == null) {
        return Optional.empty();
      }
      evictable.get(key); // used just now
      content = entry.content;
    }
    try {
      return Optional.of(content.restore(filesOf(key)));
    } catch (CorruptBlockException e) {
      synchronized (lock) {
        checkUsable();
        if (!isCurrent(entry)) {
          return Optional.empty(); // it was removed, and its file with it, while it was to be read
        }
        forget(entry);
        corruptCount++;
      }
      directory.delete(((Content.OnDisk) content).file());
      throw e;
    }
  }

  @Override
  public void remove(BlockKey key) {
    Content content;
    synchronized (lock) {
      checkUsable();
      Entry entry = blocks.get(key);
      if (entry == null) {
        return;
      }
      content = entry.content;
      forget(entry);
    }
    if (content instanceof Content.OnDisk onDisk) {
      directory.delete(onDisk.file());
    } else {
      tellOfRoom();
    }
  }

  /** Whether the block is here, in memory or on disk. */
  @Override
  public boolean contains(BlockKey key) {
    synchronized (lock) {
      checkUsable();
      return blocks.containsKey(key);
    }
  }

  @Override
  public Runnable onRoom(Runnable listener) {
    // Wrapped, so that a listener added twice is two.
    Runnable added = () -> listener.run();
    roomListeners.add(added);
    return () -> roomListeners.remove(added);
  }

  /**
   * What the store holds and has done; nothing any more, but the counts, once the executor is lost.
   */
  public BlockStoreStats stats() {
    synchronized (lock) {
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
  }

  /**
   * The executor is lost: drops all blocks and deletes their files. From the return of this method
   * on every use but {@link #stats} throws {@link IllegalStateException}. Only the first call has
   * an effect.
   *
   * @param reason stands in those exceptions
   * @throws java.io.UncheckedIOException if files cannot be deleted; the blocks are gone all the
   *     same
   */
  public void lose(String reason) {
    List<SpillFile> files = new ArrayList<>();
    synchronized (lock) {
      if (lostBecause.isPresent()) {
        return;
      }
      lostBecause = Optional.of(reason);
      for (Entry entry : blocks.values()) {
        if (entry.content instanceof Content.OnDisk onDisk) {
          files.add(onDisk.file());
        }
      }
      blocks.clear();
      evictable.clear();
      memoryBytes = 0;
      evictableBytes = 0;
      diskBytes = 0;
    }
    tellOfRoom();
    directory.deleteAll(files);
  }

  /** Drops all blocks and deletes their files, as {@link #lose} does. Idempotent. */
  @Override
  public void close() {
    lose("it was closed");
  }

  private Content.InMemory contentOf(BlockValue value, StorageLevel level) {
    if (value instanceof BlockValue.Bytes bytes) {
      return new Content.PlainBytes(bytes);
    }
    BlockValue.Objects given = (BlockValue.Objects) value;
    return level.useMemory() && level.deserialized()
        ? new Content.PlainObjects(given)
        : new Content.EncodedObjects(objects.encode(given.records()), given.sizeBytes());
  }

  /** Keeps a block in memory, where older ones give way if that is enough; false if it is not. */
  private boolean putInMemory(Entry entry) {
    boolean hasEvicted = false;
    while (true) {
      List<Entry> toSpill;
      synchronized (lock) {
        checkUsable();
        if (blocks.containsKey(entry.key)) {
          return true;
        }
        long missing = entry.content.memoryBytes() - (memoryBytesMax - memoryBytes);
        if (missing <= 0) {
          remember(entry);
          break;
        }
        if (missing > evictableBytes) {
          return false;
        }
        toSpill = makeRoom(missing);
        hasEvicted = true;
      }
      spillAll(toSpill);
    }
    if (hasEvicted) {
      tellOfRoom(); // what gave way may have been larger than what came
    }
    return true;
  }

  /**
   * Drops or marks the least recently used blocks; those returned make room once they are on disk.
   */
  private List<Entry> makeRoom(long missing) {
    List<Entry> toSpill = new ArrayList<>();
    long made = 0;
    while (made < missing) {
      Entry oldest = evictable.values().iterator().next();
      made += oldest.content.memoryBytes();
      if (oldest.level.useDisk()) {
        protectFromEviction(oldest);
        toSpill.add(oldest);
      } else {
        forget(oldest);
        evictedCount++;
      }
    }
    return toSpill;
  }

  private void spillAll(List<Entry> entries) {
    int done = 0;
    try {
      for (Entry entry : entries) {
        spill(entry);
        done++;
      }
    } finally {
      List<Entry> notSpilled = entries.subList(done, entries.size());
      synchronized (lock) {
        notSpilled.stream().filter(this::isCurrent).forEach(this::allowEviction);
      }
    }
  }

  private void spill(Entry entry) {
    Content.OnDisk onDisk;
    try {
      onDisk = write(entry.key, (Content.InMemory) entry.content);
    } catch (RecordEncodingException e) {
      drop(entry, e);
      return;
    }
    boolean isKept;
    synchronized (lock) {
      isKept = isCurrent(entry);
      if (isKept) {
        memoryBytes -= entry.content.memoryBytes();
        entry.content = onDisk;
        diskBytes += onDisk.diskBytes();
        spilledCount++;
      }
    }
    if (!isKept) {
      discard(onDisk);
    }
  }

  /** A recomputable block of objects that no file can hold makes room by going. */
  private void drop(Entry entry, RecordEncodingException reason) {
    LOG.warn(
        "block {} is dropped, to be computed again: it had to make room and cannot go to disk ({})",
        entry.key,
        reason.getMessage());
    synchronized (lock) {
      if (isCurrent(entry)) {
        forget(entry);
        evictedCount++;
      }
    }
  }

  private void putOnDisk(
      BlockKey key, Content.InMemory content, StorageLevel level, Retention retention) {
    Content.OnDisk onDisk = write(key, content);
    boolean isKept;
    synchronized (lock) {
      isKept = lostBecause.isEmpty() && !blocks.containsKey(key);
      if (isKept) {
        remember(new Entry(key, onDisk, level, retention));
        spilledCount++;
      }
    }
    if (!isKept) {
      discard(onDisk);
    }
  }

  private Content.OnDisk write(BlockKey key, Content.InMemory content) {
    try {
      return content.spill(filesOf(key));
    } catch (UncheckedIOException e) {
      endIfLost(); // the directory may have been deleted under the file
      throw e;
    }
  }

  /** Deletes a file that came too late: its block is there already, or gone, or the executor is. */
  private void discard(Content.OnDisk onDisk) {
    directory.delete(onDisk.file());
    endIfLost();
  }

  /** If the executor is lost, whoever still worked on a file cleans up behind itself. */
  private void endIfLost() {
    boolean isLost;
    synchronized (lock) {
      isLost = lostBecause.isPresent();
    }
    if (isLost) {
      directory.deleteIfEmpty();
      synchronized (lock) {
        checkUsable();
      }
    }
  }

  private void remember(Entry entry) {
    blocks.put(entry.key, entry);
    memoryBytes += entry.content.memoryBytes();
    diskBytes += entry.content.diskBytes();
    if (memoryBytes > memoryBytesMax) {
      throw new IllegalStateException(
          "blocks take " + memoryBytes + " bytes of " + memoryBytesMax + " after " + entry.key);
    }
    allowEviction(entry);
  }

  private void forget(Entry entry) {
    blocks.remove(entry.key);
    protectFromEviction(entry);
    memoryBytes -= entry.content.memoryBytes();
    diskBytes -= entry.content.diskBytes();
  }

  private void allowEviction(Entry entry) {
    if (entry.retention == Retention.RECOMPUTABLE && entry.content instanceof Content.InMemory) {
      evictable.put(entry.key, entry);
      evictableBytes += entry.content.memoryBytes();
    }
  }

  private void protectFromEviction(Entry entry) {
    if (evictable.remove(entry.key, entry)) {
      evictableBytes -= entry.content.memoryBytes();
    }
  }

  private boolean isCurrent(Entry entry) {
    return blocks.get(entry.key) == entry;
  }

  private void checkUsable() {
    if (lostBecause.isPresent()) {
      throw new IllegalStateException(
          "executor " + executorId + " is lost and its blocks with it: " + lostBecause.get());
    }
  }

  private void tellOfRoom() {
    roomListeners.forEach(Runnable::run);
  }

  private Content.BlockFiles filesOf(BlockKey key) {
    return new Content.BlockFiles() {
      @Override
      public SpillFile write(List<ByteBuffer> parts) {
        return directory.write(key, parts);
      }

      @Override
      public List<ByteBuffer> read(SpillFile file) {
        return directory.read(key, file);
      }

      @Override
      public ObjectParts objects() {
        return objects;
      }
    };
  }

  /** A block that is here. Its content changes under the lock when it goes to disk. */
  private static final class Entry {

    private final BlockKey key;
    private final StorageLevel level;
    private final Retention retention;
    private volatile Content content;

    Entry(BlockKey key, Content content, StorageLevel level, Retention retention) {
      this.key = key;
      this.content = content;
      this.level = level;
      this.retention = retention;
    }
  }
}
