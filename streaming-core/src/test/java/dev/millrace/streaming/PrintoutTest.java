package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrintoutTest {

  private static final String RULE = "-------------------------------------------";

  @Test
  void printsAHeadTheRowsAndABlankLine() {
    assertEquals(
        List.of(RULE, "Time: 1500 ms", RULE, "(a,1)", "null", ""),
        print(10, Arrays.asList("(a,1)", null)));
  }

  @Test
  void printsTheHeadOfAnEmptyBatch() {
    assertEquals(List.of(RULE, "Time: 1500 ms", RULE, ""), print(10, List.of()));
  }

  @Test
  void tellsThatThereIsMore() {
    assertEquals(
        List.of(RULE, "Time: 1500 ms", RULE, "1", "2", "...", ""), print(2, List.of(1, 2, 3)));
  }

  @Test
  void doesNotTellOfMoreWhenAllRowsFit() {
    assertEquals(List.of(RULE, "Time: 1500 ms", RULE, "1", "2", ""), print(2, List.of(1, 2)));
  }

  private static List<String> print(int rows, List<?> records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Printout.print(
        new Time(1500), records, rows, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
