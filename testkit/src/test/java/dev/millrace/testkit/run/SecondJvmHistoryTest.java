package dev.millrace.testkit.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs repeat in another JVM, where immutable sets and maps iterate in another order. */
final class SecondJvmHistoryTest {
  private static final String TESTKIT = "dev.millrace.testkit.";

  /** Each suite's probe, and how many of its seeds are compared. */
  private static final List<String> SUITES =
      List.of(
          TESTKIT + "log.LogProbe",
          "20",
          TESTKIT + "log.HadoopLogProbe",
          "3",
          TESTKIT + "driver.DriverProbe",
          "20",
          TESTKIT + "driver.ActorProbe",
          "3",
          TESTKIT + "program.WordCountProbe",
          "10",
          TESTKIT + "program.ActorWordCountProbe",
          "2");

  @Test
  void repeatsTheHistoriesOfEverySuite()
      throws IOException, InterruptedException, ReflectiveOperationException {
    SecondJvm.Result other =
        SecondJvm.run(HistoryHashes.class, Map.of(), SUITES.toArray(new String[0]));
    assertEquals(0, other.exitCode(), other.output());
    assertEquals(HistoryHashes.of(SUITES), HistoryHashes.printed(other.output()));
  }
}
