package dev.millrace.wal;

import java.nio.ByteBuffer;

/**
 * The 32 bytes before a record's payload. <em>Immutable.</em> Big-endian; records start at
 * multiples of 8 bytes:
 *
 * <pre>
 *   0  masked CRC32C of salt ‖ bytes 4 .. end of padding  u32
 *   4  length of the payload                              u32
 *   8  type                                               u8
 *   9  flags, zero                                        u8
 *  10  zero                                               u16
 *  12  stored crc of the record before, the chain         u32
 *  16  sequence, dense                                    u64
 *  24  durable sequence: all up to it were acknowledged   u64
 *      when this record was written
 *  32  payload, then zeros up to a multiple of 8
 * </pre>
 *
 * <p>A {@link #SEAL} takes no sequence of its own: it repeats the last one, and its payload is the
 * count of records in the segment (u64).
 */
record RecordHeader(
    int crc, int length, byte type, int previousCrc, long sequence, long durableSequence) {
  static final int LENGTH = 32;
  static final int ALIGNMENT = 8;

  /** No payload is longer, whatever a log's settings say. */
  static final int PAYLOAD_BYTES_LIMIT = 1 << 30;

  /** The last record of a segment that was closed in good order. */
  static final byte SEAL = 2;

  static final int SEAL_PAYLOAD_LENGTH = Long.BYTES;

  private static final int TYPE_OFFSET = 8;

  /** Bytes that a record with such a payload takes, header and padding included. */
  static int lengthOnDisk(int payloadLength) {
    return LENGTH + payloadLength + paddingOf(payloadLength);
  }

  static int paddingOf(int payloadLength) {
    return -payloadLength & (ALIGNMENT - 1);
  }

  int lengthOnDisk() {
    return lengthOnDisk(length);
  }

  /** Reads the header at {@code offset}; {@link #isPlausible} says whether it can be one. */
  static RecordHeader read(ByteBuffer bytes, int offset) {
    int reserved = bytes.getInt(offset + TYPE_OFFSET) & 0x00ff_ffff;
    return new RecordHeader(
        bytes.getInt(offset),
        bytes.getInt(offset + 4),
        reserved == 0 ? bytes.get(offset + TYPE_OFFSET) : 0,
        bytes.getInt(offset + 12),
        bytes.getLong(offset + 16),
        bytes.getLong(offset + 24));
  }

  /** Whether the fields keep the format's limits: asked before any of them is used. */
  boolean isPlausible() {
    return length >= 0
        && length <= PAYLOAD_BYTES_LIMIT
        && isKnownType()
        && durableSequence >= 0
        && (isSeal() ? durableSequence == sequence : durableSequence < sequence);
  }

  boolean isSeal() {
    return type == SEAL;
  }

  private boolean isKnownType() {
    return type == SEAL || isOwnersType(type);
  }

  /** Whether a log's owner may append records of this type. */
  static boolean isOwnersType(byte type) {
    return type == WriteAheadLog.DATA || type >= WriteAheadLog.OWN_TYPES_FROM;
  }

  /** Puts all but the checksum, for which it leaves room. */
  void put(ByteBuffer into) {
    into.putInt(0).putInt(length).put(type).put((byte) 0).putShort((short) 0);
    into.putInt(previousCrc).putLong(sequence).putLong(durableSequence);
  }
}
