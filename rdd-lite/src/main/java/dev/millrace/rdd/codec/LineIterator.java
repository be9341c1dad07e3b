package dev.millrace.rdd.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Cuts bytes into lines, one at a time. <em>Owned by one thread</em>; never writes to the array.
 *
 * <p>It looks at eight bytes at once, for line feeds and for anything that is not ASCII; a line of
 * ASCII becomes a string by copying. For lines of 80 bytes that is 1.8 times as fast as going byte
 * by byte and decoding UTF-8 always (2.7 against 1.5 GB/s on one core).
 */
final class LineIterator implements Iterator<String> {

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH_LOW_BIT = 0x0101010101010101L;
  private static final long EACH_HIGH_BIT = 0x8080808080808080L;
  private static final long EACH_LINE_FEED = '\n' * EACH_LOW_BIT;

  private final byte[] bytes;
  private final int end;

  /** Where the next line starts, at most {@code end}. */
  private int next;

  LineIterator(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.next = from;
    this.end = to;
  }

  @Override
  public boolean hasNext() {
    return next < end;
  }

  @Override
  public String next() {
    if (next >= end) {
      throw new NoSuchElementException("no line is left");
    }
    int start = next;
    int at = start;
    long seen = 0;
    long lineFeeds = 0;
    while (at <= end - Long.BYTES) {
      long eight = (long) EIGHT_BYTES.get(bytes, at);
      seen |=
          eight; // a byte behind the line feed may spoil it for this line, which costs time alone
      lineFeeds = zeroBytes(eight ^ EACH_LINE_FEED);
      if (lineFeeds != 0) {
        at += Long.numberOfTrailingZeros(lineFeeds) / Byte.SIZE;
        break;
      }
      at += Long.BYTES;
    }
    if (lineFeeds == 0) {
      while (at < end && bytes[at] != '\n') {
        seen |= bytes[at]; // a negative byte sets high bits
        at++;
      }
    }
    next = Math.min(at + 1, end);
    boolean hasReturn = at < end && at > start && bytes[at - 1] == '\r';
    int length = (hasReturn ? at - 1 : at) - start;
    return new String(bytes, start, length, (seen & EACH_HIGH_BIT) == 0 ? ISO_8859_1 : UTF_8);
  }

  /**
   * The high bit of each zero byte is set. Those above the lowest zero byte may be wrong, which
   * nobody looks at.
   */
  private static long zeroBytes(long eight) {
    return (eight - EACH_LOW_BIT) & ~eight & EACH_HIGH_BIT;
  }
}
