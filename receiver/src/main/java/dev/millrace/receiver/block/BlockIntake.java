package dev.millrace.receiver.block;

import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.BlockGenerator;
import dev.millrace.receiver.BlockGeneratorListener;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.IntakeCounts;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.time.Time;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the records of one incarnation of a receiver become blocks: its generators, and the rate
 * limit and the queue of sealed blocks that they share. <em>Owned by whoever holds the receiver's
 * monitor.</em>
 *
 * <p>Nothing here waits: an offer says whether it was accepted or for how long to wait. A sealed
 * block counts against the queue's bound until it is released, that is until the driver has
 * acknowledged it. A generator whose open block is due while there is no room takes nothing more,
 * so what is held never exceeds the queue and one block interval (or size bound) for each
 * generator.
 */
public final class BlockIntake<T> {

  /** Returned by offers that were accepted. */
  public static final long ACCEPTED = 0;

  /** Returned by offers that must wait until {@link IntakeListener#onRoom}. */
  public static final long HELD_BACK = Long.MAX_VALUE;

  private final int streamId;
  private final RecordCodec<T> codec;
  private final StorageLevel level;
  private final boolean logged;
  private final ReceiverListener counters;
  private final IntakeListener listener;
  private final RateLimiter limiter;
  private final SealedQueue<T> queue;
  private final Sealer<T> sealer;

  /** Records that came to be in a place of {@link IntakeCounts}, as it says. */
  private long taken;

  private long acknowledged;
  private long dropped;
  private long lost;
  private long undecided;
  private long calling;
  private long refused;

  private boolean active;
  private boolean stopping;
  private boolean drained;

  /** Callers that bring whole blocks. */
  private int callers;

  /** Somebody was sent away with {@link #HELD_BACK} and not called back since. */
  private boolean heldBack;

  /** Why nothing is taken any more, once the receiver is fenced. */
  private Optional<String> fenced = Optional.empty();

  public BlockIntake(
      int streamId,
      long incarnation,
      RecordCodec<T> codec,
      StorageLevel level,
      ReceiverSettings settings,
      ReceiverListener counters,
      IntakeListener listener,
      long nowNanos) {
    this.streamId = streamId;
    this.codec = codec;
    this.level = level;
    this.logged = settings.logEnabled();
    this.counters = counters;
    this.listener = listener;
    this.limiter = new RateLimiter(settings.initialRate(), settings.maxRate(), nowNanos);
    this.queue = new SealedQueue<>(streamId, incarnation, settings);
    this.sealer = new Sealer<>(queue, settings, counters, listener);
  }

  /** A generator, active if the intake is. */
  public Generator<T> newGenerator(BlockGeneratorListener<T> generatorListener) {
    requireNotFenced(0);
    if (stopping) {
      throw new IllegalStateException("the receiver is stopping, it makes no more generators");
    }
    Generator<T> generator = new Generator<>(codec, newBuffer(), generatorListener);
    if (active) {
      generator.start();
    }
    sealer.add(generator);
    return generator;
  }

  /** An empty buffer, for a block that a caller brings as a whole. */
  public RecordBuffer<T> newBuffer() {
    return RecordBuffer.of(codec, level, logged);
  }

  /** Lets the generators take data. */
  public void start() {
    active = true;
    sealer.start();
  }

  /**
   * Offers one record.
   *
   * @return {@link #ACCEPTED}, {@link #HELD_BACK}, or the nanoseconds to wait
   * @throws RecordEncodingException if it cannot be turned into bytes
   * @throws IllegalStateException if the generator does not take data
   */
  public long offer(Generator<T> generator, T record, long nowNanos) {
    long wait = add(generator, record, nowNanos);
    if (wait == ACCEPTED) {
      sealer.afterAdding(generator, nowNanos);
    }
    return wait;
  }

  /** As the other {@link #offer}, and tells the generator's listener in the same step. */
  public long offer(Generator<T> generator, T record, Object metadata, long nowNanos) {
    long wait = add(generator, record, nowNanos);
    if (wait == ACCEPTED) {
      tellAdded(generator, List.of(record), metadata);
      sealer.afterAdding(generator, nowNanos);
    }
    return wait;
  }

  /**
   * Offers records as one piece: all of them go into the same block, or none is taken.
   *
   * @param bytes what they take alone, at most {@link ReceiverSettings#BLOCK_BYTES_MAX}
   */
  public long offerAll(
      Generator<T> generator, List<T> records, long bytes, Object metadata, long nowNanos) {
    requireActive(generator, records.size());
    long wait = limiter.waitNanos(nowNanos);
    if (wait > 0) {
      return wait;
    }
    if (!sealer.hasRoomFor(generator, bytes, nowNanos)) {
      return holdBack();
    }
    for (T record : records) {
      if (!generator.add(record, nowNanos)) {
        throw new IllegalStateException(
            "a record does not fit into a block with room for its group: " + generator.openBytes());
      }
    }
    take(records.size(), nowNanos);
    tellAdded(generator, records, metadata);
    sealer.afterAdding(generator, nowNanos);
    return ACCEPTED;
  }

  /** Offers whole lines as bytes, as one piece. The caller asks {@link #admissible} first. */
  public long offerLines(
      Generator<T> generator, byte[] bytes, int from, int to, int lineCount, long nowNanos) {
    requireActive(generator, lineCount);
    if (!sealer.hasRoomFor(generator, to - from, nowNanos)) {
      return holdBack();
    }
    generator.addLines(bytes, from, to, lineCount, nowNanos);
    take(lineCount, nowNanos);
    sealer.afterAdding(generator, nowNanos);
    return ACCEPTED;
  }

  /** How many of {@code wanted} records the rate limit admits now. */
  public long admissible(long wanted, long nowNanos) {
    return limiter.admissible(wanted, nowNanos);
  }

  /** Nanoseconds until the rate limit admits a record. */
  public long waitNanos(long nowNanos) {
    return limiter.waitNanos(nowNanos);
  }

  /**
   * A caller begins to bring whole blocks; draining waits until it has done with them.
   *
   * @throws IllegalStateException if the receiver is not running
   */
  public void beginCaller() {
    requireRunning(0);
    callers++;
  }

  /**
   * Asks to bring a whole block of records at once, which is paid for by those that follow.
   *
   * @return {@link #ACCEPTED} or the nanoseconds to wait
   */
  public long admitBlock(long recordCount, long nowNanos) {
    requireNotFenced(recordCount);
    long wait = stopping ? 0 : limiter.waitNanos(nowNanos);
    if (wait == 0) {
      limiter.take(recordCount, nowNanos);
    }
    return wait;
  }

  /** Names a block that a caller brings as a whole. */
  public BlockId nextId(long recordCount) {
    requireNotFenced(0);
    taken += recordCount;
    calling += recordCount;
    return queue.nextId();
  }

  /**
   * A caller has done.
   *
   * @param recordCount records of the blocks that were named for it
   * @param good whether they are acknowledged; given up otherwise
   */
  public void endCaller(long recordCount, boolean good) {
    callers--;
    calling -= recordCount;
    if (good) {
      acknowledged += recordCount;
    } else {
      refused += recordCount;
    }
    afterProgress();
  }

  /** Where the records are now. Takes a few additions. */
  public IntakeCounts counts() {
    return new IntakeCounts(
        taken,
        sealer.openRecords(),
        queue.sealedRecords(),
        queue.storedRecords(),
        acknowledged,
        dropped,
        lost,
        undecided,
        calling,
        refused);
  }

  /** Changes the rate limit. */
  public void updateRate(double recordsPerSecond, long nowNanos) {
    limiter.updateRate(recordsPerSecond, nowNanos);
  }

  /** Seals the open blocks that are due; called after {@link IntakeListener#onSealTimer}. */
  public void sealDue(long nowNanos) {
    sealer.sealDue(nowNanos);
  }

  /**
   * Seals all open blocks at a batch tick; {@link IntakeListener#onTickSealed} follows when they
   * and all earlier ones are released.
   */
  public void sealTick(Time tick, long nowNanos) {
    sealer.sealTick(tick, nowNanos);
    afterProgress();
  }

  /** The next sealed block to store, from now on the caller's. */
  public Optional<QueuedBlock<T>> poll() {
    return queue.poll();
  }

  /** The block is stored: its bytes no longer count. */
  public void stored(BlockId id, long nowNanos) {
    queue.stored(id);
    useRoom(nowNanos);
  }

  /** Some of the block's records were dropped, and are counted as lost by the caller. */
  public void recount(BlockId id, long recordCount) {
    dropped += queue.recount(id, recordCount);
  }

  /** The driver has acknowledged the block: its records are no longer this receiver's to lose. */
  public void acknowledged(BlockId id) {
    acknowledged += queue.recount(id, 0);
  }

  /** All that follows an acknowledgement is done: the block's place in the queue is free. */
  public void release(BlockId id, long nowNanos) {
    queue.release(id).ifPresent(Generator::released);
    useRoom(nowNanos);
    afterProgress();
  }

  /** Takes nothing more; {@link IntakeListener#onDrained} follows when all blocks are released. */
  public void stop(long nowNanos) {
    stopping = true;
    sealer.stop(nowNanos);
    afterProgress();
    callBack();
  }

  /**
   * Ends everything at once: every use throws from now on.
   *
   * @param reported blocks that the driver may know of
   * @return how many accepted records are in no such block
   */
  public long fence(String reason, Set<BlockId> reported) {
    fenced = Optional.of(reason);
    long unheard = queue.recordsNotIn(reported);
    undecided = queue.sealedRecords() + queue.storedRecords() - unheard;
    lost = unheard + sealer.giveUp();
    queue.clear();
    callBack();
    return lost;
  }

  private long add(Generator<T> generator, T record, long nowNanos) {
    requireActive(generator, 1);
    if (limiter.admissible(1, nowNanos) == 0) {
      return limiter.waitNanos(nowNanos);
    }
    if (!sealer.hasRoomFor(generator, 0, nowNanos)) {
      return holdBack();
    }
    try {
      if (!generator.add(record, nowNanos)) {
        if (!sealer.seal(generator, nowNanos)) {
          return holdBack();
        }
        generator.add(record, nowNanos);
      }
    } catch (RecordEncodingException e) {
      counters.onPoisonRecord(streamId);
      throw e;
    }
    take(1, nowNanos);
    return ACCEPTED;
  }

  private void take(long recordCount, long nowNanos) {
    limiter.take(recordCount, nowNanos);
    taken += recordCount;
  }

  private void useRoom(long nowNanos) {
    if (sealer.useRoom(nowNanos)) {
      callBack();
    }
  }

  private void afterProgress() {
    for (Time tick : queue.passedTicks()) {
      listener.onTickSealed(tick);
    }
    boolean stopped = sealer.advance() && queue.isEmpty() && callers == 0;
    if (stopping && stopped && !drained && fenced.isEmpty()) {
      drained = true;
      listener.onDrained();
    }
  }

  private long holdBack() {
    if (!heldBack) {
      heldBack = true;
      counters.onSourceHeldBack(streamId);
    }
    return HELD_BACK;
  }

  private void callBack() {
    if (heldBack) {
      heldBack = false;
      listener.onRoom();
    }
  }

  /** Calls a user's listener; what it throws must not leave a record half added. */
  private void tellAdded(Generator<T> generator, List<T> records, Object metadata) {
    try {
      generator.listener().onAddData(records, metadata);
    } catch (RuntimeException e) {
      listener.onListenerFailure(e);
    }
  }

  private void requireActive(Generator<T> generator, long recordCount) {
    requireRunning(recordCount);
    if (generator.state() != BlockGenerator.State.ACTIVE) {
      counters.onRecordsRejected(streamId, recordCount);
      throw new IllegalStateException(
          "the block generator takes no data, it is " + generator.state());
    }
  }

  private void requireRunning(long recordCount) {
    requireNotFenced(recordCount);
    if (stopping || !active) {
      counters.onRecordsRejected(streamId, recordCount);
      throw new IllegalStateException(
          "the receiver of stream "
              + streamId
              + (stopping ? " has been stopped" : " has not been started")
              + " and takes no records");
    }
  }

  private void requireNotFenced(long recordCount) {
    if (fenced.isPresent()) {
      counters.onRecordsRejected(streamId, recordCount);
      throw new IllegalStateException(
          "the receiver of stream " + streamId + " has ended: " + fenced.get());
    }
  }
}
