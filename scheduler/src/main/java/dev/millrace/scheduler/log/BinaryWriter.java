package dev.millrace.scheduler.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes numbers and texts into a growing buffer. Whole numbers are variable-length, seven bits to
 * a byte, low bits first, the top bit set on all bytes but the last. <em>Owned by one thread.</em>
 */
public final class BinaryWriter {

  private byte[] bytes;
  private int length;

  public BinaryWriter() {
    this(64);
  }

  public BinaryWriter(int capacity) {
    bytes = new byte[Math.max(capacity, 16)];
  }

  public BinaryWriter writeByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /** A number that is never negative. */
  public BinaryWriter writeCount(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("value must not be negative: " + value);
    }
    return writeVariable(value);
  }

  /** Any number; small ones of either sign are short. */
  public BinaryWriter writeSigned(long value) {
    return writeVariable((value << 1) ^ (value >> 63));
  }

  /** Four bytes, high byte first. */
  public BinaryWriter writeInt(int value) {
    ensure(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Sixteen bytes, high byte first. */
  public BinaryWriter writeUuid(UUID value) {
    return writeFixed(value.getMostSignificantBits()).writeFixed(value.getLeastSignificantBits());
  }

  /** A count of bytes and the text in UTF-8. */
  public BinaryWriter writeText(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    writeCount(text.length);
    ensure(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
    return this;
  }

  /** The bytes so far. The writer is not used again. */
  public ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  private BinaryWriter writeFixed(long value) {
    return writeInt((int) (value >>> 32)).writeInt((int) value);
  }

  private BinaryWriter writeVariable(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
    }
  }
}
