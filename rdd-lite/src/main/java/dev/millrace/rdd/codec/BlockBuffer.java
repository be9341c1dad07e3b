package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.kryo5.io.Output;
import dev.millrace.rdd.BlockEncoder;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The growing bytes of one block, never more than {@link BlockEncoder#SIZE_BYTES_MAX}. <em>Owned by
 * its encoder.</em>
 *
 * <p>What goes out is copied to an array of exactly its size: a block is charged to the store by
 * its size, so it must not drag spare capacity along, and the working array is warm for the next
 * block.
 */
final class BlockBuffer extends Output {

  private static final int INITIAL_BYTES = 4 << 10;

  /**
   * A larger working array is given up after its block: one giant must not hold its room for ever.
   */
  private static final int RETAINED_BYTES_MAX = 1 << 20;

  BlockBuffer() {
    super(INITIAL_BYTES, BlockEncoder.SIZE_BYTES_MAX);
  }

  /** Appends a range of bytes. */
  void append(byte[] source, int from, int to) {
    writeBytes(source, from, to - from);
  }

  /** Overwrites four bytes, big endian, that were written before. */
  void patchInt(int at, int value) {
    buffer[at] = (byte) (value >>> 24);
    buffer[at + 1] = (byte) (value >>> 16);
    buffer[at + 2] = (byte) (value >>> 8);
    buffer[at + 3] = (byte) value;
  }

  /** The bytes so far, in an array of their own; the buffer is empty afterwards. */
  ByteBuffer take() {
    ByteBuffer taken = ByteBuffer.wrap(Arrays.copyOf(buffer, position));
    clear();
    return taken;
  }

  /** Forgets the bytes so far. */
  void clear() {
    position = 0;
    if (capacity > RETAINED_BYTES_MAX) {
      setBuffer(new byte[INITIAL_BYTES], BlockEncoder.SIZE_BYTES_MAX);
    }
  }

  /** Whether a failure, or what caused it, is that the block had no room. */
  static boolean isOverflow(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KryoBufferOverflowException) {
        return true;
      }
    }
    return false;
  }

  /** What to say when a record did not fit. */
  static String overflowReason(int recordsBefore) {
    return recordsBefore == 0
        ? "it takes more than the "
            + BlockEncoder.SIZE_BYTES_MAX
            + " bytes that a block may have. Split it into smaller records"
        : "the block holds "
            + recordsBefore
            + " records and would exceed "
            + BlockEncoder.SIZE_BYTES_MAX
            + " bytes with it. Finish the block and add the record to the next one";
  }
}
