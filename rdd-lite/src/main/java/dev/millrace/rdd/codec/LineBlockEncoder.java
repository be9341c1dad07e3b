package dev.millrace.rdd.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.RecordEncodingException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Collects the lines of one block. <em>Owned by one thread at a time.</em> */
public final class LineBlockEncoder implements BlockEncoder<String> {

  private final BlockBuffer buffer = new BlockBuffer();
  private int recordCount;

  LineBlockEncoder() {}

  /**
   * Adds one line, without its line feed. Whatever is accepted is read back equal: a carriage
   * return at its end is doubled, since reading drops one.
   *
   * @throws RecordEncodingException if it is null, contains a line feed or half a surrogate pair,
   *     or does not fit
   */
  @Override
  public void add(String record) {
    if (record == null) {
      throw refusal("it is null", null);
    }
    int lineFeed = record.indexOf('\n');
    if (lineFeed >= 0) {
      throw refusal(
          "it has a line feed at index "
              + lineFeed
              + ". Split it at line feeds, or use a codec for records of any content",
          null);
    }
    byte[] encoded = record.getBytes(UTF_8);
    if (contains(encoded, (byte) '?')) {
      checkSurrogates(record); // half a pair is encoded as a question mark
    }
    int start = buffer.position();
    try {
      buffer.writeBytes(encoded);
      if (record.endsWith("\r")) {
        buffer.writeByte('\r');
      }
      buffer.writeByte('\n');
    } catch (RuntimeException e) {
      buffer.setPosition(start);
      throw BlockBuffer.isOverflow(e) ? refusal(BlockBuffer.overflowReason(recordCount), e) : e;
    }
    recordCount++;
  }

  /**
   * Adds whole lines, each with its line feed, as they came from their source; they are copied
   * once.
   *
   * @param source holds the lines
   * @param from index of their first byte
   * @param to index after the last line feed
   * @param lineCount how many line feeds there are; the caller has counted them
   * @throws IllegalArgumentException if the range does not end after a line feed
   * @throws RecordEncodingException if they do not fit; nothing is added then
   */
  public void addLines(byte[] source, int from, int to, int lineCount) {
    Objects.checkFromToIndex(from, to, source.length);
    if (to == from ? lineCount != 0 : lineCount < 1 || lineCount > to - from) {
      throw new IllegalArgumentException(
          "lineCount must be the number of line feeds in " + (to - from) + " bytes: " + lineCount);
    }
    if (to == from) {
      return;
    }
    if (source[to - 1] != '\n') {
      throw new IllegalArgumentException(
          "lines must end with a line feed; the byte before index " + to + " is " + source[to - 1]);
    }
    if (to - from > SIZE_BYTES_MAX - buffer.position()) {
      throw new RecordEncodingException(
          lineCount + " lines cannot be added: " + BlockBuffer.overflowReason(recordCount), null);
    }
    buffer.append(source, from, to);
    recordCount += lineCount;
  }

  @Override
  public int recordCount() {
    return recordCount;
  }

  @Override
  public int sizeBytes() {
    return buffer.position();
  }

  @Override
  public ByteBuffer finish() {
    recordCount = 0;
    return buffer.take();
  }

  private static boolean contains(byte[] bytes, byte wanted) {
    for (byte b : bytes) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }

  private static void checkSurrogates(String record) {
    for (int i = 0; i < record.length(); i++) {
      char c = record.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < record.length()
          && Character.isLowSurrogate(record.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw refusal(
            "it has half a surrogate pair at index " + i + ", which UTF-8 cannot hold", null);
      }
    }
  }

  private static RecordEncodingException refusal(String reason, Throwable cause) {
    return new RecordEncodingException(
        "record of class java.lang.String cannot be added to a block of lines: " + reason, cause);
  }
}
