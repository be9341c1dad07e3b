package dev.millrace.testkit.run;

import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.world.HistoryListener;
import dev.millrace.testkit.world.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs a seed twice and compares the histories, entry by entry. <em>Owned by one thread.</em> */
final class Repetition {
  private static final int ENTRIES_BEFORE = 3;

  /** Entries that are compared; a run that never comes to rest has millions. */
  private static final int ENTRIES_MAX = 500_000;

  private final Scenario scenario;

  Repetition(Scenario scenario) {
    this.scenario = scenario;
  }

  /** Where two runs of one seed under one plan part; empty if they do not. */
  Optional<Parting> parting(long seed, FaultPlan plan) {
    List<Timeline.Entry> once = live(seed, plan);
    List<Timeline.Entry> then = live(seed, plan);
    int shorter = Math.min(once.size(), then.size());
    for (int i = 0; i < shorter; i++) {
      if (!once.get(i).equals(then.get(i))) {
        return Optional.of(parting(i, once, then));
      }
    }
    return once.size() == then.size()
        ? Optional.empty()
        : Optional.of(parting(shorter, once, then));
  }

  private static Parting parting(int index, List<Timeline.Entry> once, List<Timeline.Entry> then) {
    return new Parting(
        index,
        once.subList(Math.max(0, index - ENTRIES_BEFORE), index),
        at(once, index),
        at(then, index));
  }

  private static Optional<Timeline.Entry> at(List<Timeline.Entry> history, int index) {
    return index < history.size() ? Optional.of(history.get(index)) : Optional.empty();
  }

  private List<Timeline.Entry> live(long seed, FaultPlan plan) {
    List<Timeline.Entry> history = new ArrayList<>();
    HistoryListener listener =
        (nanos, who, what, detail) -> {
          if (history.size() < ENTRIES_MAX) {
            history.add(new Timeline.Entry(nanos, who, what, detail));
          }
        };
    try {
      scenario.run(seed, plan, listener);
    } catch (RuntimeException | Error failure) {
      // The run fails each time, or it does not repeat: the histories tell which.
      long nanos = history.isEmpty() ? 0 : history.get(history.size() - 1).nanos();
      history.add(new Timeline.Entry(nanos, "run", "fails", failure.getClass().getName()));
    }
    return history;
  }
}
