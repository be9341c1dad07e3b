package dev.millrace.testkit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.crash.CrashCoverage;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.run.FailedRun;
import dev.millrace.testkit.run.SeededRuns;
import dev.millrace.testkit.run.host.ParallelRuns;
import dev.millrace.testkit.world.HistoryListener;
import dev.millrace.wal.WalCrashPoints;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class LogSimulationTest {
  private static final long SEEDS = Long.getLong("millrace.log.seeds", 1_000);
  private static final long HADOOP_SEEDS = Long.getLong("millrace.log.hadoopSeeds", 50);

  private final SimulatedLog scenario = new SimulatedLog();

  @Test
  void losesNothingAndRepeatsNothingWhateverFails() throws InterruptedException {
    ParallelRuns.Outcome outcome =
        ParallelRuns.run(scenario, 0, SEEDS, runs -> print("faults on the log", runs));
    CrashCoverage coverage = new CrashCoverage();
    coverage.add(outcome.report().crashPoints());
    assertEquals(Set.of(), coverage.missed(new TreeSet<>(WalCrashPoints.ALL)));
    assertTrue(outcome.report().recoveries() > 3 * SEEDS, outcome.report().toString());
  }

  @Test
  void losesNothingOnHadoopsFileSystems() throws InterruptedException {
    ParallelRuns.run(
        SimulatedLog.onHadoop(),
        0,
        HADOOP_SEEDS,
        runs -> print("faults on Hadoop's file systems", runs));
  }

  @Test
  void comesToRestWhenTheBusiestOwnerMeetsTheWorstDisk() {
    LogWorkload busiest = new LogWorkload(12, 16, LogWorkload.PAUSE_NANOS_MIN, 2, 30, 1_024);
    FaultPlan plan = FaultPlan.parse("disk:driver:error-after-effect@any#75+");
    for (long seed = 0; seed < 3; seed++) {
      assertTrue(new LogScenario(seed, busiest, HistoryListener.NONE).run(plan).recoveries() > 0);
    }
  }

  private static void print(String what, ParallelRuns.Outcome outcome) {
    System.out.println(what + ": " + outcome.figures());
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
