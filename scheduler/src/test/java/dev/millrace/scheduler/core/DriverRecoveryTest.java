package dev.millrace.scheduler.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.log.DriverEvent;
import dev.millrace.scheduler.log.Journal;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DriverRecoveryTest {

  private static final int SEEDS = 150;

  @Test
  void acknowledgesABlockOnlyWhenItIsDurable() {
    DriverWorld world = new DriverWorld();
    world.start();
    world.logLatency = Duration.ofMillis(100);
    world.crash().start();
    world.run(Duration.ofMillis(300));
    BlockId block = world.receiver().addLogged(1, 1);
    world.run(Duration.ofMillis(90));
    assertFalse(world.receiver().isAcknowledged(block));
    world.run(Duration.ofMillis(20));
    assertTrue(world.receiver().isAcknowledged(block));
  }

  @Test
  void startsNoJobBeforeTheAllocationIsDurable() {
    DriverWorld world = new DriverWorld();
    world.logLatency = Duration.ofMillis(200);
    world.start();
    world.run(Duration.ofMillis(850));
    assertEquals(List.of(), world.planner.planned);
    world.run(Duration.ofMillis(100));
    assertEquals(1, world.planner.planned.size());
  }

  @Test
  void recoversTheStateThatItHadAtAnyPoint() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Story story = new Story(seed);
      story.compareRecovered = true;
      story.tell();
    }
  }

  @Test
  void losesNoAcknowledgedBlockAndRepeatsNoneWhateverCrashes() {
    int crashes = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Story story = new Story(seed);
      story.tell();
      assertEquals(List.of(), story.violations(), "seed " + seed);
      crashes += story.crashes;
    }
    assertTrue(crashes > SEEDS, "the stories crash too rarely to tell anything: " + crashes);
  }

  /**
   * Power check: a driver that acknowledges before the log is durable is caught by the same
   * stories.
   */
  @Test
  void catchesADriverThatAcknowledgesTooEarly() {
    int caught = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Story story = new Story(seed);
      story.world.journalSeenByDriver = journal -> new HastyJournal(journal, story.world.loop);
      story.tell();
      caught += story.violations().isEmpty() ? 0 : 1;
    }
    assertTrue(caught > 0, "no story noticed that acknowledgements came too early");
  }

  @Test
  void releasesTheLogOnlyAsFarAsItsSnapshotsAllow() {
    DriverWorld world = new DriverWorld();
    world.snapshotEvents = 5;
    world.start();
    for (int i = 0; i < 300; i++) {
      world.receiver().addLogged(1, i);
      world.run(Duration.ofMillis(100));
    }
    assertTrue(world.journalReports.size() > 10);
    assertEquals(Set.of("written"), new HashSet<>(world.journalReports));
    int segments = segments(world);
    assertTrue(segments < 8, () -> segments + " segments are kept");
    byte[] live = DriverWorld.encoded(world.state);
    world.crash().start();
    assertArrayEquals(live, world.recovered);
  }

  /**
   * Power check: a log that was released too far is noticed, it does not start from what is left.
   */
  @Test
  void refusesToStartFromALogThatWasReleasedTooFar() {
    DriverWorld world = new DriverWorld();
    world.start();
    for (int i = 0; i < 100; i++) {
      world.receiver().addLogged(1, i);
      world.run(Duration.ofMillis(20));
    }
    CompletableFuture<Void> released = world.log.truncateBefore(world.log.nextSequence());
    world.run(Duration.ofMillis(20));
    assertTrue(released.isDone());
    world.crash();
    assertThrows(UncheckedIOException.class, world::start);
  }

  @Test
  void startsFromTheSnapshotOfAStopInGoodOrder() {
    DriverWorld world = new DriverWorld();
    world.start();
    BlockId block = world.receiver().addLogged(4, 1);
    world.run(Duration.ofMillis(20));
    world.stop();
    assertEquals(List.of("written"), world.journalReports);
    world.start();
    world.runBatch();
    assertEquals(List.of(block), DriverCoreTest.ids(world.planner.processed.get(0)));
  }

  @Test
  void startsFromTheLogAloneWhenItsOnlySnapshotIsTorn() throws IOException {
    DriverWorld world = new DriverWorld();
    world.start();
    BlockId block = world.receiver().addLogged(4, 1);
    world.run(Duration.ofMillis(20));
    world.stop();
    String snapshot = world.store.list("driver/snapshots").get(0);
    world.store.delete("driver/snapshots/" + snapshot);
    try (WritableFile torn = world.store.create("driver/snapshots/" + snapshot)) {
      torn.write(ByteBuffer.allocate(7));
    }
    world.start();
    assertEquals(List.of("written", "skipped " + snapshot), world.journalReports);
    world.runBatch();
    assertEquals(List.of(block), DriverCoreTest.ids(world.planner.processed.get(0)));
  }

  @Test
  void grantsIncarnationsThatNoEarlierLifeHad() {
    DriverWorld world = new DriverWorld();
    Set<Long> granted = new HashSet<>();
    for (int life = 0; life < 5; life++) {
      world.start();
      for (int i = 0; i < 3; i++) {
        assertTrue(granted.add(world.receiver().incarnation));
        world.receiver().end();
        world.run(Duration.ofSeconds(2));
      }
      world.crash();
    }
  }

  private static int segments(DriverWorld world) {
    try {
      return world.store.list("driver/log").size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shows everything at once, durable or not. */
  private record HastyJournal(Journal inner, VirtualLoop loop) implements Journal {
    @Override
    public void commit(DriverEvent event, Runnable whenDurable) {
      inner.commit(event, () -> {});
      loop.schedule(Duration.ZERO, whenDurable);
    }

    @Override
    public void afterDurable(Runnable task) {
      loop.schedule(Duration.ZERO, task);
    }
  }

  /** A random life of a driver with crashes, and what must have come of it. */
  private static final class Story {

    final DriverWorld world = new DriverWorld();
    final SplittableRandom random;
    final long seed;
    boolean compareRecovered;
    int crashes;
    private final Set<BlockId> sent = new LinkedHashSet<>();
    private final Set<BlockId> acknowledged = new LinkedHashSet<>();
    private final Map<Long, List<BlockId>> contents = new HashMap<>();
    private final Map<BlockId, Set<Long>> batchesOf = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long logSequence;

    Story(long seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      world.snapshotEvents = 1 + random.nextInt(40);
      world.logLatency = Duration.ofMillis(random.nextInt(1, 30));
      world.jobLatency = Duration.ofMillis(random.nextInt(1, 1500));
    }

    void tell() {
      start();
      for (int step = 0; step < 60; step++) {
        act();
        look();
      }
      world.jobLatency = Duration.ofMillis(1);
      restart();
      world.run(Duration.ofSeconds(5));
      look();
      for (BlockId block : acknowledged) {
        if (batchesOf.getOrDefault(block, Set.of()).size() != 1) {
          violations.add(block + " is in batches " + batchesOf.get(block));
        }
      }
    }

    List<String> violations() {
      return violations;
    }

    private void start() {
      world.planner.body = (batch, output) -> onRun(batch);
      world.start();
    }

    private void act() {
      int choice = random.nextInt(100);
      if (choice < 50 && !world.receivers.launched.isEmpty()) {
        sent.add(world.receiver().addLogged(1 + random.nextInt(9), logSequence++));
      } else if (choice < 60) {
        repeatOne();
      } else if (choice < 90) {
        world.run(Duration.ofMillis(random.nextInt(700)));
      } else if (choice < 94 && !world.receivers.launched.isEmpty()) {
        world.receiver().fail(new IllegalStateException("receiver fails"));
      } else {
        restart();
      }
    }

    private void repeatOne() {
      if (world.receivers.launched.isEmpty() || sent.isEmpty()) {
        return;
      }
      List<BlockId> all = List.copyOf(sent);
      BlockId block = all.get(random.nextInt(all.size()));
      world.receiver().report(block, 1, Optional.of(FakeReceivers.position(0)));
    }

    private void restart() {
      if (compareRecovered) {
        world.core.halt();
        world.run(Duration.ofMillis(200));
      }
      byte[] live = DriverWorld.encoded(world.state);
      look();
      world.crash();
      crashes++;
      start();
      if (compareRecovered) {
        assertArrayEquals(live, world.recovered, "seed " + seed);
      }
    }

    private void look() {
      for (FakeReceivers.FakeReceiver receiver : world.receivers.launched) {
        sent.stream().filter(receiver::isAcknowledged).forEach(acknowledged::add);
      }
    }

    private void onRun(AllocatedBatch batch) {
      List<BlockId> blocks = DriverCoreTest.ids(batch);
      List<BlockId> earlier = contents.putIfAbsent(batch.number(), blocks);
      if (earlier != null && !earlier.equals(blocks)) {
        violations.add("batch " + batch.number() + " was " + earlier + ", then " + blocks);
      }
      blocks.forEach(
          block -> batchesOf.computeIfAbsent(block, b -> new HashSet<>()).add(batch.number()));
    }
  }
}
