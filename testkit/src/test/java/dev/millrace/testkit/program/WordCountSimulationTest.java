package dev.millrace.testkit.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.actor.ActorShells;
import dev.millrace.testkit.crash.CrashCoverage;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.run.FailedRun;
import dev.millrace.testkit.run.SeededRuns;
import dev.millrace.testkit.run.host.ParallelRuns;
import dev.millrace.wal.WalCrashPoints;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The socket word count, from bytes on connections to counts in a sink, under all faults. */
final class WordCountSimulationTest {
  private static final long SEEDS = Long.getLong("millrace.wordCount.seeds", 100);
  private static final long ACTOR_SEEDS = Long.getLong("millrace.wordCount.actorSeeds", 5);

  private final ProgramScenario scenario = WordCount.scenario();

  @Test
  void countsEveryStoredLineExactlyOnce() throws InterruptedException {
    ParallelRuns.Outcome outcome = ParallelRuns.run(scenario, 0, SEEDS);
    print("word count", outcome);
    CrashCoverage coverage = new CrashCoverage();
    coverage.add(outcome.report().crashPoints());
    assertEquals(Set.of(), coverage.missed(new TreeSet<>(WalCrashPoints.ALL)));
    assertTrue(outcome.report().recoveries() > 3 * SEEDS, outcome.report().toString());
  }

  @Test
  void countsOnProductionsActors() throws InterruptedException {
    print(
        "word count on actors",
        ParallelRuns.run(WordCount.scenario(ActorShells::new), 0, ACTOR_SEEDS));
  }

  private static void print(String what, ParallelRuns.Outcome outcome) {
    System.out.println("faults in " + what + ": " + outcome.figures());
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
