package dev.millrace.scheduler.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.message.SupervisorMessage.UpdateRateLimit;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.PidGains;
import dev.millrace.scheduler.RateSettings;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.input.InputRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The driver's half of back-pressure, from the end of a batch to the limit that is sent. */
class BackpressureTest {

  private final DriverWorld world = new DriverWorld();

  private void enable(double maxRate) {
    world.rates =
        new RateSettings(Optional.of(new PidGains(1, 0.2, 0, 10)), OptionalDouble.of(100), maxRate);
  }

  private void processIn(long millis) {
    world.planner.body = (batch, output) -> world.loop.pause(Duration.ofMillis(millis));
  }

  private List<Double> rates() {
    return world.receiver().received(UpdateRateLimit.class).stream()
        .map(UpdateRateLimit::recordsPerSecond)
        .toList();
  }

  private void batchOf(long records) {
    world.receiver().add(records);
    world.runBatch();
  }

  @Test
  void aSlowBatchLowersTheRateAndAFastOneRaisesIt() {
    enable(100_000);
    world.jobLatency = Duration.ZERO;
    world.start();
    processIn(100);
    batchOf(1_000);
    batchOf(1_000);
    processIn(500);
    batchOf(1_000);
    processIn(50);
    batchOf(1_000);
    assertEquals(List.of(10_000.0, 2_000.0, 20_000.0), rates());
  }

  @Test
  void theMaximumIsACapAlways() {
    enable(3_000);
    world.start();
    processIn(10);
    batchOf(1_000);
    batchOf(1_000);
    assertEquals(List.of(3_000.0), rates());
  }

  @Test
  void withoutBackpressureNoRateIsSent() {
    world.start();
    processIn(500);
    batchOf(1_000);
    batchOf(1_000);
    assertEquals(List.of(), rates());
  }

  @Test
  void aReceiverThatIsPlacedAgainGetsTheLatestRate() {
    enable(100_000);
    world.jobLatency = Duration.ZERO;
    world.start();
    processIn(100);
    batchOf(1_000);
    batchOf(1_000);
    world.receiver().end();
    world.run(Duration.ofMillis(200));
    assertEquals(2, world.receivers.launched.size());
    assertEquals(List.of(10_000.0), rates());
  }

  @Test
  void theLimitOfADirectInputFollowsItsBatches() {
    enable(1_000);
    NumberedInput numbers = new NumberedInput();
    numbers.available = 100_000;
    world.inputs = List.of(new DirectInputSpec(7, "numbers-7", numbers));
    world.jobLatency = Duration.ZERO;
    world.start();
    processIn(500);
    for (int batch = 0; batch < 4; batch++) {
      world.runBatch();
    }
    List<Long> counts =
        world.planner.processed.stream()
            .map(batch -> batch.rangeOf(7).map(InputRange::recordCount).orElse(0L))
            .toList();
    assertEquals(100, counts.get(0), "the first batch is bounded by the initial rate");
    assertEquals(100, counts.get(1), "whose estimate is only known after the second");
    assertEquals(200, counts.get(2), "100 records in half a second are 200 a second");
    assertTrue(counts.get(3) > 200, () -> "and 200 in half a second allow more: " + counts);
    assertTrue(world.planner.processed.stream().allMatch(AllocatedBatch::hasInput));
  }
}
