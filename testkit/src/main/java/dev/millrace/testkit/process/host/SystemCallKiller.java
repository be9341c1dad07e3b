package dev.millrace.testkit.process.host;

import dev.millrace.testkit.process.Kill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Has {@code strace} kill a process as it makes a call on certain files. */
final class SystemCallKiller {
  private static final long PROBE_SECONDS = 10;

  private SystemCallKiller() {}

  /** Why no process can be killed this way here; empty if it can. */
  static Optional<String> obstacle() throws InterruptedException {
    try {
      Process probe =
          new ProcessBuilder("strace", "-f", "-qq", "-o", "/dev/null", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        probe.destroyForcibly();
        return Optional.of("strace does not end");
      }
      return probe.exitValue() == 0
          ? Optional.empty()
          : Optional.of("strace may not trace here: it ends with " + probe.exitValue());
    } catch (IOException e) {
      return Optional.of("strace is not installed");
    }
  }

  /** The words to put before the command of the process. */
  static List<String> prefix(Kill.AtSystemCall kill, Path checkpoint) throws IOException {
    // Not with --seccomp-bpf, which is faster but makes strace miss all occurrences but the first.
    List<String> words = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
    for (Path path : paths(kill.place(), checkpoint)) {
      words.add("-P");
      words.add(path.toString());
    }
    words.add("-e");
    words.add("trace=" + kill.call());
    words.add("-e");
    words.add("inject=" + kill.call() + ":signal=SIGKILL:when=" + kill.occurrence());
    words.add("--");
    return words;
  }

  private static List<Path> paths(Kill.Place place, Path checkpoint) throws IOException {
    return switch (place) {
      case DRIVER_LOG -> nextSegments(checkpoint.resolve("driver/log"));
      case DATA_LOG -> nextSegments(checkpoint.resolve("receivedData/0"));
      case SNAPSHOTS -> {
        Path directory = checkpoint.resolve("driver/snapshots");
        yield List.of(directory, directory.resolve("snapshot.tmp"));
      }
    };
  }

  /** The log's directory and the segments that its next life may begin with. */
  private static List<Path> nextSegments(Path directory) throws IOException {
    long last = 0;
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        last = files.mapToLong(SystemCallKiller::incarnation).max().orElse(0);
      }
    }
    List<Path> paths = new ArrayList<>(List.of(directory));
    for (long incarnation = last; incarnation <= last + 1; incarnation++) {
      for (int number = 1; number <= 3; number++) {
        paths.add(
            directory.resolve(
                String.format(Locale.ROOT, "wal-%016x-%08x.mlw", incarnation, number)));
      }
    }
    return paths;
  }

  private static long incarnation(Path segment) {
    String[] parts = segment.getFileName().toString().split("-", -1);
    return parts.length == 3 ? Long.parseUnsignedLong(parts[1], 16) : 0;
  }
}
