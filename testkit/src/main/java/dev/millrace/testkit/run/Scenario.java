package dev.millrace.testkit.run;

import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.world.HistoryListener;
import java.util.List;

/** A simulated run that a seed and a fault plan fix. */
public interface Scenario {
  /** The faults that the seed chooses. */
  FaultPlan plan(long seed);

  /** As {@link #run(long, FaultPlan, HistoryListener)}, without a listener. */
  default RunReport run(long seed, FaultPlan plan) {
    return run(seed, plan, HistoryListener.NONE);
  }

  /**
   * Runs in a world of its own, made from {@code seed}, under {@code plan}; the same arguments give
   * the same history. May be called by several threads at once.
   *
   * @param history follows the world's history
   * @throws AssertionError if a guarantee did not hold; any other exception or error counts as a
   *     failure too
   */
  RunReport run(long seed, FaultPlan plan, HistoryListener history);

  /**
   * What in the code under test may be why a run does not repeat, each in one line that names the
   * place. Asked only when one has not.
   */
  default List<String> suspects() {
    return List.of();
  }
}
