package dev.millrace.migration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A migrated program in a JVM of its own, which ends with the test. */
final class ProgramRun implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Process process;

  ProgramRun(Path classes, String mainClass, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(SampleProgram.runtimeClassPath(classes));
    command.add(mainClass);
    command.addAll(arguments);
    this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Reads what the program prints until each of the lines was there. */
  void awaitLines(Collection<String> lines) throws IOException {
    Set<String> missing = new LinkedHashSet<>(lines);
    StringBuilder printed = new StringBuilder();
    Thread limit = killAfterLimit();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while (!missing.isEmpty() && (line = out.readLine()) != null) {
        printed.append(line).append('\n');
        missing.remove(line);
      }
    } finally {
      limit.interrupt();
    }
    if (!missing.isEmpty()) {
      throw new AssertionError("never printed: " + missing + " but:\n" + printed);
    }
  }

  /** A program that prints nothing more would hold the test for ever. */
  private Thread killAfterLimit() {
    Thread thread =
        new Thread(
            () -> {
              try {
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the lines came
              }
            },
            "limit");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
