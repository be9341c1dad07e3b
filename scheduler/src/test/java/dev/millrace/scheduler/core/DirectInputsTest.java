package dev.millrace.scheduler.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.RateSettings;
import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.listener.BatchInfo;
import dev.millrace.scheduler.listener.StreamInputInfo;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.scheduler.listener.StreamingListenerInputDelayed;
import dev.millrace.scheduler.tracker.TrackerCommand.UpdateReceiverRateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DirectInputsTest {

  private static final int STREAM = 5;

  private final DriverWorld world = new DriverWorld();
  private final NumberedInput input = new NumberedInput();

  DirectInputsTest() {
    world.inputs = List.of(new DirectInputSpec(STREAM, "numbers-5", input));
  }

  @Test
  void givesEachRecordOfADirectInputToExactlyOneBatch() {
    input.available = 10;
    world.start();
    world.runBatch();
    input.available = 25;
    world.runBatch();
    world.runBatch();
    assertEquals(List.of(List.of("0-10"), List.of("10-25"), List.of()), processedParts());
  }

  @Test
  void tellsCountsAndMetadataOfARange() {
    input.available = 3;
    world.start();
    world.runBatch();
    BatchInfo info = world.events(StreamingListenerBatchCompleted.class).get(0).batchInfo();
    assertEquals(
        new StreamInputInfo(STREAM, 3, Map.of("Description", "numbers 0-3")),
        info.streamIdToInputInfo().get(STREAM));
    assertEquals(3, info.numRecords());
  }

  @Test
  void asksAnImmediateInputWithoutAThread() {
    input.immediate = true;
    world.inputLatency = Duration.ofHours(1);
    input.available = 4;
    world.start();
    world.runBatch();
    assertEquals(List.of(List.of("0-4")), processedParts());
  }

  @Test
  void aSlowInputDelaysOnlyItsOwnRangeNeverTheTick() {
    world.inputLatency = Duration.ofMillis(300);
    input.available = 10;
    world.start();
    world.receiver().add(7);
    world.run(Duration.ofMillis(790)); // 100 ms behind the tick
    AllocatedBatch first = world.planner.processed.get(0);
    assertEquals(DriverWorld.tick(0), first.time());
    assertEquals(1, first.blocksOf(0).size(), "the receiver's block does not wait");
    assertEquals(Optional.empty(), first.rangeOf(STREAM));
    assertEquals(
        List.of(
            new StreamingListenerInputDelayed(
                STREAM, "numbers-5", DriverWorld.tick(0), 1, "it has not answered within 50 ms")),
        world.events(StreamingListenerInputDelayed.class));
    world.run(Duration.ofMillis(300)); // the answer comes
    input.available = 20;
    world.run(Duration.ofMillis(700));
    assertEquals(
        List.of("0-10"),
        world.planner.processed.get(1).rangeOf(STREAM).orElseThrow().parts(),
        "what was planned for the first tick is as good for the second");
    world.runBatch();
    world.runBatch();
    assertEquals(
        List.of(List.of(), List.of("0-10"), List.of(), List.of("10-20")), processedParts());
    assertEquals(2, world.events(StreamingListenerInputDelayed.class).get(1).delayCount());
  }

  @Test
  void aFailingInputIsReportedAndAskedAgainAtTheNextTick() {
    input.failure = Optional.of(new IllegalStateException("the store is away"));
    input.available = 5;
    world.start();
    world.runBatch();
    StreamingListenerInputDelayed event = world.events(StreamingListenerInputDelayed.class).get(0);
    assertTrue(event.reason().contains("the store is away"), event::reason);
    assertEquals(List.of(List.of()), processedParts());
    assertEquals(List.of(), world.failures, "no batch fails for it");
    assertEquals(List.of(), world.fatal);
    input.failure = Optional.empty();
    world.runBatch();
    assertEquals(List.of(List.of(), List.of("0-5")), processedParts());
  }

  @Test
  void runsABatchAgainWithTheRangeThatWasLogged() {
    input.available = 10;
    world.start();
    world.planner.body =
        (batch, output) -> {
          throw new IllegalStateException("the sink is away");
        };
    world.runBatch();
    assertEquals(1, world.failures.size());
    world.crash();
    input.available = 30;
    world.start();
    world.runBatch();
    assertEquals(List.of(List.of("0-10"), List.of("10-30")), processedParts());
  }

  @Test
  void goesOnFromTheLoggedPositionAfterASnapshot() {
    input.available = 10;
    world.start();
    world.runBatch();
    world.stop();
    input.available = 12;
    world.start();
    world.runBatch();
    assertEquals(List.of(List.of("10-12")), processedParts());
    assertEquals("10", input.requests.get(1).newest().orElseThrow().range().position());
  }

  @Test
  void takesNothingMoreOnceItDrains() {
    input.available = 10;
    world.start();
    world.runBatch();
    input.available = 20;
    List<StopReport> reports = new ArrayList<>();
    world.core.drain(() -> reports.add(world.core.report()));
    world.runBatch();
    assertEquals(1, reports.size(), "an input that never ends does not keep the stop waiting");
    assertEquals(List.of(List.of("0-10")), processedParts());
  }

  @Test
  void aGracefulStopShowsAnOffSlideWindowTheRangesThatAreInBatches() {
    world.planner.slide = 3;
    input.available = 10;
    world.start();
    world.runBatch();
    world.core.drain(() -> {});
    world.runBatch();
    assertEquals(
        3, world.planner.planned.size(), "batches follow until the window has seen the first");
  }

  @Test
  void limitsARangeToRateTimesBatchDuration() {
    world.rates = new RateSettings(Optional.empty(), OptionalDouble.of(40), 1_000);
    input.available = 1_000;
    world.start();
    world.runBatch();
    world.core.on(new UpdateReceiverRateLimit(STREAM, 15));
    world.runBatch();
    world.core.on(new UpdateReceiverRateLimit(STREAM, 0.01));
    world.runBatch();
    assertEquals(List.of(List.of("0-40"), List.of("40-55"), List.of("55-56")), processedParts());
  }

  @Test
  void ticksOfABurstAskOneAfterTheOther() {
    world.start();
    input.available = 10;
    world.loop.pause(Duration.ofSeconds(3));
    world.run(Duration.ofMillis(200));
    assertEquals(List.of(List.of("0-10"), List.of(), List.of()), processedParts());
  }

  /** Random crashes: each number is in exactly one batch, and a batch never changes. */
  @Test
  void eachNumberIsInExactlyOneBatchWhateverCrashes() {
    int crashes = 0;
    for (long seed = 0; seed < 100; seed++) {
      crashes += story(seed);
    }
    assertTrue(crashes > 300, "the stories crash too rarely to tell anything: " + crashes);
  }

  private static int story(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DriverWorld world = new DriverWorld();
    NumberedInput numbers = new NumberedInput();
    numbers.immediate = random.nextBoolean();
    world.inputs = List.of(new DirectInputSpec(STREAM, "numbers", numbers));
    world.inputLatency = Duration.ofMillis(random.nextInt(120));
    world.logLatency = Duration.ofMillis(random.nextInt(60));
    world.snapshotEvents = 2 + random.nextInt(20);
    Map<Long, InputRange> seen = new HashMap<>();
    int crashes = 0;
    world.start();
    for (int step = 0; step < 25; step++) {
      numbers.available += random.nextInt(10);
      numbers.failure =
          random.nextInt(5) == 0
              ? Optional.of(new IllegalStateException("away"))
              : Optional.empty();
      world.run(Duration.ofMillis(random.nextInt(1_500)));
      remember(seed, world, seen);
      if (random.nextInt(4) == 0) {
        byte[] before = DriverWorld.encoded(world.state);
        boolean quiet = world.logLatency.isZero();
        world.crash().start();
        crashes++;
        if (quiet) {
          assertArrayEquals(before, world.recovered, "seed " + seed);
        }
      }
    }
    numbers.failure = Optional.empty();
    world.run(Duration.ofSeconds(4));
    remember(seed, world, seen);
    List<Long> read =
        seen.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .flatMap(entry -> NumberedInput.numbers(entry.getValue()).stream())
            .toList();
    assertEquals(LongStream.range(0, numbers.available).boxed().toList(), read, "seed " + seed);
    return crashes;
  }

  private static void remember(long seed, DriverWorld world, Map<Long, InputRange> seen) {
    for (AllocatedBatch batch : world.planner.processed) {
      batch
          .rangeOf(STREAM)
          .ifPresent(
              range -> {
                InputRange earlier = seen.putIfAbsent(batch.number(), range);
                assertTrue(
                    earlier == null || earlier.equals(range),
                    () -> "seed " + seed + ": batch " + batch.number() + " changed");
              });
    }
  }

  private List<List<String>> processedParts() {
    return world.planner.processed.stream()
        .map(batch -> batch.rangeOf(STREAM).map(InputRange::parts).orElse(List.of()))
        .toList();
  }
}
