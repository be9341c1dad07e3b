package dev.millrace.receiver;

import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.KryoRecordCodec;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Takes records in from a source that is not replayed by Millrace itself. Users extend it and pass
 * an instance to {@code receiverStream}.
 *
 * <p>The instance in the program is a description: every launch runs on a copy of its own, made by
 * Java serialisation, so fields that hold connections or threads are {@code transient} and are
 * opened in {@link #onStart}. {@code onStart} must not block: it starts threads of its own, which
 * call {@code store} and end when {@link #isStopped()} turns true. What such a thread throws is
 * reported and restarts the receiver, provided that it is a plain thread started by {@code
 * onStart}.
 *
 * <p>How safe a record is when a store method has returned:
 *
 * <ul>
 *   <li>{@link #store(Object)}: buffered. It becomes part of a block within the block interval; if
 *       the executor is lost before that block is stored, it is lost, and counted.
 *   <li>{@link #store(List)}, {@link #store(Iterator)}, {@link #store(ByteBuffer)}: stored at the
 *       storage level (and in the data log, if that is on) and acknowledged by the driver, so that
 *       it is in exactly one batch: the source may be told to forget it. When one of these throws,
 *       the receiver stands for nothing of what it was given and the source should give it again.
 * </ul>
 *
 * <p>All of them respect the rate limit, and all of them may be called by several threads at once.
 * A record that is null is refused.
 *
 * @param <T> the type of the records
 */
public abstract class Receiver<T> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final StorageLevel storageLevel;

  /** Set once per launch, before onStart, by the thread that starts the copy; read by any. */
  private transient volatile ReceiverSupport<T> support;

  /**
   * Creates a receiver whose blocks are kept at a level.
   *
   * @throws IllegalArgumentException if the level keeps nothing
   */
  protected Receiver(StorageLevel storageLevel) {
    if (!storageLevel.isKept()) {
      throw new IllegalArgumentException(
          "a receiver's storage level must keep its blocks in memory or on disk: " + storageLevel);
    }
    this.storageLevel = storageLevel;
  }

  /**
   * Called when the receiver starts, and again at each restart. Opens the source, starts threads,
   * returns. What it throws is reported and leads to a restart.
   */
  public abstract void onStart();

  /**
   * Called when the receiver stops and before each restart, with {@link #isStopped()} already true.
   * Closes what {@link #onStart} opened and returns when its threads have ended or soon will.
   */
  public abstract void onStop();

  /** The host on which the receiver would like to run; empty when any will do. */
  public Optional<String> preferredLocation() {
    return Optional.empty();
  }

  /**
   * How records lie in the bytes of a block: by default field by field, for any class that is data.
   *
   * @param readablePrefixes packages and classes of the program whose objects may be read from
   *     blocks that an earlier run wrote
   */
  public RecordCodec<T> codec(List<String> readablePrefixes) {
    return new KryoRecordCodec<>(readablePrefixes);
  }

  /** Where and how often blocks are kept. */
  public final StorageLevel storageLevel() {
    return storageLevel;
  }

  /**
   * Buffers one record. Blocks while the rate limit or a full queue of blocks asks for it.
   *
   * @throws dev.millrace.rdd.RecordEncodingException if the record cannot be turned into bytes; it
   *     is counted and refused, other records are not touched
   * @throws IllegalStateException if the receiver is not running, or no longer: the record is
   *     refused
   */
  public final void store(T record) {
    support().store(record);
  }

  /**
   * Stores records as a block of their own (several, when they exceed the block size bound) and
   * returns when the driver has acknowledged it. An iterator that throws, or a record that cannot
   * be encoded, leaves nothing behind. Nothing happens if there are no records.
   *
   * @throws dev.millrace.rdd.RecordEncodingException naming class and index of the record that
   *     cannot be turned into bytes
   * @throws BlockStoreException if the block could not be stored in time
   * @throws IllegalStateException if the receiver is not running, or no longer
   */
  public final void store(Iterator<T> records) {
    support().store(records);
  }

  /** Stores records as a block of their own, just as {@link #store(Iterator)} does. */
  public final void store(List<T> records) {
    support().store(records.iterator());
  }

  /**
   * Stores one block of bytes that {@link #codec} can decode, just as {@link #store(Iterator)}
   * does. The bytes are copied. Its records are counted by decoding them, so bytes that are not the
   * codec's are refused here and not in a batch.
   *
   * @throws IllegalArgumentException if the bytes exceed the block size bound, or cannot be decoded
   */
  public final void store(ByteBuffer bytes) {
    support().store(bytes);
  }

  /** Whether the receiver has been started and not been stopped since. */
  public final boolean isStarted() {
    return support().isStarted();
  }

  /** Whether the receiver's threads should end. */
  public final boolean isStopped() {
    return support().isStopped();
  }

  /** The number of the input stream that the receiver feeds. */
  public final int streamId() {
    return support().streamId();
  }

  /** Tells the driver, and its listeners, of an error; the receiver goes on. */
  public final void reportError(String message, Throwable error) {
    support().reportError(message, Optional.of(error));
  }

  /** Restarts the receiver after the default delay, without blocking. */
  public final void restart(String message) {
    support().restart(message, Optional.empty(), Optional.empty());
  }

  /**
   * Restarts the receiver, without blocking: reports the error, calls {@link #onStop}, waits, calls
   * {@link #onStart}. The wait is {@code receiverRestartDelay} at first, and longer when restarts
   * follow one another without a record in between. Buffered records and blocks stay.
   */
  public final void restart(String message, Throwable error) {
    support().restart(message, Optional.of(error), Optional.empty());
  }

  /** Restarts the receiver after just this many milliseconds, without blocking. */
  public final void restart(String message, Throwable error, int delayMillis) {
    if (delayMillis < 0) {
      throw new IllegalArgumentException("delayMillis must not be negative: " + delayMillis);
    }
    support().restart(message, Optional.of(error), Optional.of(Duration.ofMillis(delayMillis)));
  }

  /**
   * Ends the receiver, without blocking: {@link #onStop} is called, what was accepted is stored.
   * The driver may place it again.
   */
  public final void stop(String message) {
    support().stop(message, Optional.empty());
  }

  /** Ends the receiver because of an error, without blocking. */
  public final void stop(String message, Throwable error) {
    support().stop(message, Optional.of(error));
  }

  /**
   * Creates a generator of blocks beside the one that {@link #store(Object)} feeds, for receivers
   * that acknowledge their source block by block. It is running when {@code onStart} is called or,
   * if created later, at once; it lives on through restarts, so a receiver creates it once.
   */
  public final BlockGenerator<T> createBlockGenerator(BlockGeneratorListener<T> listener) {
    return support().createBlockGenerator(listener);
  }

  /**
   * Hands the receiver what it works with. Called by Millrace, once for each copy, before {@link
   * #onStart}.
   *
   * @throws IllegalStateException if called twice
   */
  public final void attach(ReceiverSupport<T> newSupport) {
    if (support != null) {
      throw new IllegalStateException(describe() + " is attached already");
    }
    support = newSupport;
  }

  /** What Millrace offers a running receiver; built-in receivers use more of it than users can. */
  protected final ReceiverSupport<T> support() {
    ReceiverSupport<T> current = support;
    if (current == null) {
      throw new IllegalStateException(
          describe()
              + " is not running: pass it to receiverStream and use it from onStart on, in the"
              + " copy whose onStart is called (this is perhaps the program's own instance)");
    }
    return current;
  }

  private String describe() {
    return "receiver " + getClass().getName();
  }
}
