package dev.millrace.testkit.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.file.FileFault;
import dev.millrace.testkit.plan.Fault;
import dev.millrace.testkit.plan.FaultMenu;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.run.Scenario;
import dev.millrace.testkit.run.SeededRuns;
import dev.millrace.testkit.world.HistoryListener;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A fault at every k-th call to the disk, of every kind, once and from then on, over a run that
 * rolls, takes snapshots, truncates, closes and recovers; every n-th k in the ordinary build.
 */
final class LogCallSweepTest {
  private static final int STEP = Integer.getInteger("millrace.log.callStep", 11);
  private static final long SEED = 5;

  /** Rolls a segment every few records, and takes many snapshots. */
  private static final LogWorkload WORKLOAD = new LogWorkload(3, 300, 20_000_000, 3, 24, 1_024);

  private static final Scenario SCENARIO =
      new Scenario() {
        @Override
        public FaultPlan plan(long seed) {
          return FaultPlan.NONE;
        }

        @Override
        public RunReport run(long seed, FaultPlan plan, HistoryListener history) {
          return new LogScenario(seed, WORKLOAD, history).run(plan);
        }
      };

  private final Map<FileFault.Kind, Long> points = new EnumMap<>(FileFault.Kind.class);

  @Test
  void losesNothingWhateverCallFails() {
    long start = System.nanoTime();
    long recoveries = 0;
    for (FileFault.Kind kind : FaultMenu.HONEST_DISK) {
      RunReport report = sweep(kind, false);
      recoveries += report.recoveries();
      points.put(kind, report.runs());
      if (!kind.isDeath()) {
        recoveries += sweep(kind, true).recoveries();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "log call sweep: points=%s recoveries=%d lost=0 duplicated=0 seconds=%.1f%n",
        points,
        recoveries,
        (System.nanoTime() - start) / 1e9);
    long fewest = points.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    assertTrue(fewest >= 1, points.toString());
  }

  /** Until a fault is planned for a call that is never made. */
  private static RunReport sweep(FileFault.Kind kind, boolean sticky) {
    RunReport total = RunReport.EMPTY;
    long call = 0;
    boolean reached = true;
    while (reached) {
      FileFault fault = FileFault.once(kind, call);
      Fault planned = new Fault.DiskFault("driver", sticky ? fault.sticky() : fault);
      RunReport report = new SeededRuns(SCENARIO).run(SEED, new FaultPlan(List.of(planned)));
      reached = report.faults() > 0;
      total = reached ? total.plus(report) : total;
      call += STEP;
    }
    return total;
  }
}
