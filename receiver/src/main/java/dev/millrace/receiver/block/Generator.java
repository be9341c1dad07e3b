package dev.millrace.receiver.block;

import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.receiver.BlockGenerator;
import dev.millrace.receiver.BlockGeneratorListener;
import java.nio.ByteBuffer;

/**
 * One generator's open block and place in life. <em>Owned by whoever holds the receiver's
 * monitor.</em> {@link BlockIntake} decides when it is sealed.
 */
public final class Generator<T> {

  private final RecordCodec<T> codec;
  private final RecordBuffer<T> buffer;
  private final BlockGeneratorListener<T> listener;

  private BlockGenerator.State state = BlockGenerator.State.INITIALIZED;

  /** When the open block got its first record; meaningless while it is empty. */
  private long firstNanos;

  /** The open block is to be sealed as soon as there is room, whatever its age. */
  private boolean sealAsked;

  /** Sealed blocks that are not released. */
  private int unreleasedBlocks;

  Generator(RecordCodec<T> codec, RecordBuffer<T> buffer, BlockGeneratorListener<T> listener) {
    this.codec = codec;
    this.buffer = buffer;
    this.listener = listener;
  }

  public BlockGenerator.State state() {
    return state;
  }

  /** The user's listener. */
  public BlockGeneratorListener<T> listener() {
    return listener;
  }

  /** Whether its records are lines, which can be added as bytes. */
  public boolean takesLines() {
    return codec instanceof LineCodec;
  }

  int openRecords() {
    return buffer.recordCount();
  }

  long openBytes() {
    return buffer.sizeBytes();
  }

  boolean isEmpty() {
    return buffer.recordCount() == 0;
  }

  boolean isDue(long nowNanos, long intervalNanos) {
    return !isEmpty() && (sealAsked || nowNanos - firstNanos >= intervalNanos);
  }

  /** Nanoseconds until the open block is old enough, at least 0. */
  long dueIn(long nowNanos, long intervalNanos) {
    return sealAsked ? 0 : Math.max(0, intervalNanos - (nowNanos - firstNanos));
  }

  boolean isSealAsked() {
    return sealAsked;
  }

  void askSeal() {
    sealAsked = true;
  }

  /** Adds a record; false if it does not fit behind those that are there. */
  boolean add(T record, long nowNanos) {
    boolean first = isEmpty();
    boolean added = buffer.add(record);
    if (added && first) {
      firstNanos = nowNanos;
    }
    return added;
  }

  /**
   * Adds lines, for which there is room.
   *
   * @throws RecordEncodingException if a block cannot hold them all
   */
  void addLines(byte[] bytes, int from, int to, int lineCount, long nowNanos) {
    boolean first = isEmpty();
    if (buffer instanceof EncodedBuffer<T> encoded) {
      encoded.addLines(bytes, from, to, lineCount);
    } else {
      codec.decode(ByteBuffer.wrap(bytes, from, to - from)).forEachRemaining(buffer::add);
    }
    if (first) {
      firstNanos = nowNanos;
    }
  }

  BlockValue seal() {
    sealAsked = false;
    unreleasedBlocks++;
    return buffer.finish();
  }

  void start() {
    if (state == BlockGenerator.State.INITIALIZED) {
      state = BlockGenerator.State.ACTIVE;
    }
  }

  void stopAdding() {
    if (state.compareTo(BlockGenerator.State.ACTIVE) <= 0) {
      state = BlockGenerator.State.STOPPED_ADDING_DATA;
    }
  }

  void released() {
    unreleasedBlocks--;
  }

  /** Moves on through the stopped states as far as its blocks allow. */
  void advance() {
    if (state == BlockGenerator.State.STOPPED_ADDING_DATA && isEmpty()) {
      state = BlockGenerator.State.STOPPED_GENERATING_BLOCKS;
    }
    if (state == BlockGenerator.State.STOPPED_GENERATING_BLOCKS && unreleasedBlocks == 0) {
      state = BlockGenerator.State.STOPPED_ALL;
    }
  }

  void giveUp() {
    state = BlockGenerator.State.STOPPED_ALL;
  }
}
