package dev.millrace.receiver.socket;

import dev.millrace.receiver.LineIntake;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.network.ConnectionHandler;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts the bytes of one connection into lines and offers them as they are, many at a time, without
 * an object for each. <em>Owned by the connection's thread.</em>
 *
 * <p>Lines end in LF alone; a CR before it is dropped when the line is read in its batch, as bytes
 * that are not UTF-8 are replaced there. A line longer than the bound is skipped up to its LF; what
 * stands behind the last LF when the connection ends is dropped. Both are counted and reported.
 */
public final class LineDecoder {

  private static final int CARRY_BYTES_MIN = 4 << 10;

  /** A larger buffer is given up after its line. */
  private static final int CARRY_BYTES_KEPT = 64 << 10;

  private static final long REPORT_PAUSE_NANOS = 1_000_000_000L;

  private final LineIntake intake;
  private final int maxLineBytes;
  private final int streamId;
  private final ReceiverListener counters;
  private final Consumer<String> errors;

  /** The beginning of a line whose end has not come; whole if {@link #carriesLine}. */
  private byte[] carry = new byte[CARRY_BYTES_MIN];

  private int carried;

  /** The carry is a line with its LF that waits to be taken. */
  private boolean carriesLine;

  /** The line being read is too long: everything up to its LF is dropped. */
  private boolean skipping;

  private long skippedBytes;

  /** Skipped lines that were not reported, so that a flood of them is not a flood of reports. */
  private long unreportedLines;

  private long reportedNanos;
  private boolean reportedBefore;

  /**
   * Creates the decoder of one connection.
   *
   * @param errors takes what the driver should hear of
   */
  public LineDecoder(
      LineIntake intake,
      int maxLineBytes,
      int streamId,
      ReceiverListener counters,
      Consumer<String> errors) {
    this.intake = intake;
    this.maxLineBytes = maxLineBytes;
    this.streamId = streamId;
    this.counters = counters;
    this.errors = errors;
  }

  /**
   * Takes bytes, as {@link ConnectionHandler#onBytes} says.
   *
   * @throws IllegalStateException if the receiver takes no lines any more
   */
  public long onBytes(ByteBuffer bytes, long nowNanos) {
    while (carriesLine || bytes.hasRemaining()) {
      long wait = step(bytes, nowNanos);
      if (wait != 0) {
        return wait;
      }
    }
    return 0;
  }

  /** The connection has ended: what has no LF is dropped. */
  public void onEnd() {
    if (skipping) {
      countOversize(skippedBytes);
    } else if (carried > 0 && !carriesLine) {
      counters.onPartialLine(streamId, carried);
      errors.accept(
          "the connection ended in the middle of a line, its " + carried + " bytes are dropped");
    }
    carried = 0;
    skipping = false;
    reportOversize();
  }

  private long step(ByteBuffer bytes, long nowNanos) {
    if (carriesLine) {
      return offerCarry(nowNanos);
    }
    byte[] array = bytes.array();
    int base = bytes.arrayOffset();
    int from = base + bytes.position();
    int to = base + bytes.limit();
    if (skipping || carried > 0) {
      int lineFeed = LineScan.first(array, from, to);
      int end = lineFeed < 0 ? to : lineFeed + 1;
      bytes.position(end - base);
      finishLine(array, from, end, lineFeed >= 0, nowNanos);
      return 0;
    }
    int lastLineFeed = LineScan.last(array, from, to);
    if (lastLineFeed < 0) {
      bytes.position(to - base);
      finishLine(array, from, to, false, nowNanos);
      return 0;
    }
    return offerLines(bytes, array, from, lastLineFeed + 1, nowNanos);
  }

  /** Adds to the line that was begun, or skips on. */
  private void finishLine(byte[] array, int from, int to, boolean ends, long nowNanos) {
    int length = to - from - (ends ? 1 : 0);
    if (!skipping && carried + (long) length > maxLineBytes) {
      skipping = true;
      skippedBytes = carried;
      dropCarry();
    }
    if (skipping) {
      skippedBytes += length;
      if (ends) {
        skipping = false;
        countOversize(skippedBytes);
        reportOversizeNowAndThen(nowNanos);
      }
      return;
    }
    ensureCarry(carried + to - from);
    System.arraycopy(array, from, carry, carried, to - from);
    carried += to - from;
    carriesLine = ends;
  }

  private long offerCarry(long nowNanos) {
    if (intake.admissible(1, nowNanos) == 0) {
      return intake.waitNanos(nowNanos);
    }
    if (!intake.offer(carry, 0, carried, 1, nowNanos)) {
      return ConnectionHandler.UNTIL_RESUMED;
    }
    countMalformed(carry, 0, carried);
    carriesLine = false;
    dropCarry();
    return 0;
  }

  /** Offers whole lines where they lie, as many as the rate limit admits. */
  private long offerLines(ByteBuffer bytes, byte[] array, int from, int linesEnd, long nowNanos) {
    int end = linesEnd;
    if (linesEnd - from > maxLineBytes) {
      end = endOfFittingLines(array, from, linesEnd);
      if (end == from) { // the first line is too long
        int lineFeed = LineScan.first(array, from, linesEnd);
        bytes.position(lineFeed + 1 - bytes.arrayOffset());
        countOversize(lineFeed - from);
        reportOversizeNowAndThen(nowNanos);
        return 0;
      }
    }
    int wanted = LineScan.count(array, from, end);
    int admitted = intake.admissible(wanted, nowNanos);
    if (admitted == 0) {
      return intake.waitNanos(nowNanos);
    }
    if (admitted < wanted) {
      end = LineScan.behind(array, from, end, admitted);
    }
    if (!intake.offer(array, from, end, admitted, nowNanos)) {
      return ConnectionHandler.UNTIL_RESUMED;
    }
    countMalformed(array, from, end);
    bytes.position(end - bytes.arrayOffset());
    return 0;
  }

  /** Where the lines end before the first that is too long. */
  private int endOfFittingLines(byte[] array, int from, int linesEnd) {
    int start = from;
    while (start < linesEnd) {
      int lineFeed = LineScan.first(array, start, linesEnd);
      if (lineFeed - start > maxLineBytes) {
        return start;
      }
      start = lineFeed + 1;
    }
    return linesEnd;
  }

  private void ensureCarry(int length) {
    if (length > carry.length) {
      int doubled = (int) Math.min(2L * carry.length, maxLineBytes + 1L);
      carry = Arrays.copyOf(carry, Math.max(length, doubled));
    }
  }

  private void dropCarry() {
    carried = 0;
    if (carry.length > CARRY_BYTES_KEPT) {
      carry = new byte[CARRY_BYTES_MIN];
    }
  }

  private void countMalformed(byte[] array, int from, int to) {
    int malformed = Utf8.countMalformedLines(array, from, to);
    if (malformed > 0) {
      counters.onMalformedLines(streamId, malformed);
    }
  }

  private void countOversize(long lengthBytes) {
    counters.onOversizeLine(streamId, lengthBytes);
    unreportedLines++;
  }

  private void reportOversizeNowAndThen(long nowNanos) {
    if (!reportedBefore || nowNanos - reportedNanos >= REPORT_PAUSE_NANOS) {
      reportedBefore = true;
      reportedNanos = nowNanos;
      reportOversize();
    }
  }

  private void reportOversize() {
    if (unreportedLines > 0) {
      errors.accept(
          unreportedLines
              + (unreportedLines == 1 ? " line" : " lines")
              + " longer than "
              + maxLineBytes
              + " bytes skipped; millrace.streaming.socket.maxLineBytes sets the bound");
      unreportedLines = 0;
    }
  }
}
