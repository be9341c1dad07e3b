package dev.millrace.testkit.mutant;

import java.lang.reflect.Constructor;
import java.util.Optional;
import java.util.function.BiFunction;

/** Looks for a planted bug, seed by seed. */
final class MutantHunt {
  /** So many seeds a bug may stay hidden. */
  static final int SEEDS_MAX = 1_000;

  /**
   * A seed that finds the bug.
   *
   * @param seed counted from 0
   * @param failure begins with the line that reproduces it
   */
  record Find(long seed, String failure) {
    /** The line for people and for {@link Reproduction}. */
    String reproduceLine() {
      return failure.lines().findFirst().orElseThrow();
    }
  }

  private final Mutant mutant;
  private final BiFunction<Long, Optional<String>, Optional<String>> probe;

  MutantHunt(Mutant mutant) {
    this.mutant = mutant;
    this.probe = probe(new MutantLoader(mutant), mutant.probeClass());
  }

  /** A probe whose classes, and all of Millrace, come from {@code loader}. */
  @SuppressWarnings("unchecked") // every SeedProbe is one
  static BiFunction<Long, Optional<String>, Optional<String>> probe(
      ClassLoader loader, String probeClass) {
    try {
      Constructor<?> constructor = loader.loadClass(probeClass).getDeclaredConstructor();
      constructor.setAccessible(true);
      return (BiFunction<Long, Optional<String>, Optional<String>>) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("there is no such probe: " + probeClass, e);
    }
  }

  /** Fails unless some seed finds the bug. */
  Find find() {
    return find("");
  }

  /** Fails unless some seed finds the bug in a way that {@code said} tells of. */
  private Find find(String said) {
    for (long seed = 0; seed < SEEDS_MAX; seed++) {
      Optional<String> failure =
          probe.apply(seed, Optional.empty()).filter(text -> text.contains(said));
      if (failure.isPresent()) {
        return new Find(seed, failure.get());
      }
    }
    throw new AssertionError(
        mutant + " was not found within " + SEEDS_MAX + " seeds, saying '" + said + "'");
  }

  /** Fails unless some seed finds the bug, and finds it again. */
  void run() {
    run("");
  }

  /** Fails unless some seed finds the bug in a way that {@code said} tells of, and again so. */
  void run(String said) {
    Find find = find(said);
    Optional<String> again = Reproduction.parse(find.reproduceLine()).run(probe);
    if (again.filter(text -> text.contains(said)).isEmpty()) {
      throw new AssertionError(mutant + " does not repeat: " + find.failure());
    }
  }
}
