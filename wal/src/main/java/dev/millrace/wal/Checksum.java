package dev.millrace.wal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C, masked so that bytes which themselves hold such checksums stay harmless. <em>Owned by one
 * thread</em>.
 *
 * <p>The checksum of a sequence that ends with its own plain CRC is a constant; a log stored inside
 * a record would run into that. Rotation plus an offset, as in LevelDB's log, avoids it.
 */
final class Checksum {
  private static final int MASK_DELTA = 0xa282ead8;

  private final CRC32C crc = new CRC32C();
  private final byte[] salt = new byte[Long.BYTES];

  /** A checksum without salt. */
  static int of(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return mask(crc.getValue());
  }

  /** A checksum without salt, of the remaining bytes, which stay remaining. */
  static int of(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return mask(crc.getValue());
  }

  /** Starts anew with the salt that every checksum of a segment begins with. */
  Checksum start(long segmentSalt) {
    ByteBuffer.wrap(salt).putLong(segmentSalt);
    crc.reset();
    crc.update(salt);
    return this;
  }

  Checksum add(byte[] bytes, int offset, int length) {
    crc.update(bytes, offset, length);
    return this;
  }

  /** Adds the remaining bytes, which stay remaining. */
  Checksum add(ByteBuffer bytes) {
    crc.update(bytes.duplicate());
    return this;
  }

  int masked() {
    return mask(crc.getValue());
  }

  private static int mask(long value) {
    return Integer.rotateRight((int) value, 15) + MASK_DELTA;
  }
}
