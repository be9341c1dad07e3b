package dev.millrace.rdd.codec;

import dev.millrace.rdd.RecordCodec;
import java.nio.ByteBuffer;
import java.util.Iterator;

/**
 * Lines of text as they came: each record's UTF-8 bytes and a line feed, nothing else.
 * <em>Immutable and thread-safe.</em>
 *
 * <p>Reading splits at line feeds alone, keeps empty lines, drops one carriage return before a line
 * feed and turns bytes that are not UTF-8 into U+FFFD. Any bytes are a valid block.
 */
public final class LineCodec implements RecordCodec<String> {

  private static final long serialVersionUID = 1L;

  @Override
  public LineBlockEncoder newEncoder() {
    return new LineBlockEncoder();
  }

  @Override
  public Iterator<String> decode(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      int from = bytes.arrayOffset() + bytes.position();
      return new LineIterator(bytes.array(), from, from + bytes.remaining());
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return new LineIterator(copy, 0, copy.length);
  }
}
