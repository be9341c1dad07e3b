package dev.millrace.scheduler.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchFailedException;
import dev.millrace.scheduler.listener.BatchInfo;
import dev.millrace.scheduler.listener.OutputOperationInfo;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.scheduler.listener.StreamingListenerBatchSubmitted;
import dev.millrace.scheduler.listener.StreamingListenerOutputOperationCompleted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchLifeTest {

  private final DriverWorld world = new DriverWorld();

  @Test
  void runsEveryTickInOrderAfterAPause() {
    world.start();
    world.loop.pause(Duration.ofSeconds(10));
    world.run(Duration.ofMillis(500));
    assertEquals(
        IntStream.range(0, 10).mapToObj(DriverWorld::tick).toList(),
        world.planner.processed.stream().map(AllocatedBatch::time).toList());
    assertEquals(9, world.planner.processed.get(9).number());
  }

  @Test
  void givesTheFirstTickOfABurstAllBlocks() {
    world.start();
    world.receiver().add(1);
    world.run(Duration.ofMillis(20));
    world.receiver().add(1);
    world.loop.pause(Duration.ofSeconds(3));
    world.run(Duration.ofMillis(500));
    assertEquals(
        List.of(2, 0, 0),
        world.planner.processed.stream().map(batch -> batch.blocksOf(0).size()).toList());
  }

  @Test
  void tellsWhatABatchDidAndWhen() {
    world.planner.outputs = 2;
    world.jobLatency = Duration.ofMillis(30);
    world.start();
    world.receiver().add(7);
    world.receiver().add(8);
    world.runBatch();
    BatchInfo info = world.events(StreamingListenerBatchCompleted.class).get(0).batchInfo();
    assertEquals(0, info.batchNumber());
    assertEquals(DriverWorld.tick(0), info.batchTime());
    assertEquals(15, info.numRecords());
    assertEquals("2 blocks", info.streamIdToInputInfo().get(0).metadataDescription());
    assertEquals(30, info.schedulingDelay().getAsLong());
    assertEquals(
        info.schedulingDelay().getAsLong() + info.processingDelay().getAsLong(),
        info.totalDelay().getAsLong());
    assertEquals(List.of(0, 1), List.copyOf(info.outputOperationInfos().keySet()));
    assertEquals("output at line 1", info.outputOperationInfos().get(1).description());
    assertTrue(info.outputOperationInfos().get(1).duration().isPresent());
    assertEquals(Optional.empty(), info.failureReason());
  }

  @Test
  void runsABatchWithoutJobsWithoutTellingAnybody() {
    world.planner.slide = 2;
    world.start();
    world.run(Duration.ofSeconds(4));
    assertEquals(4, world.planner.planned.size());
    assertEquals(2, world.events(StreamingListenerBatchSubmitted.class).size());
    assertEquals(2, world.events(StreamingListenerBatchCompleted.class).size());
    assertTrue(world.state.batches().awaiting().isEmpty());
  }

  @Test
  void failsTheBatchWhenOneOutputFailsWhateverTheOthersDo() {
    for (int failing = 0; failing < 3; failing++) {
      DriverWorld each = new DriverWorld();
      int bad = failing;
      each.planner.outputs = 3;
      each.planner.body =
          (batch, output) -> {
            if (batch.number() == 0 && output == bad) {
              throw new IllegalStateException("sink " + bad + " is full");
            }
          };
      each.start();
      BlockId block = each.receiver().add(5);
      each.runBatch();
      BatchInfo info = each.events(StreamingListenerBatchCompleted.class).get(0).batchInfo();
      assertTrue(info.failureReason().orElseThrow().contains("sink " + bad + " is full"));
      List<OutputOperationInfo> outputs = List.copyOf(info.outputOperationInfos().values());
      for (int output = 0; output < 3; output++) {
        assertEquals(output == bad, outputs.get(output).failureReason().isPresent());
      }
      BatchFailedException failure = (BatchFailedException) each.failures.get(0);
      assertEquals(0, failure.batchNumber());
      assertTrue(failure.getMessage().contains("output at line " + bad), failure.getMessage());
      assertTrue(failure.getMessage().contains("sink " + bad + " is full"));
      assertEquals("sink " + bad + " is full", failure.getCause().getMessage());
      each.runBatch();
      assertEquals(1, each.failures.size());
      assertEquals(1, each.core.report().failedBatches());
      assertFalse(each.removed.contains(block));
    }
  }

  @Test
  void tellsTheFailureOfTheFirstOutputThatFailed() {
    world.planner.outputs = 2;
    world.planner.body =
        (batch, output) -> {
          throw new IllegalStateException("output " + output + " broke");
        };
    world.start();
    world.runBatch();
    assertTrue(world.failures.get(0).getMessage().contains("output 0 broke"));
    assertEquals(2, world.events(StreamingListenerOutputOperationCompleted.class).size());
  }

  @Test
  void goesOnWithLaterBatchesAfterAFailure() {
    world.planner.body =
        (batch, output) -> {
          if (batch.number() == 0) {
            throw new IllegalStateException("once");
          }
        };
    world.start();
    world.receiver().add(1);
    world.runBatch();
    BlockId later = world.receiver().add(2);
    world.run(Duration.ofSeconds(3));
    assertEquals(3, world.planner.processed.size());
    assertTrue(world.removed.contains(later), "a failed batch holds back its own blocks only");
  }

  @Test
  void failsTheBatchWhoseJobsCannotBeMade() {
    world.start();
    world.planner.planFailure = Optional.of(new IllegalStateException("transform threw"));
    BlockId block = world.receiver().add(5);
    world.runBatch();
    world.planner.planFailure = Optional.empty();
    assertEquals(1, world.events(StreamingListenerBatchSubmitted.class).size());
    BatchInfo info = world.events(StreamingListenerBatchCompleted.class).get(0).batchInfo();
    assertTrue(info.failureReason().orElseThrow().contains("transform threw"));
    assertTrue(world.failures.get(0).getMessage().contains("its planning"));
    world.runBatch();
    assertEquals(1, world.planner.processed.get(0).number());
    assertFalse(world.removed.contains(block));
  }

  @Test
  void retriesAFailedBatchAtTheNextStartWithTheSameBlocks() {
    world.planner.body =
        (batch, output) -> {
          if (batch.number() == 0) {
            throw new IllegalStateException("once");
          }
        };
    world.start();
    BlockId block = world.receiver().addLogged(5, 1);
    world.run(Duration.ofSeconds(3));
    world.crash().start();
    world.run(Duration.ofMillis(30));
    assertEquals(
        List.of(0L), world.planner.processed.stream().map(AllocatedBatch::number).toList());
    assertEquals(List.of(block), DriverCoreTest.ids(world.planner.processed.get(0)));
    world.runBatch();
    assertTrue(world.removed.contains(block));
    world.crash().start();
    world.run(Duration.ofMillis(30));
    assertEquals(List.of(), world.planner.processed);
  }

  @Test
  void letsGoOfAFailedBatchThatIsDismissed() {
    world.planner.body =
        (batch, output) -> {
          if (batch.number() == 1) {
            throw new IllegalStateException("once");
          }
        };
    world.start();
    world.runBatch();
    BlockId block = world.receiver().addLogged(5, 1);
    world.run(Duration.ofSeconds(2));
    assertFalse(world.core.dismiss(0));
    assertFalse(world.core.dismiss(99));
    assertFalse(world.removed.contains(block));
    assertTrue(world.core.dismiss(1));
    assertFalse(world.core.dismiss(1));
    world.run(Duration.ofMillis(20));
    assertTrue(world.removed.contains(block));
    world.crash().start();
    world.run(Duration.ofMillis(30));
    assertEquals(List.of(), world.planner.processed);
  }

  @Test
  void logsOutcomesInBatchOrderWhenJobsOverlap() {
    world.concurrentJobs = 2;
    List<Long> order = new ArrayList<>();
    world.planner.body = (batch, output) -> order.add(batch.number());
    world.jobLatency = Duration.ofMillis(1500);
    world.start();
    world.run(Duration.ofMillis(2300));
    world.jobLatency = Duration.ZERO;
    world.run(Duration.ofSeconds(4));
    List<Long> completed =
        world.events(StreamingListenerBatchCompleted.class).stream()
            .map(event -> event.batchInfo().batchNumber())
            .toList();
    assertEquals(completed.stream().sorted().toList(), completed);
    assertTrue(completed.size() >= 4);
  }

  @Test
  void removesABatchsBlocksOnceItIsCompletedAndThatIsDurable() {
    world.start();
    BlockId block = world.receiver().add(5);
    world.run(Duration.ofMillis(690));
    assertFalse(world.removed.contains(block));
    world.run(Duration.ofMillis(30));
    assertTrue(world.removed.contains(block));
    assertEquals(List.of(DriverWorld.tick(0)), world.planner.released);
  }

  @Test
  void keepsBlocksAsLongAsAWindowReadsThem() {
    world.planner.window = 3;
    world.start();
    BlockId block = world.receiver().add(5);
    world.run(Duration.ofMillis(720));
    assertFalse(world.removed.contains(block), "in the batch of its own");
    world.runBatch();
    assertFalse(world.removed.contains(block), "one batch later");
    world.runBatch();
    assertTrue(world.removed.contains(block), "the last batch that read it is over");
  }

  @Test
  void keepsWhatAFailedWindowWouldReadWhenItRunsAgain() {
    world.planner.window = 3;
    world.planner.body =
        (batch, output) -> {
          if (batch.number() == 2) {
            throw new IllegalStateException("once");
          }
        };
    world.start();
    BlockId early = world.receiver().addLogged(5, 1);
    world.run(Duration.ofSeconds(3));
    BlockId late = world.receiver().addLogged(6, 2);
    world.run(Duration.ofSeconds(8));
    assertFalse(world.removed.contains(early));
    assertTrue(world.removed.contains(late));
    world.crash();
    world.planner.window = 3;
    world.start();
    world.run(Duration.ofMillis(30));
    assertEquals(
        List.of(2L), world.planner.processed.stream().map(AllocatedBatch::number).toList());
    assertTrue(
        world.planner.remembered.stream()
            .anyMatch(batch -> DriverCoreTest.ids(batch).contains(early)));
  }

  @Test
  void leavesBlocksAloneWhenToldSo() {
    world.unpersist = false;
    world.start();
    world.receiver().add(5);
    world.run(Duration.ofSeconds(3));
    assertEquals(List.of(), world.removed);
  }

  @Test
  void holdsTicksBackWhenTooManyBatchesWait() {
    world.jobLatency = Duration.ofHours(10);
    world.start();
    world.run(Duration.ofMinutes(25));
    assertEquals(1_000, world.planner.planned.size());
    world.core.halt();
  }
}
