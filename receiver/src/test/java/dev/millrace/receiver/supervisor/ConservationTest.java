package dev.millrace.receiver.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.BlockStoreException;
import dev.millrace.receiver.IntakeCounts;
import dev.millrace.receiver.ReceiverLostException;
import dev.millrace.receiver.ReceiverLostException.UnacknowledgedBlock;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.sim.FakeExecutor;
import dev.millrace.receiver.sim.Settings;
import dev.millrace.receiver.sim.SimLaunch;
import dev.millrace.receiver.sim.SimWorld;
import dev.millrace.receiver.sim.TestReceiver;
import dev.millrace.receiver.store.DataLogs;
import dev.millrace.time.Time;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.file.InMemoryFileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever messages the network loses, repeats or delays, whatever fails to be stored, and whenever
 * the executor dies: what was given to the receiver is in exactly one block of the driver's, or was
 * refused to its caller, or is counted as lost, to the record.
 */
class ConservationTest {

  private static final int SEEDS = 300;

  @Test
  void losesAndDoublesNothingWithoutCountingIt() {
    long base = new Random().nextLong();
    for (int i = 0; i < SEEDS; i++) {
      long seed = base + i;
      try {
        new Trial(seed).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** One receiver's life. */
  private static final class Trial {
    private final Random random;
    private final SimWorld world = new SimWorld();
    private final TestReceiver<Object> receiver;
    private final SimLaunch<Object> launch;
    private final boolean killed;

    /** What was ever put into the own block store. */
    private final Map<BlockKey, BlockValue> everStored = new LinkedHashMap<>();

    /** Accepted by store(item). */
    private final Set<Object> accepted = new HashSet<>();

    /** Of store calls that returned. */
    private final Set<Object> safe = new HashSet<>();

    /** Of store calls that threw while their blocks may have been known to the driver. */
    private final Set<Object> indeterminate = new HashSet<>();

    private long refused;
    private int next;

    Trial(long seed) {
      random = new Random(seed);
      boolean logged = random.nextBoolean();
      receiver =
          new TestReceiver<>(
              random.nextBoolean()
                  ? StorageLevel.MEMORY_ONLY_SER()
                  : StorageLevel.MEMORY_ONLY_SER_2());
      FakeExecutor executor = FakeExecutor.cluster(2).get(0);
      launch =
          new SimLaunch<>(
              world,
              receiver,
              logged ? Settings.logged() : Settings.queueOf(3),
              executor,
              logged ? Optional.of(logs(seed).open("0")) : Optional.empty(),
              seed);
      launch.tracker.faults = random.nextDouble() * 0.4;
      launch.tracker.delayMax = Duration.ofMillis(random.nextInt(2_000));
      double failures = random.nextBoolean() ? 0 : random.nextDouble() * 0.3;
      launch.executor.beforePut =
          (key, value) -> {
            everStored.put(key, value);
            if (random.nextDouble() < failures) {
              throw new UncheckedIOException(new IOException("disk trouble"));
            }
          };
      int delayMillis = random.nextInt(200);
      world.threadDelay = () -> Duration.ofMillis(random.nextInt(delayMillis + 1));
      killed = random.nextBoolean();
    }

    private DataLogs logs(long seed) {
      return new DataLogs(
          new InMemoryFileStore(),
          settings -> settings,
          id ->
              new LogEnvironment(
                  world.logThread(),
                  () -> Instant.EPOCH,
                  world::nanos,
                  new Random(seed),
                  point -> {},
                  LogListener.NONE));
    }

    void run() {
      launch.launch();
      world.runUntil(() -> !receiver.calls.isEmpty());
      if (killed) {
        Runnable unused =
            world.after(
                Duration.ofMillis(random.nextInt(10_000)),
                () -> {
                  launch.executor.lose();
                  launch.run.kill(new IllegalStateException("killed"));
                });
      }
      for (int step = 0; step < 60; step++) {
        act();
        world.run(Duration.ofMillis(random.nextInt(300)));
        checkCounts();
      }
      for (int i = 0; i < 20 && !killed && launch.ends.isEmpty(); i++) {
        launch.tracker.tell(new SupervisorMessage.StopReceiver("done"));
        world.run(Duration.ofSeconds(60));
      }
      world.run(Duration.ofSeconds(60));
      assertEquals(1, launch.ends.size(), "a launch ends once");
      check();
      checkCounts();
      IntakeCounts last = launch.run.counts();
      assertEquals(
          0, last.open() + last.sealed() + last.stored() + last.calling(), last.toString());
      assertEquals(accepted.size() + safe.size(), last.taken() - last.refused(), last.toString());
    }

    /** Whatever was taken is in one place. */
    private void checkCounts() {
      IntakeCounts counts = launch.run.counts();
      assertEquals(counts.taken(), counts.placed(), counts.toString());
    }

    private void act() {
      int choice = random.nextInt(20);
      try {
        if (choice < 12) {
          Integer record = next++;
          refused++;
          receiver.store(record);
          refused--;
          accepted.add(record);
        } else if (choice < 15) {
          storeList();
        } else if (choice < 17) {
          launch.tracker.tell(
              new SupervisorMessage.SealBlocks(new Time(world.nanos() / 1_000_000)));
        } else if (choice == 17) {
          receiver.restart("a test's");
        } else {
          receiver.store(new Thread("cannot be encoded"));
        }
      } catch (RecordEncodingException e) {
        assertTrue(choice > 17, "only what cannot be encoded is refused so");
      } catch (IllegalStateException e) {
        assertTrue(killed, "refused without reason: " + e);
      }
    }

    private void storeList() {
      List<Object> records = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        records.add(next++);
      }
      try {
        receiver.store(records);
        safe.addAll(records);
      } catch (BlockStoreException e) {
        return; // nothing of it may show up
      } catch (IllegalStateException e) {
        indeterminate.addAll(records);
        throw e;
      }
    }

    private void check() {
      Set<Object> known = new HashSet<>();
      for (BlockId id : launch.tracker.blocks.keySet()) {
        for (Object record : launch.decode(everStored.get(id))) {
          assertTrue(known.add(record), "twice: " + record);
        }
      }
      assertTrue(known.containsAll(safe), "a record of a store that returned is missing");
      Set<Object> unexpected = new HashSet<>(known);
      unexpected.removeAll(accepted);
      unexpected.removeAll(safe);
      unexpected.removeAll(indeterminate);
      assertEquals(Set.of(), unexpected, "refused records show up");
      Set<Object> missing = new HashSet<>(accepted);
      missing.removeAll(known);
      assertEquals(missing.size(), reportedLost(), "lost records are counted exactly");
      assertEquals(killed, launch.ends.get(0).isPresent());
      if (!killed) {
        assertEquals(Set.of(), missing);
        assertEquals(0, refused);
      }
    }

    private long reportedLost() {
      long lost = launch.tracker.recordsLost;
      if (launch.ends.get(0).isPresent()) {
        ReceiverLostException end = (ReceiverLostException) launch.ends.get(0).get();
        lost += end.openRecords();
        for (UnacknowledgedBlock block : end.unacknowledged()) {
          if (!launch.tracker.blocks.containsKey(block.id()) && !block.callerWaits()) {
            lost += block.recordCount();
          }
        }
      }
      return lost;
    }
  }
}
