package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user meets it: a process with a command line and an output. */
@Timeout(60)
class NetworkWordCountTest {

  private static final String RULER = "-".repeat(43);

  private Process process;

  @AfterEach
  void endProcess() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void countsItsOwnTextBatchByBatch() throws Exception {
    List<String> output = runToEnd("--batches", "3", "--batch", "100ms");

    assertEquals(0, process.exitValue(), () -> String.join("\n", output));
    int first = output.indexOf(RULER);
    assertTrue(output.get(first + 1).matches("Time: \\d+ ms"), () -> String.join("\n", output));
    assertEquals(RULER, output.get(first + 2));
    assertTrue(output.stream().anyMatch(line -> line.matches("\\(\\w+,\\d+\\)")));
    assertTrue(last(output).matches("Counted \\d+ words in \\d+ batches\\."), last(output));
  }

  @Test
  void countsEveryWordOfAnotherServerWithTheLogOn(@TempDir Path directory) throws Exception {
    try (TextServer server =
        TextServer.start(Collections.nCopies(500, "to be or not to be"), Duration.ZERO)) {
      start(
          "--connect",
          "localhost:" + server.port(),
          "--batch",
          "50ms",
          "--wal",
          directory.toString());
      BufferedReader output = output();
      long counted = 0;
      while (counted < 1000) {
        String line = output.readLine();
        assertFalse(line == null, "the program ended early");
        if (line.startsWith("(to,")) {
          counted += Long.parseLong(line.substring(4, line.length() - 1));
        }
      }
      process.toHandle().destroy();
      List<String> rest = output.lines().toList();
      assertTrue(last(rest).startsWith("Counted 3000 words in "), last(rest));
    }
    assertTrue(directory.resolve("receivedData").toFile().isDirectory());
  }

  @Test
  void drainsAndPrintsTotalsWhenItIsInterrupted() throws Exception {
    start("--batch", "50ms");
    BufferedReader output = output();
    String line = output.readLine();
    while (!line.startsWith("(")) {
      line = output.readLine();
    }

    process.toHandle().destroy();

    assertTrue(last(output.lines().toList()).matches("Counted \\d+ words in \\d+ batches\\."));
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
  }

  @Test
  void explainsItself() throws Exception {
    String help = String.join("\n", runToEnd("--help"));

    assertEquals(0, process.exitValue());
    for (String option : List.of("--connect", "--batch", "--wal", "--batches")) {
      assertTrue(help.contains(option), help);
    }
  }

  @Test
  void refusesAServerWithoutPortNamingTheRule() throws Exception {
    String message = String.join("\n", runToEnd("--connect", "localhost"));

    assertEquals(2, process.exitValue());
    assertTrue(message.contains("HOST:PORT") && message.contains("localhost"), message);
  }

  private List<String> runToEnd(String... arguments) throws IOException, InterruptedException {
    start(arguments);
    List<String> lines = output().lines().toList();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return lines;
  }

  private void start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NetworkWordCount.class.getName()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private BufferedReader output() {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String last(List<String> lines) {
    return lines.get(lines.size() - 1);
  }
}
