package dev.millrace.scheduler.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.scheduler.listener.StreamingListenerBatchStarted;
import dev.millrace.scheduler.listener.StreamingListenerBatchSubmitted;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.listener.StreamingListenerOutputOperationCompleted;
import dev.millrace.scheduler.listener.StreamingListenerOutputOperationStarted;
import dev.millrace.scheduler.listener.StreamingListenerReceiverStarted;
import dev.millrace.scheduler.listener.StreamingListenerRecordsLost;
import dev.millrace.scheduler.listener.StreamingListenerStreamingStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriverCoreTest {

  private final DriverWorld world = new DriverWorld();

  @Test
  void startsAtTheNextTickOfTheEpoch() {
    world.start();
    assertEquals(DriverWorld.tick(-1), world.planner.zeroTime.orElseThrow());
    assertEquals(DriverWorld.tick(-1), world.core.zeroTime());
    world.run(Duration.ofMillis(680));
    assertEquals(List.of(), world.planner.planned);
    world.run(Duration.ofMillis(40));
    assertEquals(DriverWorld.tick(0), world.planner.planned.get(0).time());
    assertEquals(0, world.planner.planned.get(0).number());
  }

  @Test
  void givesEachBlockToOneBatchInTheOrderOfArrival() {
    world.start();
    BlockId first = world.receiver().add(3);
    BlockId second = world.receiver().add(4);
    world.runBatch();
    BlockId third = world.receiver().add(5);
    world.runBatch();
    world.runBatch();
    assertEquals(
        List.of(List.of(first, second), List.of(third), List.of()),
        world.planner.processed.stream().map(DriverCoreTest::ids).toList());
    assertTrue(world.receiver().isAcknowledged(third));
  }

  @Test
  void showsABatchInTheOrderOfItsLife() {
    world.planner.outputs = 2;
    world.start();
    world.receiver().add(7);
    world.runBatch();
    List<Class<?>> kinds = new ArrayList<>();
    for (StreamingListenerEvent event : world.events) {
      kinds.add(event.getClass());
    }
    assertEquals(
        List.of(
            StreamingListenerStreamingStarted.class,
            StreamingListenerReceiverStarted.class,
            StreamingListenerBatchSubmitted.class,
            StreamingListenerBatchStarted.class,
            StreamingListenerOutputOperationStarted.class,
            StreamingListenerOutputOperationCompleted.class,
            StreamingListenerOutputOperationStarted.class,
            StreamingListenerOutputOperationCompleted.class,
            StreamingListenerBatchCompleted.class),
        kinds);
  }

  @Test
  void runsABatchAgainThatWasAllocatedAndNotCompletedWhenTheDriverDied() {
    world.jobLatency = Duration.ofHours(1);
    world.start();
    BlockId block = world.receiver().addLogged(3, 1);
    world.runBatch();
    assertEquals(List.of(), world.planner.processed);
    world.crash();
    world.jobLatency = Duration.ofMillis(1);
    world.start();
    world.run(Duration.ofMillis(10));
    assertEquals(1, world.planner.processed.size());
    AllocatedBatch again = world.planner.processed.get(0);
    assertEquals(0, again.number());
    assertEquals(DriverWorld.tick(0), again.time());
    assertEquals(List.of(block), ids(again));
  }

  @Test
  void givesUnallocatedBlocksOfAnEarlierLifeToTheFirstNewBatchAndPassesOverMissedTicks() {
    world.start();
    world.runBatch();
    BlockId block = world.receiver().addLogged(3, 1);
    world.run(Duration.ofMillis(20));
    world.crash();
    world.loop.pause(Duration.ofDays(7));
    world.start();
    world.runBatch();
    assertEquals(1, world.planner.processed.size());
    assertEquals(1, world.planner.processed.get(0).number());
    assertEquals(List.of(block), ids(world.planner.processed.get(0)));
    assertEquals(DriverWorld.tick(-1), world.core.zeroTime());
  }

  @Test
  void countsBlocksOfAnEarlierLifeThatAreNowhereAnyMore() {
    world.start();
    BlockId logged = world.receiver().addLogged(3, 1);
    BlockId inMemory = world.receiver().add(40);
    world.run(Duration.ofMillis(20));
    world.withoutCopies.add(inMemory);
    world.withoutCopies.add(logged);
    world.crash().start();
    world.runBatch();
    assertEquals(List.of(logged), ids(world.planner.processed.get(0)));
    assertEquals(
        List.of(40L),
        world.events(StreamingListenerRecordsLost.class).stream()
            .map(StreamingListenerRecordsLost::recordCount)
            .toList());
    world.crash().start();
    assertEquals(1, world.events(StreamingListenerRecordsLost.class).size());
    assertEquals(40L, world.state.blocks().recordsLost().get(0));
  }

  @Test
  void drainsEverythingAcknowledgedOnAGracefulStop() {
    world.start();
    world.runBatch();
    BlockId block = world.receiver().add(5);
    world.run(Duration.ofMillis(20));
    boolean[] drained = {false};
    world.core.drain(() -> drained[0] = true);
    world.run(Duration.ofMillis(100));
    assertTrue(drained[0]);
    assertEquals(List.of(block), ids(world.planner.processed.get(1)));
    assertTrue(world.core.report().drained());
  }

  @Test
  void drainsUpToTheBatchThatAWindowNeeds() {
    world.planner.slide = 3;
    world.planner.window = 3;
    world.start();
    world.receiver().add(5);
    world.run(Duration.ofMillis(20));
    boolean[] drained = {false};
    world.core.drain(() -> drained[0] = true);
    world.run(Duration.ofMillis(200));
    assertTrue(drained[0]);
    assertEquals(
        List.of(DriverWorld.tick(2)),
        world.planner.processed.stream().map(AllocatedBatch::time).toList());
    assertEquals(3, world.planner.planned.size());
  }

  @Test
  void stopsAtOnceWhenThereIsNothingToDrain() {
    world.planner.slide = 5;
    world.start();
    world.runBatch();
    boolean[] drained = {false};
    world.core.drain(() -> drained[0] = true);
    world.run(Duration.ofMillis(20));
    assertTrue(drained[0]);
    assertEquals(1, world.planner.planned.size());
  }

  @Test
  void decidesNothingAfterHalt() {
    world.start();
    world.core.halt();
    BlockId block = world.receiver().add(1);
    world.run(Duration.ofSeconds(5));
    assertFalse(world.receiver().isAcknowledged(block));
    assertEquals(List.of(), world.planner.planned);
  }

  @Test
  void startsNothingElseWhenThePlannerRefuses() {
    world.planner.startFailure = Optional.of(new IllegalArgumentException("no outputs"));
    world.start();
    assertTrue(world.started);
    assertEquals("no outputs", world.startFailure.orElseThrow().getMessage());
    world.run(Duration.ofSeconds(3));
    assertEquals(List.of(), world.receivers.launched);
    assertEquals(List.of(), world.planner.planned);
  }

  static List<BlockId> ids(AllocatedBatch batch) {
    return batch.blocksOf(0).stream().map(ReceivedBlockInfo::id).toList();
  }
}
