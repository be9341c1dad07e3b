package dev.millrace.testkit.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.crash.CrashCoverage;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.run.FailedRun;
import dev.millrace.testkit.run.SeededRuns;
import dev.millrace.testkit.run.host.ParallelRuns;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The whole driver and receiver side under crashes, power losses, bad disks and bad networks. */
final class DriverSimulationTest {
  private static final long SEEDS = Long.getLong("millrace.driver.seeds", 150);

  private final SimulatedDriver scenario = new SimulatedDriver();

  @Test
  void putsEveryAcknowledgedRecordInExactlyOneBatch() throws InterruptedException {
    ParallelRuns.Outcome outcome =
        ParallelRuns.run(scenario, 0, SEEDS, DriverSimulationTest::print);

    CrashCoverage coverage = new CrashCoverage();
    coverage.add(outcome.report().crashPoints());
    assertEquals(Set.of(), coverage.missed(new TreeSet<>(SimulatedDriver.CRASH_POINTS)));
    assertTrue(outcome.report().recoveries() > 3 * SEEDS, outcome.report().toString());
  }

  private static void print(ParallelRuns.Outcome outcome) {
    System.out.println("faults: " + outcome.figures());
    System.out.printf(
        Locale.ROOT,
        "faults besides deaths: %d, %.0f virtual seconds per second and core%n",
        outcome.report().faults(),
        outcome.virtualSecondsPerSecond());
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
