package dev.millrace.testkit.mutant;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each law of the books is broken by a miscount that is planted for it. */
final class LawMutantTest {
  static List<LawMutants.LawMutant> mutants() {
    return LawMutants.ALL;
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void breaksItsLaw(LawMutants.LawMutant breaking) {
    new MutantHunt(breaking.mutant()).run("broken law: " + breaking.law());
  }
}
