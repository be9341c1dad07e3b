package dev.millrace.testkit.run;

import dev.millrace.testkit.plan.FaultPlan;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes faults away from a failing plan while it goes on failing: halves first, then ever smaller
 * pieces (delta debugging). <em>Owned by one thread.</em>
 */
final class PlanShortener {
  private static final int RUNS_MAX = 200;

  /** A plan, and how a run under it fails. */
  record Failing(FaultPlan plan, Throwable failure) {}

  private final Function<FaultPlan, Optional<Throwable>> run;
  private int runs;

  /** Asks {@code run} how a run under a plan fails; empty when it does not. */
  PlanShortener(Function<FaultPlan, Optional<Throwable>> run) {
    this.run = run;
  }

  /**
   * The shortest plan found.
   *
   * @return empty if a run under {@code plan} does not fail at all
   */
  Optional<Failing> shorten(FaultPlan plan) {
    Optional<Failing> best = fails(plan);
    int piece = plan.faults().size();
    while (best.isPresent() && piece > 0 && runs < RUNS_MAX) {
      Optional<Failing> shorter = withoutOnePiece(best.get().plan(), piece);
      if (shorter.isPresent()) {
        best = shorter;
        piece = Math.min(piece, best.get().plan().faults().size());
      } else {
        piece /= 2;
      }
    }
    return best;
  }

  private Optional<Failing> withoutOnePiece(FaultPlan plan, int piece) {
    int count = plan.faults().size();
    for (int from = 0; from < count && runs < RUNS_MAX; from += piece) {
      Optional<Failing> shorter = fails(plan.without(from, Math.min(count, from + piece)));
      if (shorter.isPresent()) {
        return shorter;
      }
    }
    return Optional.empty();
  }

  private Optional<Failing> fails(FaultPlan plan) {
    runs++;
    return run.apply(plan).map(failure -> new Failing(plan, failure));
  }
}
