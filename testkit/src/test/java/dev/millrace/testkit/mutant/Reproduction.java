package dev.millrace.testkit.mutant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A seed and a plan, from the line that a failed run prints. */
record Reproduction(long seed, String plan) {
  private static final Pattern LINE =
      Pattern.compile("REPRODUCE -Dmillrace\\.seed=0x(\\p{XDigit}+) '-Dmillrace\\.plan=([^']*)'");

  static Reproduction parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("this line reproduces nothing: " + line);
    }
    return new Reproduction(Long.parseUnsignedLong(matcher.group(1), 16), matcher.group(2));
  }

  /** How the run fails; empty if it does not. */
  Optional<String> run(BiFunction<Long, Optional<String>, Optional<String>> probe) {
    return probe.apply(seed, Optional.of(plan));
  }

  /**
   * Takes bugs and the lines that found them, turn by turn, and prints for each whether the run
   * fails with the bug planted, and without it.
   */
  public static void main(String[] arguments) {
    for (int i = 0; i < arguments.length; i += 2) {
      Mutant mutant = PlantedBugs.named(arguments[i]);
      Reproduction reproduction = parse(arguments[i + 1]);
      boolean planted =
          reproduction
              .run(MutantHunt.probe(new MutantLoader(mutant), mutant.probeClass()))
              .isPresent();
      boolean without =
          reproduction
              .run(MutantHunt.probe(Reproduction.class.getClassLoader(), mutant.probeClass()))
              .isPresent();
      System.out.println(verdict(mutant.bug(), planted, without));
    }
  }

  static String verdict(String bug, boolean failsWithBug, boolean failsWithout) {
    return bug
        + ": "
        + (failsWithBug ? "fails" : "passes")
        + " with the bug, "
        + (failsWithout ? "fails" : "passes")
        + " without";
  }

  /** What {@link #main} prints if all is well. */
  static List<String> expected(List<Mutant> mutants) {
    List<String> lines = new ArrayList<>();
    mutants.forEach(mutant -> lines.add(verdict(mutant.bug(), true, false)));
    return lines;
  }
}
