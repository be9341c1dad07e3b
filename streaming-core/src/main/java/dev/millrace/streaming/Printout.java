package dev.millrace.streaming;

import dev.millrace.time.Time;
import java.io.PrintStream;
import java.util.List;

/** The form in which {@code print} shows a batch. */
final class Printout {

  static final int ROWS_DEFAULT = 10;

  private static final String RULE = "-".repeat(43);

  private Printout() {}

  /**
   * Prints a batch in one piece, so that outputs that run at the same time do not mix.
   *
   * @param records the batch's first records, one more than {@code rows} if there are more
   */
  static void print(Time time, List<?> records, int rows, PrintStream out) {
    String newline = System.lineSeparator();
    StringBuilder text = new StringBuilder();
    text.append(RULE).append(newline);
    text.append("Time: ").append(time).append(newline);
    text.append(RULE).append(newline);
    for (Object record : records.subList(0, Math.min(rows, records.size()))) {
      text.append(record).append(newline);
    }
    if (records.size() > rows) {
      text.append("...").append(newline);
    }
    text.append(newline);
    out.print(text);
    out.flush();
  }
}
