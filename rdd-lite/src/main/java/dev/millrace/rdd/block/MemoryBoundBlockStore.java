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
import java.util.List;
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

  /** Guarded by the lock. */
  private final BlockLedger ledger;

  /** Why the executor's blocks are gone; empty while they are not. Guarded by the lock. */
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
    this.executorId = executorId;
    this.memoryBytesMax = memoryBytesMax;
    this.ledger = new BlockLedger(memoryBytesMax);
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
    if (level.useMemory() && putInMemory(new StoredBlock(key, content, level, retention))) {
      return true;
    }
    if (level.useDisk()) {
      putOnDisk(key, content, level, retention);
      return true;
    }
    synchronized (lock) {
      ledger.countRefusal();
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
    StoredBlock block;
    Content content;
    synchronized (lock) {
      checkUsable();
      Optional<StoredBlock> found = ledger.use(key);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      block = found.get();
      content = block.content();
    }
    try {
      return Optional.of(content.restore(filesOf(key)));
    } catch (CorruptBlockException e) {
      synchronized (lock) {
        checkUsable();
        if (!ledger.isCurrent(block)) {
          return Optional.empty(); // it was removed, and its file with it, while it was to be read
        }
        ledger.removeCorrupt(block);
      }
      deleteFile((Content.OnDisk) content);
      throw e;
    }
  }

  @Override
  public void remove(BlockKey key) {
    Content content;
    synchronized (lock) {
      checkUsable();
      Optional<StoredBlock> found = ledger.use(key);
      if (found.isEmpty()) {
        return;
      }
      content = found.get().content();
      ledger.remove(found.get());
    }
    if (content instanceof Content.OnDisk onDisk) {
      deleteFile(onDisk);
    } else {
      tellOfRoom();
    }
  }

  /** Whether the block is here, in memory or on disk. */
  @Override
  public boolean contains(BlockKey key) {
    synchronized (lock) {
      checkUsable();
      return ledger.contains(key);
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
      return ledger.stats();
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
    List<SpillFile> files;
    synchronized (lock) {
      if (lostBecause.isPresent()) {
        return;
      }
      lostBecause = Optional.of(reason);
      files = ledger.clear();
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
    Content.InMemory content = onHeap(value, level);
    return level.useOffHeap() ? content.offHeap() : content;
  }

  private Content.InMemory onHeap(BlockValue value, StorageLevel level) {
    if (value instanceof BlockValue.Bytes bytes) {
      return new Content.PlainBytes(bytes);
    }
    BlockValue.Objects given = (BlockValue.Objects) value;
    return level.useMemory() && level.deserialized()
        ? new Content.PlainObjects(given)
        : new Content.EncodedObjects(objects.encode(given.records()), given.sizeBytes());
  }

  /** Keeps a block in memory, where older ones give way if that is enough; false if it is not. */
  private boolean putInMemory(StoredBlock block) {
    boolean hasEvicted = false;
    try {
      while (true) {
        List<StoredBlock> toSpill;
        synchronized (lock) {
          checkUsable();
          if (ledger.contains(block.key())) {
            return true;
          }
          long missingBytes = ledger.missingBytes(block);
          if (missingBytes == 0) {
            ledger.add(block);
            return true;
          }
          if (!ledger.canMakeRoom(missingBytes)) {
            return false;
          }
          toSpill = ledger.makeRoom(missingBytes);
          hasEvicted = true;
        }
        spillAll(toSpill);
      }
    } finally {
      if (hasEvicted) {
        tellOfRoom(); // what gave way may have been larger than what came
      }
    }
  }

  private void spillAll(List<StoredBlock> blocks) {
    int done = 0;
    try {
      for (StoredBlock block : blocks) {
        spill(block);
        done++;
      }
    } finally {
      List<StoredBlock> notSpilled = blocks.subList(done, blocks.size());
      synchronized (lock) {
        notSpilled.stream().filter(ledger::isCurrent).forEach(ledger::allowEviction);
      }
    }
  }

  private void spill(StoredBlock block) {
    Content.OnDisk onDisk;
    try {
      // Nobody else changes the content of a block that was marked to be written.
      onDisk = write(block.key(), (Content.InMemory) block.content());
    } catch (RecordEncodingException e) {
      drop(block, e);
      return;
    }
    boolean isKept;
    synchronized (lock) {
      isKept = ledger.isCurrent(block);
      if (isKept) {
        ledger.moveToDisk(block, onDisk);
      }
    }
    if (!isKept) {
      discard(onDisk);
    }
  }

  /** A recomputable block of objects that no file can hold makes room by going. */
  private void drop(StoredBlock block, RecordEncodingException reason) {
    LOG.warn(
        "block {} is dropped, to be computed again: it had to make room and cannot go to disk ({})",
        block.key(),
        reason.getMessage());
    synchronized (lock) {
      if (ledger.isCurrent(block)) {
        ledger.evict(block);
      }
    }
  }

  private void putOnDisk(
      BlockKey key, Content.InMemory content, StorageLevel level, Retention retention) {
    Content.OnDisk onDisk = write(key, content);
    boolean isKept;
    synchronized (lock) {
      isKept = lostBecause.isEmpty() && !ledger.contains(key);
      if (isKept) {
        ledger.add(new StoredBlock(key, onDisk, level, retention));
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

  /**
   * Deletes the file of a block that the ledger has let go. If the executor was lost meanwhile,
   * that file was what kept the directory.
   */
  private void deleteFile(Content.OnDisk onDisk) {
    directory.delete(onDisk.file());
    boolean isLost;
    synchronized (lock) {
      isLost = lostBecause.isPresent();
    }
    if (isLost) {
      directory.deleteIfEmpty();
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
}
