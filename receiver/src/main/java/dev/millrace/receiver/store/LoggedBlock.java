package dev.millrace.receiver.store;

import dev.millrace.receiver.BlockId;
import java.nio.ByteBuffer;

/**
 * How a block lies in a record of the data log, big endian:
 *
 * <pre>
 * byte 0       format version, 1
 * bytes 1-4    stream
 * bytes 5-12   incarnation
 * bytes 13-20  sequence
 * bytes 21-28  number of records
 * rest         the records as their codec wrote them
 * </pre>
 *
 * <em>Immutable.</em> The log guards the bytes with a checksum; the name is there so that a
 * position that belongs to another block is noticed.
 *
 * @param bytes the encoded records; nobody moves its position
 */
record LoggedBlock(BlockId id, long recordCount, ByteBuffer bytes) {

  static final byte VERSION = 1;
  static final int HEADER_BYTES = 29;

  ByteBuffer encode() {
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + bytes.remaining());
    frame.put(VERSION);
    frame.putInt(id.streamId()).putLong(id.incarnation()).putLong(id.sequence());
    frame.putLong(recordCount);
    return frame.put(bytes.duplicate()).flip();
  }

  /**
   * Reads a frame.
   *
   * @throws IllegalArgumentException if it is none of this version
   */
  static LoggedBlock decode(ByteBuffer frame) {
    if (frame.remaining() < HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a logged block has at least " + HEADER_BYTES + " bytes: " + frame.remaining());
    }
    ByteBuffer in = frame.duplicate();
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "a logged block of version "
              + version
              + " cannot be read, this program knows version "
              + VERSION);
    }
    BlockId id = new BlockId(in.getInt(), in.getLong(), in.getLong());
    long recordCount = in.getLong();
    return new LoggedBlock(id, recordCount, in.slice());
  }
}
