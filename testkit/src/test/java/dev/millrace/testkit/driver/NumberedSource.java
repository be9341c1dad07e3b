package dev.millrace.testkit.driver;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A source outside the process that numbers its records and remembers which it was told are safe.
 * Each time it gives a record away, the text is a new one: {@code stream:record:attempt}. An
 * attempt that was acknowledged must be in exactly one batch, any other in one at most.
 */
final class NumberedSource {
  private final int stream;
  private final int recordCount;
  private final BitSet unsafe = new BitSet();
  private final Set<String> acknowledged = new LinkedHashSet<>();
  private final Set<String> given = new LinkedHashSet<>();
  private int attempts;

  NumberedSource(int stream, int recordCount) {
    this.stream = stream;
    this.recordCount = recordCount;
    unsafe.set(0, recordCount);
  }

  /**
   * The next record after {@code record} that is not safe; the number of records if there is none.
   */
  int nextUnsafe(int record) {
    int next = unsafe.nextSetBit(record + 1);
    return next < 0 ? recordCount : next;
  }

  int recordCount() {
    return recordCount;
  }

  String give(int record) {
    String text = stream + ":" + record + ":" + attempts++;
    given.add(text);
    return text;
  }

  void acknowledge(String text) {
    if (!given.contains(text)) {
      throw new AssertionError("acknowledged what was never given: " + text);
    }
    acknowledged.add(text);
    int record = text.indexOf(':') + 1;
    unsafe.clear(Integer.parseInt(text, record, text.indexOf(':', record), 10));
  }

  boolean isDone() {
    return unsafe.isEmpty();
  }

  Set<String> acknowledged() {
    return acknowledged;
  }

  boolean gave(String text) {
    return given.contains(text);
  }
}
