package dev.millrace.testkit.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.actor.ActorShells;
import dev.millrace.testkit.crash.CrashCoverage;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.run.FailedRun;
import dev.millrace.testkit.run.SeededRuns;
import dev.millrace.testkit.run.host.ParallelRuns;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The whole process on production's actors, under the same faults and oracles. */
final class ActorSimulationTest {
  private static final long SEEDS = Long.getLong("millrace.actor.seeds", 20);

  private final SimulatedDriver scenario = new SimulatedDriver(ActorShells::new);

  @Test
  void putsEveryAcknowledgedRecordInExactlyOneBatch() throws InterruptedException {
    ParallelRuns.Outcome outcome = ParallelRuns.run(scenario, 0, SEEDS, ActorSimulationTest::print);
    CrashCoverage coverage = new CrashCoverage();
    coverage.add(outcome.report().crashPoints());
    assertEquals(Set.of(), coverage.missed(new TreeSet<>(SimulatedDriver.CRASH_POINTS)));
    assertTrue(outcome.report().recoveries() > 2 * SEEDS, outcome.report().toString());
  }

  private static void print(ParallelRuns.Outcome outcome) {
    System.out.println("faults on actors: " + outcome.figures());
  }

  @Test
  void startsNoThread() {
    Set<String> before = threads();
    new SeededRuns(scenario).run(3);
    assertEquals(before, threads());
  }

  private static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("akka") || name.contains("simulated"))
        .forEach(names::add);
    return names;
  }

  @Test
  void reproducesASeed() {
    String seed = System.getProperty(FailedRun.SEED_PROPERTY, "1");
    String plan = System.getProperty(FailedRun.PLAN_PROPERTY, "");
    long number = Long.parseUnsignedLong(seed.replaceFirst("^0x", ""), 16);
    new SeededRuns(scenario)
        .run(number, plan.isEmpty() ? scenario.plan(number) : FaultPlan.parse(plan));
  }
}
