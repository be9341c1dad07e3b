package dev.millrace.scheduler.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Reads what {@link BinaryWriter} wrote. Every length is checked against the bytes that are left
 * before anything is allocated. <em>Owned by one thread.</em>
 */
public final class BinaryReader {

  private final ByteBuffer bytes;

  /** Reads the remaining bytes of {@code bytes}; its own position stays. */
  public BinaryReader(ByteBuffer bytes) {
    this.bytes = bytes.slice();
  }

  public int readByte() {
    require(1);
    return bytes.get() & 0xFF;
  }

  public long readCount() {
    long value = readVariable();
    if (value < 0) {
      throw new DriverLogFormatException("a count is negative: " + value);
    }
    return value;
  }

  /**
   * A count of things of which each takes at least one byte, so that there cannot be more than
   * bytes left.
   */
  public int readLength() {
    long value = readCount();
    if (value > bytes.remaining()) {
      throw new DriverLogFormatException(
          "a length of " + value + " exceeds the " + bytes.remaining() + " bytes left");
    }
    return (int) value;
  }

  public int readIntCount() {
    long value = readCount();
    if (value > Integer.MAX_VALUE) {
      throw new DriverLogFormatException("a number does not fit 31 bits: " + value);
    }
    return (int) value;
  }

  public long readSigned() {
    long value = readVariable();
    return (value >>> 1) ^ -(value & 1);
  }

  public int readInt() {
    require(Integer.BYTES);
    return bytes.getInt();
  }

  public UUID readUuid() {
    require(2 * Long.BYTES);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  public String readText() {
    byte[] text = new byte[readLength()];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Refuses bytes that nobody has read. */
  public void expectEnd() {
    if (bytes.hasRemaining()) {
      throw new DriverLogFormatException(bytes.remaining() + " bytes are left over");
    }
  }

  private long readVariable() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      if (shift == 63 && next > 1) {
        break;
      }
      value |= (long) (next & 0x7F) << shift;
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw new DriverLogFormatException("a number is longer than 64 bits");
  }

  private void require(int count) {
    if (bytes.remaining() < count) {
      throw new DriverLogFormatException(
          "the record ends " + (count - bytes.remaining()) + " bytes too early");
    }
  }
}
