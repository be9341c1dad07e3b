package dev.millrace.receiver.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks through bytes for line feeds, eight at a time. */
final class LineScan {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;
  private static final long LOW_SEVEN = 0x7f7f7f7f7f7f7f7fL;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private LineScan() {}

  /** How many line feeds there are. */
  static int count(byte[] bytes, int from, int to) {
    int count = 0;
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      count += Long.bitCount(lineFeedBits((long) LONGS.get(bytes, at)));
    }
    for (; at < to; at++) {
      if (bytes[at] == '\n') {
        count++;
      }
    }
    return count;
  }

  /** The index of the first line feed, or -1. */
  static int first(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long bits = lineFeedBits((long) LONGS.get(bytes, at));
      if (bits != 0) {
        return at + Long.numberOfTrailingZeros(bits) / Byte.SIZE;
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** The index of the last line feed, or -1. */
  static int last(byte[] bytes, int from, int to) {
    for (int at = to - 1; at >= from; at--) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** The index behind the n-th line feed, n at least 1, of which there are as many. */
  static int behind(byte[] bytes, int from, int to, int n) {
    int missing = n;
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      int here = Long.bitCount(lineFeedBits((long) LONGS.get(bytes, at)));
      if (here >= missing) {
        break;
      }
      missing -= here;
    }
    for (; missing > 0; at++) {
      if (bytes[at] == '\n') {
        missing--;
      }
    }
    return at;
  }

  /** Whether all bytes are ASCII. */
  static boolean isAscii(byte[] bytes, int from, int to) {
    long seen = 0;
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      seen |= (long) LONGS.get(bytes, at);
    }
    for (; at < to; at++) {
      seen |= bytes[at] & 0x80;
    }
    return (seen & HIGH_BITS) == 0;
  }

  /** The high bit of each byte that is a line feed; exact, no carry crosses a byte. */
  private static long lineFeedBits(long eight) {
    long different = eight ^ LINE_FEEDS;
    return ~(((different & LOW_SEVEN) + LOW_SEVEN) | different | LOW_SEVEN);
  }
}
