package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;

/**
 * Reads a block's bytes without trusting them. <em>Owned by one thread</em>; never writes to the
 * array, which others may read at the same time.
 *
 * <p>It differs from Kryo's input in that a length is compared with the bytes that are left before
 * anything is allocated for it: six bytes must not ask for two gigabytes.
 */
final class BlockInput extends Input {

  BlockInput(byte[] bytes, int from, int to) {
    super(bytes, from, to - from);
  }

  /** Bytes between the position and the limit. */
  int remaining() {
    return limit - position;
  }

  /** Reads how many elements follow, each of which takes at least one byte. */
  int readCount() {
    return checkedCount(readVarInt(true), 1);
  }

  @Override
  public String readString() {
    checkStringLength();
    return super.readString();
  }

  @Override
  public StringBuilder readStringBuilder() {
    checkStringLength();
    return super.readStringBuilder();
  }

  @Override
  public byte[] readBytes(int length) {
    return super.readBytes(checkedCount(length, 1));
  }

  @Override
  public boolean[] readBooleans(int length) {
    return super.readBooleans(checkedCount(length, 1));
  }

  @Override
  public char[] readChars(int length) {
    return super.readChars(checkedCount(length, 2));
  }

  @Override
  public short[] readShorts(int length) {
    return super.readShorts(checkedCount(length, 2));
  }

  @Override
  public int[] readInts(int length) {
    return super.readInts(checkedCount(length, 4));
  }

  @Override
  public int[] readInts(int length, boolean optimizePositive) {
    return super.readInts(checkedCount(length, 1), optimizePositive);
  }

  @Override
  public long[] readLongs(int length) {
    return super.readLongs(checkedCount(length, 8));
  }

  @Override
  public long[] readLongs(int length, boolean optimizePositive) {
    return super.readLongs(checkedCount(length, 1), optimizePositive);
  }

  @Override
  public float[] readFloats(int length) {
    return super.readFloats(checkedCount(length, 4));
  }

  @Override
  public double[] readDoubles(int length) {
    return super.readDoubles(checkedCount(length, 8));
  }

  /** A string that is not short ASCII starts with its length: looks at it and goes back. */
  private void checkStringLength() {
    int start = position;
    if (readVarIntFlag()) {
      int lengthPlusOne = readVarIntFlag(true);
      if (lengthPlusOne > 1) {
        checkedCount(lengthPlusOne - 1, 1);
      }
    }
    position = start;
  }

  private int checkedCount(int count, int bytesEach) {
    if (count < 0 || count > remaining() / bytesEach) {
      throw new KryoException(
          "length "
              + count
              + " before byte "
              + position
              + " is more than the "
              + remaining()
              + " bytes that are left can hold");
    }
    return count;
  }
}
