package dev.millrace.testkit.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.run.host.ParallelRuns;
import dev.millrace.testkit.world.HistoryListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SeededRunsTest {
  private static final FaultPlan PLAN =
      FaultPlan.parse("crash:a@PT1S,crash:b@PT2S,crash:c@PT3S,crash:d@PT4S,crash:e@PT5S");

  private interface Body {
    RunReport run(long seed, FaultPlan plan);
  }

  private static Scenario scenario(Body body) {
    return new Scenario() {
      @Override
      public FaultPlan plan(long seed) {
        return PLAN;
      }

      @Override
      public RunReport run(long seed, FaultPlan plan, HistoryListener history) {
        return body.run(seed, plan);
      }
    };
  }

  private static RunReport report(long hash) {
    return RunReport.of(hash, 1, 10, 2, Map.of("p", 3L));
  }

  @Test
  void addsUpWhatRunsCameTo() {
    RunReport total = new SeededRuns(scenario((seed, plan) -> report(seed))).run(5, 10, 0);
    assertEquals(10, total.runs());
    assertEquals(10, total.recoveries());
    assertEquals(100, total.virtualNanos());
    assertEquals(20, total.faults());
    assertEquals(Map.of("p", 30L), total.crashPoints());
  }

  @Test
  void reportsTheShortestPlanThatFails() {
    AssertionError cause = new AssertionError("lost");
    Scenario failing =
        scenario(
            (seed, plan) -> {
              if (seed == 7 && plan.toString().contains("b@") && plan.toString().contains("d@")) {
                throw cause;
              }
              return report(seed);
            });
    FailedRun failed = assertThrows(FailedRun.class, () -> new SeededRuns(failing).run(0, 100, 0));
    assertEquals(7, failed.seed());
    assertEquals("crash:b@PT2S,crash:d@PT4S", failed.plan().toString());
    assertSame(cause, failed.getCause());
    assertTrue(
        failed
            .getMessage()
            .startsWith(
                "REPRODUCE -Dmillrace.seed=0x7 '-Dmillrace.plan=crash:b@PT2S,crash:d@PT4S'"),
        failed.getMessage());
  }

  @Test
  void shortensToNothingWhatFailsWithoutFaults() {
    Scenario failing =
        scenario(
            (seed, plan) -> {
              throw new IllegalStateException("always");
            });
    FailedRun failed = assertThrows(FailedRun.class, () -> new SeededRuns(failing).run(3));
    assertEquals(FaultPlan.NONE, failed.plan());
  }

  @Test
  void namesASeedThatDoesNotRepeat() {
    AtomicLong clock = new AtomicLong();
    Scenario leaking = scenario((seed, plan) -> report(clock.incrementAndGet()));
    FailedRun failed = assertThrows(FailedRun.class, () -> new SeededRuns(leaking).run(0, 5, 1));
    assertTrue(failed.getMessage().contains("does not repeat"), failed.getMessage());
  }

  @Test
  void runsAllSeedsOnAllProcessors() throws InterruptedException {
    List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    ParallelRuns.Outcome outcome =
        ParallelRuns.run(
            scenario(
                (seed, plan) -> {
                  seen.add(seed);
                  return report(seed);
                }),
            100,
            1_000);
    assertEquals(1_000, outcome.report().runs());
    assertEquals(1_000, seen.stream().distinct().count());
    assertEquals(1_000 + SeededRuns.REPEATED, seen.size());
  }

  @Test
  void failsInParallelWithTheLowestSeedOfASlice() {
    Scenario failing =
        scenario(
            (seed, plan) -> {
              if (seed >= 10) {
                throw new AssertionError("bad");
              }
              return report(seed);
            });
    FailedRun failed = assertThrows(FailedRun.class, () -> ParallelRuns.run(failing, 0, 600));
    assertEquals(10, failed.seed());
  }

  @Test
  void tellsWhatWasLostBeforeItFails() {
    Scenario failing =
        scenario(
            (seed, plan) -> {
              if (seed == 40) {
                throw new AssertionError("in a batch", BrokenDelivery.duplicated(3, "twice"));
              }
              return report(seed);
            });
    List<String> told = new ArrayList<>();
    assertThrows(
        FailedRun.class,
        () -> ParallelRuns.run(failing, 0, 41, outcome -> told.add(outcome.figures())));
    assertEquals(1, told.size());
    assertTrue(told.get(0).contains("lost=0 duplicated=3"), told.get(0));
  }
}
