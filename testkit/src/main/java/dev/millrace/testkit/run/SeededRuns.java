package dev.millrace.testkit.run;

import static java.util.Locale.ROOT;

import dev.millrace.testkit.plan.FaultPlan;
import java.util.Optional;

/**
 * Runs a scenario under one seed after the other. Some seeds run twice, to prove that runs repeat.
 * A failing run is run again under ever fewer faults, and reported with the shortest plan that
 * still fails, as one line that reproduces it. <em>Thread-safe if the scenario is.</em>
 */
public final class SeededRuns {
  /** So many seeds of a range should run twice. */
  public static final int REPEATED = 20;

  private final Scenario scenario;

  /** Runs of {@code scenario}. */
  public SeededRuns(Scenario scenario) {
    this.scenario = scenario;
  }

  /**
   * Runs all seeds from {@code firstSeed} on, one after the other.
   *
   * @param repeated how many of them run twice, to compare their histories
   * @return what they came to together
   * @throws FailedRun for the first seed that fails, or does not repeat
   */
  public RunReport run(long firstSeed, long count, long repeated) {
    RunReport total = RunReport.EMPTY;
    for (long i = 0; i < count; i++) {
      RunReport one = run(firstSeed + i);
      if (i < repeated) {
        requireRepeats(firstSeed + i, one);
      }
      total = total.plus(one);
    }
    return total;
  }

  /**
   * Runs one seed under its own plan.
   *
   * @throws FailedRun if it fails
   */
  public RunReport run(long seed) {
    return run(seed, scenario.plan(seed));
  }

  /**
   * Runs one seed under a given plan, as a reproduction does.
   *
   * @throws FailedRun if it fails
   */
  public RunReport run(long seed, FaultPlan plan) {
    try {
      return scenario.run(seed, plan);
    } catch (RuntimeException | Error failure) {
      throw shortened(seed, plan, failure);
    }
  }

  private void requireRepeats(long seed, RunReport first) {
    FaultPlan plan = scenario.plan(seed);
    RunReport second = scenario.run(seed, plan);
    if (second.historyHash() != first.historyHash()) {
      throw new FailedRun(
          seed,
          plan,
          new AssertionError(
              String.format(
                  ROOT,
                  "the run does not repeat, its history hashed to %x and then to %x: something in"
                      + " it reads a clock, random numbers, identity hashes or unordered"
                      + " collections, or starts threads",
                  first.historyHash(),
                  second.historyHash())));
    }
  }

  private FailedRun shortened(long seed, FaultPlan plan, Throwable failure) {
    PlanShortener shortener = new PlanShortener(shorter -> failureOf(seed, shorter));
    return shortener
        .shorten(plan)
        .map(shortest -> new FailedRun(seed, shortest.plan(), shortest.failure()))
        .orElseGet(() -> new FailedRun(seed, plan, failure));
  }

  private Optional<Throwable> failureOf(long seed, FaultPlan plan) {
    try {
      scenario.run(seed, plan);
      return Optional.empty();
    } catch (RuntimeException | Error failure) {
      return Optional.of(failure);
    }
  }
}
