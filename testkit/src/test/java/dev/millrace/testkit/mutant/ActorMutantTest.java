package dev.millrace.testkit.mutant;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bug planted in the shells is found within a thousand seeds. */
final class ActorMutantTest {
  static List<Mutant> mutants() {
    return ActorMutants.ALL;
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void isFound(Mutant mutant) throws ReflectiveOperationException {
    new MutantHunt(mutant, "dev.millrace.testkit.driver.ActorProbe").run();
  }
}
