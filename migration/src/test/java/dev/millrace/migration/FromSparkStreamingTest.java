package dev.millrace.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs for Spark Streaming run on Millrace after the recipe, and nothing else, changed them.
 */
class FromSparkStreamingTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NetworkWordCount",
        "StatefulNetworkWordCount",
        "WindowedTopWords",
        "QueueOfRdds",
        "ManyTypes",
        "CollectionsAndCounts"
      })
  void samplesAreSparkProgramsBeforeAndMillraceProgramsAfterwards(String name) throws IOException {
    SampleProgram program = SampleProgram.named(name);
    program.compileForSpark(directory.resolve("before"));

    SampleProgram migrated = program.migrated();

    assertFalse(migrated.source().contains("org.apache.spark"), migrated.source());
    assertFalse(migrated.source().contains("scala."), migrated.source());
    migrated.compileForMillrace(directory.resolve("after"));
  }

  @Test
  void countsWordsFromTheNetwork() throws Exception {
    String lines = "to be or\nnot to be\n";
    assertPrints("NetworkWordCount", lines, List.of("(to,2)", "(be,2)", "(or,1)", "(not,1)"));
  }

  @Test
  void keepsRunningCounts() throws Exception {
    assertPrints(
        "StatefulNetworkWordCount", "hello there\n", List.of("(hello,2)", "(there,1)", "words=2"));
  }

  @Test
  void ranksTheWordsOfAWindow() throws Exception {
    assertPrints("WindowedTopWords", "a b a c a b\n", List.of("top=[(3,a), (2,b)]"));
  }

  @Test
  void streamsAQueueAndTellsItsListener() throws Exception {
    assertPrints("QueueOfRdds", "", List.of("(0,100)", "(9,100)", "outputs=1"));
  }

  /** A name in the recipe with a slip would silently rename nothing, or to nothing. */
  @Test
  void everyTypeOfTheRecipeExistsOnBothSides() throws Exception {
    String recipe;
    try (InputStream in = getClass().getResourceAsStream("/META-INF/rewrite/millrace.yml")) {
      recipe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> names =
        Pattern.compile("FullyQualifiedTypeName: (\\S+)")
            .matcher(recipe)
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    assertTrue(names.size() > 100, names::toString);
    List<String> unknown = new ArrayList<>();
    for (String name : names) {
      if (getClass().getClassLoader().getResource(name.replace('.', '/') + ".class") == null
          && !name.startsWith("java.")) {
        unknown.add(name);
      }
    }
    assertEquals(List.of(), unknown);
  }

  private void assertPrints(String name, String lines, List<String> expected) throws Exception {
    SampleProgram.named(name).migrated().compileForMillrace(directory.resolve("classes"));
    try (FeedServer server = new FeedServer(lines);
        ProgramRun run =
            new ProgramRun(
                directory.resolve("classes"),
                "samples." + name,
                List.of(
                    "localhost",
                    String.valueOf(server.port()),
                    directory.resolve("checkpoint").toString()))) {
      run.awaitLines(expected);
    }
  }
}
