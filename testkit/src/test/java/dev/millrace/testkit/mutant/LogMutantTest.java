package dev.millrace.testkit.mutant;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bug planted in the log is found within a thousand seeds, most within ten. */
final class LogMutantTest {
  static List<Mutant> mutants() {
    return LogMutants.ALL;
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void isFound(Mutant mutant) throws ReflectiveOperationException {
    new MutantHunt(mutant, "dev.millrace.testkit.log.LogProbe").run();
  }
}
