package dev.millrace.testkit.mutant;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Looks for a planted bug, seed by seed. */
final class MutantHunt {
  private static final int SEEDS_MAX = 1_000;

  private final LongConsumer probe;
  private final Mutant mutant;

  /**
   * @param probeClass a class that runs one seed, loaded anew with the mutant
   */
  MutantHunt(Mutant mutant, String probeClass) throws ReflectiveOperationException {
    this.mutant = mutant;
    Constructor<?> constructor =
        new MutantLoader(mutant).loadClass(probeClass).getDeclaredConstructor();
    constructor.setAccessible(true);
    this.probe = (LongConsumer) constructor.newInstance();
  }

  /**
   * Fails unless some seed finds the bug, and finds it again.
   *
   * @return how the run failed that found it
   */
  Throwable run() {
    Optional<Throwable> found = Optional.empty();
    long seed = -1;
    while (found.isEmpty() && ++seed < SEEDS_MAX) {
      found = failureOf(seed);
    }
    assertTrue(found.isPresent(), mutant + " was not found within " + SEEDS_MAX + " seeds");
    assertTrue(failureOf(seed).isPresent(), mutant + " does not repeat with seed " + seed);
    return found.get();
  }

  private Optional<Throwable> failureOf(long seed) {
    try {
      probe.accept(seed);
      return Optional.empty();
    } catch (RuntimeException | Error failure) {
      return Optional.of(failure);
    }
  }
}
