package dev.millrace.rdd.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Cuts bytes into lines, one at a time. <em>Owned by one thread</em>; never writes to the array. */
final class LineIterator implements Iterator<String> {

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
    int lineFeed = start;
    while (lineFeed < end && bytes[lineFeed] != '\n') {
      lineFeed++;
    }
    next = lineFeed + 1;
    int stop = lineFeed;
    if (stop > start && bytes[stop - 1] == '\r' && lineFeed < end) {
      stop--;
    }
    return new String(bytes, start, stop - start, UTF_8);
  }
}
