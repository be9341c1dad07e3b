package dev.millrace.receiver.block;

import dev.millrace.rdd.BlockValue;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.time.Time;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The sealed blocks of a receiver, from sealing to the driver's acknowledgement, and the sequence
 * that names them. Bounded in blocks and in bytes. <em>Owned by its intake.</em>
 */
final class SealedQueue<T> {

  /** What is known of a sealed block; its records are with whoever stores it. */
  private static final class Entry<T> {
    final BlockId id;
    final Generator<T> generator;
    long recordCount;

    /** 0 once it is stored. */
    long unstoredBytes;

    boolean stored;

    Entry(BlockId id, Generator<T> generator, BlockValue value) {
      this.id = id;
      this.generator = generator;
      this.recordCount = value.recordCount();
      this.unstoredBytes = value.sizeBytes();
    }
  }

  private final int streamId;
  private final long incarnation;
  private final int blocksMax;

  /** Blocks not yet stored may hold this many bytes, and one block more. */
  private final long unstoredBytesMax;

  /** Sealed and not released, by sequence. */
  private final TreeMap<Long, Entry<T>> unreleased = new TreeMap<>();

  /** Sealed and not taken for storage, in the order of sealing; a part of {@link #unreleased}. */
  private final ArrayDeque<QueuedBlock<T>> waiting = new ArrayDeque<>();

  private final TickBarriers ticks = new TickBarriers();
  private long nextSequence;
  private long unstoredBytes;

  /** Records in blocks that are not stored, and in those that are. */
  private long sealedRecords;

  private long storedRecords;

  SealedQueue(int streamId, long incarnation, ReceiverSettings settings) {
    this.streamId = streamId;
    this.incarnation = incarnation;
    this.blocksMax = settings.blockQueueSize();
    this.unstoredBytesMax = 2L * settings.blockBytesMax();
  }

  BlockId nextId() {
    return new BlockId(streamId, incarnation, nextSequence++);
  }

  boolean hasRoom() {
    return unreleased.size() < blocksMax && unstoredBytes < unstoredBytesMax;
  }

  boolean isEmpty() {
    return unreleased.isEmpty();
  }

  SealedBlock add(Generator<T> generator, BlockValue value, long nowNanos) {
    SealedBlock block = new SealedBlock(nextId(), value, nowNanos);
    long sequence = block.id().sequence();
    unreleased.put(sequence, new Entry<>(block.id(), generator, value));
    waiting.add(new QueuedBlock<>(block, generator));
    unstoredBytes += value.sizeBytes();
    sealedRecords += value.recordCount();
    ticks.onSealed(generator, sequence);
    return block;
  }

  /** The next block to store, from now on the caller's. */
  Optional<QueuedBlock<T>> poll() {
    return Optional.ofNullable(waiting.poll());
  }

  /** The block's bytes are held by the block store or the log from now on. */
  void stored(BlockId id) {
    Entry<T> entry = unreleased.get(id.sequence());
    if (entry != null && !entry.stored) {
      unstoredBytes -= entry.unstoredBytes;
      entry.unstoredBytes = 0;
      entry.stored = true;
      sealedRecords -= entry.recordCount;
      storedRecords += entry.recordCount;
    }
  }

  /** Some of the block's records are no longer the queue's; returns how many. */
  long recount(BlockId id, long recordCount) {
    Entry<T> entry = unreleased.get(id.sequence());
    if (entry == null) {
      return 0;
    }
    long gone = entry.recordCount - recordCount;
    entry.recordCount = recordCount;
    if (entry.stored) {
      storedRecords -= gone;
    } else {
      sealedRecords -= gone;
    }
    return gone;
  }

  /** Forgets a block that has no records any more, if it is there, and says whose it was. */
  Optional<Generator<T>> release(BlockId id) {
    stored(id);
    return Optional.ofNullable(unreleased.remove(id.sequence())).map(entry -> entry.generator);
  }

  /** Records in blocks that are not stored. */
  long sealedRecords() {
    return sealedRecords;
  }

  /** Records in stored blocks without an acknowledgement. */
  long storedRecords() {
    return storedRecords;
  }

  void sealTick(Time tick, List<Generator<T>> unsealed) {
    ticks.add(tick, unsealed, nextSequence);
  }

  /** Ticks before which nothing is left, each returned once. */
  List<Time> passedTicks() {
    return ticks.passed(unreleased.isEmpty() ? Long.MAX_VALUE : unreleased.firstKey());
  }

  /** Records in blocks that are none of {@code reported}. */
  long recordsNotIn(Set<BlockId> reported) {
    return unreleased.values().stream()
        .filter(entry -> !reported.contains(entry.id))
        .mapToLong(entry -> entry.recordCount)
        .sum();
  }

  /** Forgets all blocks. */
  void clear() {
    unreleased.clear();
    waiting.clear();
    unstoredBytes = 0;
    sealedRecords = 0;
    storedRecords = 0;
  }
}
