package dev.millrace.scheduler.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.tracker.TrackerCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriverLogFailureTest {

  private final FlakyStore disk = new FlakyStore();
  private final DriverWorld world = new DriverWorld(disk);

  @Test
  void acknowledgesNothingWhileTheDiskFailsAndEverythingOnceAfterwards() {
    world.start();
    disk.failing = true;
    BlockId block = world.receiver().addLogged(3, 1);
    world.receiver().report(block, 3, Optional.empty());
    world.run(Duration.ofMillis(600));
    assertFalse(world.receiver().isAcknowledged(block));
    disk.failing = false;
    world.run(Duration.ofSeconds(10));
    assertEquals(1, world.receiver().received(SupervisorMessage.BlockAcknowledged.class).size());
    assertEquals(1, batchesWith(block));
    assertEquals(List.of(), world.fatal);
  }

  @Test
  void startsNoBatchWhileItsAllocationCannotBeLoggedAndRunsEveryTickAfterwards() {
    world.start();
    world.runBatch();
    BlockId block = world.receiver().addLogged(3, 1);
    world.run(Duration.ofMillis(20));
    disk.failing = true;
    world.run(Duration.ofSeconds(5));
    assertEquals(1, world.planner.planned.size());
    disk.failing = false;
    world.run(Duration.ofSeconds(5));
    assertEquals(
        IntStream.range(0, world.planner.planned.size()).mapToObj(DriverWorld::tick).toList(),
        world.planner.planned.stream().map(AllocatedBatch::time).toList());
    assertTrue(world.planner.planned.size() >= 10, "a batch for every tick");
    assertEquals(1, batchesWith(block));
  }

  @Test
  void keepsTheLogWhenNoSnapshotCanBeWritten() {
    world.snapshotEvents = 4;
    world.start();
    disk.failing = true;
    for (int i = 0; i < 10; i++) {
      world.receiver().addLogged(1, i);
    }
    world.run(Duration.ofMillis(500));
    disk.failing = false;
    world.run(Duration.ofSeconds(10));
    world.core.halt();
    world.run(Duration.ofMillis(100));
    byte[] live = DriverWorld.encoded(world.state);
    world.crash().start();
    assertArrayEquals(live, world.recovered);
  }

  @Test
  void givesNoDataLogAwayBeforeTheEndOfItsBatchIsDurable() {
    world.jobLatency = Duration.ofMillis(200);
    world.start();
    world.receiver().addLogged(1, 11);
    world.run(Duration.ofMillis(800)); // to the tick, and until the batch runs
    assertEquals(1, world.planner.planned.size());
    disk.failing = true;
    world.run(Duration.ofMillis(300)); // the batch ends, which cannot be logged
    world.core.on(new TrackerCommand.CleanupOldBlocks());
    world.run(Duration.ofMillis(100));
    assertEquals(List.of(), world.receiver().received(SupervisorMessage.CleanupOldBlocks.class));
    disk.failing = false;
    world.run(Duration.ofSeconds(1));
    assertEquals(1, world.receiver().received(SupervisorMessage.CleanupOldBlocks.class).size());
  }

  private long batchesWith(BlockId block) {
    return world.planner.processed.stream()
        .filter(batch -> DriverCoreTest.ids(batch).contains(block))
        .count();
  }
}
