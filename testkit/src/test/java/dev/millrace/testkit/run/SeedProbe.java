package dev.millrace.testkit.run;

import dev.millrace.testkit.plan.FaultPlan;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/**
 * Runs of a scenario, behind types of the JDK's: for callers that load these classes anew. Takes a
 * seed and a plan; without a plan the seed's own, which is shortened when the run fails. Returns
 * how it failed, beginning with the line that reproduces it; empty when it did not.
 */
public abstract class SeedProbe implements BiFunction<Long, Optional<String>, Optional<String>> {
  private final Scenario scenario;

  /** Runs of {@code scenario}. */
  protected SeedProbe(Scenario scenario) {
    this.scenario = scenario;
  }

  @Override
  public final Optional<String> apply(Long seed, Optional<String> plan) {
    try {
      if (plan.isPresent()) {
        scenario.run(seed, FaultPlan.parse(plan.get()));
      } else {
        new SeededRuns(scenario).run(seed);
      }
      return Optional.empty();
    } catch (RuntimeException | Error failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }

  /** The hashes of the first seeds' histories, under their own plans. */
  public final List<String> hashes(long seeds) {
    return LongStream.range(0, seeds)
        .map(seed -> scenario.run(seed, scenario.plan(seed)).historyHash())
        .mapToObj(Long::toHexString)
        .toList();
  }
}
