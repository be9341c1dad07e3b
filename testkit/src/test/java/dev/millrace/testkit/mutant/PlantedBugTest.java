package dev.millrace.testkit.mutant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.run.SecondJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each planted bug is found within a thousand seeds, most within ten. */
final class PlantedBugTest {
  static List<Mutant> others() {
    return PlantedBugs.others();
  }

  @ParameterizedTest
  @MethodSource("others")
  void isFound(Mutant mutant) {
    new MutantHunt(mutant).run();
  }

  /** The printed lines of ten of them fail in a JVM that knows nothing else, and only there. */
  @Test
  void isFoundAgainInAFreshJvmFromTheLineThatIsPrinted() {
    List<Mutant> ten = PlantedBugs.reproduced();
    List<String> lines = ten.parallelStream().map(PlantedBugTest::reproduceLine).toList();
    assertEquals(10, lines.size());
    String output =
        Stream.of(0, 5)
            .parallel()
            .map(from -> runAgain(ten.subList(from, from + 5), lines.subList(from, from + 5)))
            .collect(Collectors.joining());
    List<String> expected = Reproduction.expected(ten);
    assertTrue(
        output.lines().toList().containsAll(expected), () -> output + " lacks some of " + expected);
  }

  private static String reproduceLine(Mutant mutant) {
    long start = System.nanoTime();
    MutantHunt.Find find = new MutantHunt(mutant).find();
    System.out.printf(
        Locale.ROOT,
        "planted bug: %s, found by seed %d after %.1f s%n  %s%n",
        mutant,
        find.seed(),
        (System.nanoTime() - start) / 1e9,
        find.reproduceLine());
    return find.reproduceLine();
  }

  private static String runAgain(List<Mutant> mutants, List<String> lines) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < mutants.size(); i++) {
      arguments.add(mutants.get(i).bug());
      arguments.add(lines.get(i));
    }
    try {
      SecondJvm.Result result =
          SecondJvm.run(Reproduction.class, Map.of(), arguments.toArray(new String[0]));
      assertEquals(0, result.exitCode(), result.output());
      return result.output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the other JVM ran", e);
    }
  }
}
