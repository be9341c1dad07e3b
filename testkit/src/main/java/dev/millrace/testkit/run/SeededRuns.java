package dev.millrace.testkit.run;

import static java.util.Locale.ROOT;

import dev.millrace.testkit.plan.FaultPlan;
import java.util.List;
import java.util.Optional;

/**
 * Runs a scenario under one seed after the other. Some seeds run twice, to prove that runs repeat;
 * of one that does not, it is told where its histories part and what may be the reason. A failing
 * run is run again under ever fewer faults, and reported with the shortest plan that still fails,
 * as one line that reproduces it. <em>Thread-safe if the scenario is.</em>
 */
public final class SeededRuns {
  /** So many seeds of a range should run twice. */
  public static final int REPEATED = 20;

  private static final String CAUSES =
      "something in it reads a clock, random numbers, identity hashes or unordered collections, or"
          + " starts threads";

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
      throw failed(seed, plan, failure);
    }
  }

  private void requireRepeats(long seed, RunReport first) {
    FaultPlan plan = scenario.plan(seed);
    RunReport second = run(seed, plan);
    if (second.historyHash() != first.historyHash()) {
      Optional<Parting> parting = new Repetition(scenario).parting(seed, plan);
      throw new FailedRun(
          seed,
          plan,
          new AssertionError(
              String.format(
                  ROOT,
                  "the run does not repeat, its history hashed to %x and then to %x%n%s%n%s",
                  first.historyHash(),
                  second.historyHash(),
                  parting.map(Parting::toString).orElse("two more histories were the same"),
                  suspects())));
    }
  }

  private String suspects() {
    List<String> suspects = scenario.suspects();
    return suspects.isEmpty() ? CAUSES : "suspects:\n  " + String.join("\n  ", suspects);
  }

  /** A failure under a plan that does not even repeat its history says nothing else. */
  private FailedRun failed(long seed, FaultPlan plan, Throwable failure) {
    return new Repetition(scenario)
        .parting(seed, plan)
        .map(
            parting ->
                new FailedRun(
                    seed,
                    plan,
                    new AssertionError(
                        "the run failed, and does not repeat: "
                            + parting
                            + "\n"
                            + suspects()
                            + "\nit failed with "
                            + failure,
                        failure)))
        .orElseGet(() -> shortened(seed, plan, failure));
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
