package dev.millrace.testkit.driver;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.world.HistoryListener;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scenario notices what it is there to notice. */
final class DriverScenarioTest {

  /** An injected fault makes batches fail, not an oracle. */
  @Test
  void endsWhenAnOracleFailsInsideAJobAlthoughTheDiskIsBad() {
    FaultPlan plan = FaultPlan.parse("disk:driver:slow@any#1");
    new DriverScenario(1, PlainShells::new, HistoryListener.NONE).run(plan);
    BatchSink sink = new BatchSink();
    sink.put(1, 0, List.of("what another history wrote"));

    AssertionError found =
        assertThrows(
            AssertionError.class,
            () -> new DriverScenario(1, PlainShells::new, HistoryListener.NONE, sink).run(plan));

    String message = found.getMessage();
    assertTrue(message.contains("what a batch did is wrong, and no fault excuses it"), message);
  }
}
