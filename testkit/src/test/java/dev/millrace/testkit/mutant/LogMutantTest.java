package dev.millrace.testkit.mutant;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bug planted in the log is found within a thousand seeds, most within ten. */
final class LogMutantTest {
  private static final int SEEDS_MAX = 1_000;
  private static final String PROBE = "dev.millrace.testkit.log.LogProbe";

  static List<Mutant> mutants() {
    return LogMutants.ALL;
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void isFound(Mutant mutant) throws ReflectiveOperationException {
    LongConsumer probe = probe(mutant);
    Optional<Throwable> found = Optional.empty();
    long seed = -1;
    while (found.isEmpty() && ++seed < SEEDS_MAX) {
      found = failureOf(probe, seed);
    }
    assertTrue(found.isPresent(), mutant + " was not found within " + SEEDS_MAX + " seeds");
    assertTrue(failureOf(probe, seed).isPresent(), mutant + " does not repeat with seed " + seed);
  }

  private static Optional<Throwable> failureOf(LongConsumer probe, long seed) {
    try {
      probe.accept(seed);
      return Optional.empty();
    } catch (RuntimeException | Error failure) {
      return Optional.of(failure);
    }
  }

  private static LongConsumer probe(Mutant mutant) throws ReflectiveOperationException {
    Constructor<?> constructor = new MutantLoader(mutant).loadClass(PROBE).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (LongConsumer) constructor.newInstance();
  }
}
