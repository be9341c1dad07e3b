package dev.millrace.testkit.run;

import dev.millrace.testkit.plan.FaultPlan;

/** A simulated run that a seed and a fault plan fix. */
public interface Scenario {
  /** The faults that the seed chooses. */
  FaultPlan plan(long seed);

  /**
   * Runs in a world of its own, made from {@code seed}, under {@code plan}; the same arguments give
   * the same history. May be called by several threads at once.
   *
   * @throws AssertionError if a guarantee did not hold; any other exception or error counts as a
   *     failure too
   */
  RunReport run(long seed, FaultPlan plan);
}
