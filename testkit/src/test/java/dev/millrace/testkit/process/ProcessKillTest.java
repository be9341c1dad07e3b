package dev.millrace.testkit.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.crash.CrashPlan;
import dev.millrace.testkit.process.host.ProcessHarness;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A real streaming program is killed at random, at crash points and at system calls. */
final class ProcessKillTest {
  private static final boolean FULL = Boolean.getBoolean("millrace.kills.full");
  private static final Optional<Long> SEED =
      Optional.ofNullable(Long.getLong("millrace.kills.seed"));

  /** A log is 64 MiB long before it rolls, so records are made this much longer to get there. */
  private static final int ROLL_PADDING = 900_000;

  private static final int GROUP_MAX = 20;

  @TempDir Path directory;

  @Test
  void keepsWhatItAcknowledgedThroughKills() throws Exception {
    long seed = SEED.orElseGet(() -> ThreadLocalRandom.current().nextLong());
    KillPlans plans = new KillPlans(new SplittableRandom(seed), FULL);
    Optional<String> obstacle = ProcessHarness.obstacleToSystemCalls();
    obstacle.ifPresent(reason -> System.out.println("kills: no kills at system calls: " + reason));
    List<Kill> kills = plans.kills(obstacle.isEmpty());

    System.out.printf(
        Locale.ROOT, "kills: -Dmillrace.kills.seed=%d, %d planned%n", seed, kills.size());
    long start = System.nanoTime();
    Map<String, Integer> reached = new TreeMap<>();
    try (ProcessHarness harness = new ProcessHarness(directory, seed)) {
      for (Kill kill : kills) {
        boolean asPlanned = harness.live(kill);
        reached.merge(KillPlans.kind(kill), asPlanned ? 1 : 0, Integer::sum);
      }
      report(harness.finish(), start, reached);
    }
    reached.forEach((kind, count) -> assertTrue(count > 0, kind + " never came true: " + reached));
  }

  /** With the log of received blocks switched off, the same harness must find a loss. */
  @Test
  void findsTheLossThatAMissingLogCauses() throws Exception {
    Map<String, String> withoutLog =
        Map.of("millrace.streaming.receiver.writeAheadLog.enable", "false");
    try (ProcessHarness harness = new ProcessHarness(directory, 1, GROUP_MAX, withoutLog)) {
      harness.live(new Kill.AtCrashPoint(new CrashPlan(KeyedSink.WRITTEN, 1)));
      SinkAudit.Outcome audit = harness.finish().audit();
      assertTrue(audit.lost() > 0, audit.toString());
      assertEquals(0, audit.duplicated());
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "millrace.kills.full",
      matches = "true",
      disabledReason = "fills logs of 64 MiB")
  void keepsWhatItAcknowledgedWhenKilledAsALogRolls() throws Exception {
    long start = System.nanoTime();
    Map<String, Integer> reached = new TreeMap<>();
    try (ProcessHarness harness = new ProcessHarness(directory, 1, 2, Map.of())) {
      for (String name : KillPlans.ROLL_POINTS) {
        Kill kill = new Kill.AtCrashPoint(new CrashPlan(name, 1));
        assertTrue(harness.live(kill, ROLL_PADDING), name + " was not reached");
        reached.merge(name, 1, Integer::sum);
      }
      ProcessHarness.Outcome outcome = harness.finish();
      report(outcome, start, reached);
    }
  }

  private static void report(
      ProcessHarness.Outcome outcome, long start, Map<String, Integer> reached) {
    System.out.printf(
        Locale.ROOT,
        "kills: kills=%d acknowledged=%d given=%d lost=%d duplicated=%d seconds=%.1f %s%n",
        outcome.kills(),
        outcome.acknowledged(),
        outcome.given(),
        outcome.audit().lost(),
        outcome.audit().duplicated(),
        (System.nanoTime() - start) / 1e9,
        reached);
    assertEquals(List.of(), outcome.audit().findings());
    assertTrue(outcome.acknowledged() > 10 * outcome.kills(), "too few records to tell anything");
  }
}
