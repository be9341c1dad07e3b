package dev.millrace.testkit.classpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that uses Hadoop's files works with the jars of trimmed hadoop-common, and loads no
 * other: a child process with the class path of this module logs where each class came from.
 */
final class HadoopClassPathTest {
  private static final Set<String> TRIMMED_HADOOP =
      Set.of(
          "commons-collections4",
          "commons-compress",
          "commons-configuration2",
          "commons-io",
          "commons-lang3",
          "commons-logging",
          "commons-text",
          "hadoop-annotations",
          "hadoop-auth",
          "hadoop-common",
          "hadoop-mapreduce-client-core",
          "hadoop-shaded-guava",
          "re2j",
          "stax2-api",
          "woodstox-core");

  private static final Set<String> LOGGING = Set.of("slf4j-api", "slf4j-simple");

  private static final Pattern LOADED_FROM_JAR =
      Pattern.compile("source: (?:jar:)?file:\\S*/([^/\\s]+?)-\\d[^/\\s]*\\.jar");

  @TempDir Path directory;

  @Test
  void loadsNoOtherJarThanTrimmedHadoop() throws Exception {
    Set<String> loaded = jarsLoadedBy(List.of());

    assertEquals(Set.of(), unexpected(loaded));
    assertTrue(loaded.contains("hadoop-common"), loaded::toString);
  }

  @Test
  void noticesAnotherJar() throws Exception {
    Set<String> loaded = jarsLoadedBy(List.of("com.esotericsoftware.kryo.kryo5.Kryo"));

    assertEquals(Set.of("kryo5"), unexpected(loaded));
  }

  private static Set<String> unexpected(Set<String> loaded) {
    Set<String> others = new TreeSet<>(loaded);
    others.removeAll(TRIMMED_HADOOP);
    others.removeAll(LOGGING);
    return others;
  }

  private Set<String> jarsLoadedBy(List<String> furtherClasses)
      throws IOException, InterruptedException {
    Path log = directory.resolve("loaded-classes");
    Path output = directory.resolve("output");
    Path work = Files.createDirectory(directory.resolve("work"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                HadoopFileProgram.class.getName(),
                work.toUri().toString()));
    command.addAll(furtherClasses);
    Process program =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(program.waitFor(60, TimeUnit.SECONDS), "the program ends");
    } finally {
      program.destroyForcibly();
    }
    assertEquals(0, program.exitValue(), Files.readString(output));
    return jarsIn(log);
  }

  private static Set<String> jarsIn(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .map(LOADED_FROM_JAR::matcher)
          .filter(Matcher::find)
          .map(match -> match.group(1))
          .collect(TreeSet::new, Set::add, Set::addAll);
    }
  }
}
