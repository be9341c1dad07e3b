package dev.millrace.testkit.driver;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.input.RangeRequest;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.run.host.ParallelRuns;
import dev.millrace.testkit.world.Life;
import org.junit.jupiter.api.Test;

/** Direct inputs under crashes, power losses and bad disks. */
final class DirectSimulationTest {
  private static final long SEEDS = Long.getLong("millrace.direct.seeds", 60);

  @Test
  void putsEachNumberInExactlyOneBatch() throws InterruptedException {
    ParallelRuns.Outcome outcome =
        ParallelRuns.run(new DirectScenario(UnreliableNumbers::new), 0, SEEDS);
    RunReport report = outcome.report();
    System.out.println("faults on direct inputs: " + outcome.figures());
    assertTrue(report.recoveries() > 2 * SEEDS, report::toString);
  }

  /** Power check: an input that trusts its memory instead of the log begins anew in each life. */
  @Test
  void catchesAnInputThatTrustsItsMemory() {
    DirectScenario scenario = new DirectScenario(Forgetful::new);
    assertThrows(
        AssertionError.class,
        () -> {
          for (long seed = 0; seed < 20; seed++) {
            scenario.run(seed, scenario.plan(seed));
          }
        });
  }

  private static final class Forgetful extends UnreliableNumbers {
    private long position;

    Forgetful(Life life) {
      super(life);
    }

    @Override
    public InputRange plan(RangeRequest request, Long latest) {
      InputRange range = super.plan(request, latest);
      position = latest;
      return range;
    }

    @Override
    long positionOf(RangeRequest request) {
      return position;
    }
  }
}
