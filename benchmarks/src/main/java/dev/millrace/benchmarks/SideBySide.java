package dev.millrace.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Word count over a loopback socket, system beside system in one run: each system is a process of
 * its own with its own class path, in turns, round after round; the medians are printed. The count
 * of every word is compared with the corpus's, by checksum.
 *
 * <p>Arguments: lines, rounds, batch in milliseconds, Spark's class path or {@code -} to leave it
 * out.
 */
final class SideBySide {

  private final LineCorpus corpus;
  private final long batchMillis;
  private final Path scratch;

  private SideBySide(LineCorpus corpus, long batchMillis, Path scratch) {
    this.corpus = corpus;
    this.batchMillis = batchMillis;
    this.scratch = scratch;
  }

  /** One system's way to be started: the java command up to the main class. */
  private record Contender(String name, List<String> command, boolean logged) {}

  private record Result(double linesPerSecond, double cpuSecondsPerMillion) {}

  public static void main(String[] args) throws Exception {
    long lines = Long.parseLong(args[0]);
    int rounds = Integer.parseInt(args[1]);
    long batchMillis = Long.parseLong(args[2]);
    Path scratch = Files.createTempDirectory("millrace-benchmark");
    try {
      LineCorpus corpus = LineCorpus.write(scratch.resolve("corpus.txt"), lines);
      new SideBySide(corpus, batchMillis, scratch).run(contenders(args[3]), rounds);
    } finally {
      deleteTree(scratch);
    }
  }

  private static List<Contender> contenders(String sparkClassPath) {
    List<Contender> contenders = new ArrayList<>();
    List<String> millrace =
        List.of(
            "java",
            "-Xmx6g",
            "-cp",
            System.getProperty("java.class.path"),
            MillraceWordCount.class.getName());
    contenders.add(new Contender("millrace", millrace, false));
    contenders.add(new Contender("millrace, log on", millrace, true));
    if (!sparkClassPath.equals("-")) {
      List<String> spark = new ArrayList<>(List.of("java", "-Xmx6g"));
      for (String opened :
          List.of(
              "java.lang",
              "java.lang.invoke",
              "java.io",
              "java.net",
              "java.nio",
              "java.util",
              "java.util.concurrent",
              "sun.nio.ch")) {
        spark.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
      }
      spark.addAll(List.of("-cp", sparkClassPath, "dev.millrace.benchmarks.spark.SparkWordCount"));
      contenders.add(new Contender("spark 4.1.0", spark, false));
      contenders.add(new Contender("spark 4.1.0, log on", spark, true));
    }
    return contenders;
  }

  private void run(List<Contender> contenders, int rounds) throws Exception {
    Map<String, List<Result>> results = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        Result result = measure(contender);
        results.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(result);
        System.out.printf(
            "round %d %-20s %,12.0f lines/s %6.2f CPU s per million lines%n",
            round + 1, contender.name(), result.linesPerSecond(), result.cpuSecondsPerMillion());
      }
    }
    System.out.printf(
        "%nmedians of %d, %,d lines, batch %d ms%n", rounds, corpus.lines(), batchMillis);
    results.forEach(
        (name, all) ->
            System.out.printf(
                "%-20s %,12.0f lines/s %6.2f CPU s per million lines%n",
                name,
                median(all.stream().mapToDouble(Result::linesPerSecond).toArray()),
                median(all.stream().mapToDouble(Result::cpuSecondsPerMillion).toArray())));
  }

  private Result measure(Contender contender) throws Exception {
    Path checkpoint = scratch.resolve("checkpoint");
    Process feeder =
        start(
            List.of(
                "java",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LineFeeder.class.getName(),
                corpus.file().toString()));
    Process consumer = null;
    try (BufferedReader feed = reader(feeder)) {
      String port = awaitValue(feed, "PORT", feeder);
      List<String> command = new ArrayList<>(contender.command());
      command.addAll(
          List.of(
              port,
              Long.toString(corpus.words()),
              Long.toString(batchMillis),
              contender.logged() ? checkpoint.toString() : "-"));
      consumer = start(command);
      try (BufferedReader count = reader(consumer)) {
        awaitValue(count, "READY", consumer);
        feeder.getOutputStream().write('\n');
        feeder.getOutputStream().flush();
        long firstByte = Long.parseLong(awaitValue(feed, "FIRST_BYTE", feeder));
        long end = Long.parseLong(awaitValue(count, "END", consumer));
        long cpuNanos = Long.parseLong(awaitValue(count, "CPU_NANOS", consumer));
        long words = Long.parseLong(awaitValue(count, "WORDS", consumer));
        long checksum = Long.parseLong(awaitValue(count, "CHECKSUM", consumer));
        if (words != corpus.words() || checksum != corpus.checksum()) {
          throw new IllegalStateException(
              contender.name()
                  + " counted wrongly: "
                  + words
                  + " words, checksum "
                  + checksum
                  + " instead of "
                  + corpus.words()
                  + ", "
                  + corpus.checksum());
        }
        return new Result(
            corpus.lines() * 1000.0 / (end - firstByte), cpuNanos / 1e3 / corpus.lines());
      }
    } finally {
      end(feeder);
      if (consumer != null) {
        end(consumer);
      }
      deleteTree(checkpoint);
    }
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String awaitValue(BufferedReader lines, String key, Process process)
      throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals(key)) {
        return "";
      }
      if (line.startsWith(key + " ")) {
        return line.substring(key.length() + 1);
      }
    }
    throw new IllegalStateException(
        "a process ended before it printed "
            + key
            + ": "
            + process.info().commandLine().orElse(""));
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var paths = Files.walk(root)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
