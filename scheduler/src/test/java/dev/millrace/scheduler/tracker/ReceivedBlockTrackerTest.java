package dev.millrace.scheduler.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.DriverEvent.BatchCleaned;
import dev.millrace.scheduler.log.DriverEvent.BlockAdded;
import dev.millrace.scheduler.log.DriverEvent.BlocksDropped;
import dev.millrace.scheduler.log.DriverEvent.DriverStarted;
import dev.millrace.scheduler.log.DriverEvent.ReceiverEnded;
import dev.millrace.scheduler.log.DriverEvent.ReceiverLaunched;
import dev.millrace.scheduler.log.DriverEvent.RecordsLost;
import dev.millrace.scheduler.tracker.ReceivedBlockTracker.Addition;
import dev.millrace.time.Time;
import dev.millrace.wal.LogPosition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceivedBlockTrackerTest {

  private static final UUID LOG = new UUID(1, 1);
  private static final long LIFE = 5;

  private final ReceivedBlockTracker tracker = new ReceivedBlockTracker();

  @BeforeEach
  void launchOneReceiver() {
    tracker.onDriverStarted(new DriverStarted(1, new Time(0), Duration.ofSeconds(1)));
    tracker.onReceiverLaunched(new ReceiverLaunched(0, LIFE));
  }

  @Test
  void addsBlocksAndAllocatesThemInTheOrderOfTheirArrival() {
    add(2);
    add(0);
    add(1);
    allocate(1000);
    assertEquals(List.of(id(2), id(0), id(1)), idsOf(0));
    assertFalse(tracker.hasUnallocatedBlocks());
  }

  @Test
  void allocatesManyBlocksEachToOneBatch() {
    for (int batch = 0; batch < 20; batch++) {
      for (int i = 0; i < 50; i++) {
        add(batch * 50L + i);
      }
      allocate(1000L * (batch + 1));
      assertEquals(50, idsOf(batch).size());
      assertEquals(id(batch * 50L), idsOf(batch).get(0));
    }
    assertFalse(tracker.hasUnallocatedBlocks());
  }

  @Test
  void leavesBlocksThatAnAllocationDoesNotNameForTheNextOne() {
    // A block may be added between the decision on an allocation and its replay in another order.
    add(0);
    BatchAllocated decided = tracker.nextAllocation(new Time(1000), new TreeMap<>());
    add(1);
    tracker.onBatchAllocated(decided);
    assertEquals(List.of(id(0)), idsOf(0));
    allocate(2000);
    assertEquals(List.of(id(1)), idsOf(1));
  }

  @Test
  void knowsABlockThatWasAllocatedOrCleanedSince() {
    add(0);
    assertEquals(Addition.KNOWN, tracker.wouldAdd(id(0)));
    allocate(1000);
    assertEquals(Addition.KNOWN, tracker.wouldAdd(id(0)));
    tracker.onBatchCleaned(new BatchCleaned(0));
    assertEquals(Addition.KNOWN, tracker.wouldAdd(id(0)));
    assertThrows(IllegalStateException.class, () -> add(0));
  }

  @Test
  void refusesBlocksOfReceiversThatWereNotLaunchedOrAreOver() {
    assertEquals(Addition.CLOSED, tracker.wouldAdd(new BlockId(0, LIFE + 1, 0)));
    assertEquals(Addition.CLOSED, tracker.wouldAdd(new BlockId(1, LIFE, 0)));
    add(0);
    tracker.onReceiverEnded(new ReceiverEnded(0, LIFE, 0, "over"));
    assertEquals(Addition.CLOSED, tracker.wouldAdd(id(0)));
    assertEquals(Addition.CLOSED, tracker.wouldAdd(id(1)));
    assertThrows(IllegalStateException.class, () -> add(1));
  }

  @Test
  void closesAllReceiversOfAnEarlierDriver() {
    tracker.onDriverStarted(new DriverStarted(2, new Time(0), Duration.ofSeconds(1)));
    assertEquals(Addition.CLOSED, tracker.wouldAdd(id(0)));
  }

  @Test
  void refusesEventsThatCannotFollow() {
    allocate(1000);
    assertThrows(
        IllegalStateException.class,
        () -> tracker.onBatchAllocated(new BatchAllocated(0, new Time(2000), new TreeMap<>())));
    assertThrows(
        IllegalStateException.class,
        () -> tracker.onBatchAllocated(new BatchAllocated(2, new Time(2000), new TreeMap<>())));
    assertThrows(
        IllegalStateException.class,
        () -> tracker.onBatchAllocated(new BatchAllocated(1, new Time(1000), new TreeMap<>())));
    TreeMap<Integer, List<BlockId>> unknown = new TreeMap<>(Map.of(0, List.of(id(7))));
    assertThrows(
        IllegalStateException.class,
        () -> tracker.onBatchAllocated(new BatchAllocated(1, new Time(2000), unknown)));
    assertThrows(IllegalStateException.class, () -> tracker.onBatchCleaned(new BatchCleaned(9)));
    assertThrows(
        IllegalStateException.class,
        () -> tracker.onReceiverLaunched(new ReceiverLaunched(0, LIFE)));
    assertThrows(
        IllegalStateException.class,
        () -> tracker.onReceiverEnded(new ReceiverEnded(1, LIFE, 0, "")));
    assertThrows(
        IllegalStateException.class,
        () -> tracker.onDriverStarted(new DriverStarted(2, new Time(1), Duration.ofSeconds(1))));
  }

  @Test
  void countsEachLossOnce() {
    assertTrue(tracker.isNewLossReport(LIFE, 0));
    tracker.onRecordsLost(new RecordsLost(0, LIFE, 0, 5, "poison"));
    assertFalse(tracker.isNewLossReport(LIFE, 0));
    assertThrows(
        IllegalStateException.class,
        () -> tracker.onRecordsLost(new RecordsLost(0, LIFE, 0, 5, "poison")));
    tracker.onReceiverEnded(new ReceiverEnded(0, LIFE, 7, "executor lost"));
    assertFalse(tracker.isNewLossReport(LIFE, 1));
    assertEquals(Map.of(0, 12L), tracker.recordsLost());
  }

  @Test
  void dropsBlocksFromTheQueueAndFromBatches() {
    add(0);
    add(1);
    allocate(1000);
    add(2);
    tracker.onBlocksDropped(new BlocksDropped(0, List.of(id(1), id(2)), 20, "gone"));
    assertEquals(List.of(id(0)), idsOf(0));
    assertFalse(tracker.hasUnallocatedBlocks());
    assertEquals(Map.of(0, 20L), tracker.recordsLost());
    assertThrows(
        IllegalStateException.class,
        () -> tracker.onBlocksDropped(new BlocksDropped(0, List.of(id(2)), 1, "gone")));
  }

  @Test
  void countsWhatItHolds() {
    assertEquals(new BlockCounts(0, 0, 0, 0, 0), tracker.counts());
    add(0);
    add(1);
    assertEquals(new BlockCounts(2, 20, 0, 0, 0), tracker.counts());
    allocate(1000);
    add(2);
    assertEquals(new BlockCounts(1, 10, 1, 2, 20), tracker.counts());
    tracker.onBlocksDropped(new BlocksDropped(0, List.of(id(1), id(2)), 20, "gone"));
    assertEquals(new BlockCounts(0, 0, 1, 1, 10), tracker.counts());
    tracker.onBatchCleaned(new BatchCleaned(0));
    assertEquals(new BlockCounts(0, 0, 0, 0, 0), tracker.counts());
  }

  @Test
  void needsEachDataLogFromItsOldestBlockOn() {
    addLogged(0, 10);
    addLogged(1, 11);
    allocate(1000);
    addLogged(2, 12);
    assertEquals(Map.of(LOG, 10L), tracker.oldestNeededInDataLogs());
    tracker.onBatchCleaned(new BatchCleaned(0));
    assertEquals(Map.of(LOG, 12L), tracker.oldestNeededInDataLogs());
    allocate(2000);
    tracker.onBatchCleaned(new BatchCleaned(1));
    assertEquals(Map.of(LOG, 13L), tracker.oldestNeededInDataLogs());
  }

  @Test
  void restoresFromASnapshotWhatItHad() {
    addLogged(0, 10);
    add(1);
    allocate(1000);
    addLogged(2, 11);
    tracker.onRecordsLost(new RecordsLost(0, LIFE, 0, 5, "poison"));
    BinaryWriter out = new BinaryWriter();
    tracker.encode(out);
    ReceivedBlockTracker restored = new ReceivedBlockTracker();
    BinaryReader in = new BinaryReader(out.toBuffer());
    restored.restore(in, true);
    in.expectEnd();
    assertEquals(tracker.batch(0), restored.batch(0));
    assertEquals(tracker.unallocatedBlocks(), restored.unallocatedBlocks());
    assertEquals(tracker.recordsLost(), restored.recordsLost());
    assertEquals(tracker.counts(), restored.counts());
    assertEquals(tracker.oldestNeededInDataLogs(), restored.oldestNeededInDataLogs());
    assertEquals(tracker.zeroTime(), restored.zeroTime());
    assertEquals(tracker.lastAllocatedTime(), restored.lastAllocatedTime());
    assertEquals(Addition.KNOWN, restored.wouldAdd(id(1)));
    assertEquals(
        tracker.nextAllocation(new Time(9000), new TreeMap<>()),
        restored.nextAllocation(new Time(9000), new TreeMap<>()));
    assertThrows(
        IllegalStateException.class,
        () -> restored.restore(new BinaryReader(out.toBuffer()), true));
  }

  private void add(long sequence) {
    add(sequence, Optional.empty());
  }

  private void addLogged(long sequence, long logSequence) {
    add(sequence, Optional.of(new LogPosition(LOG, 1, 0, 128, 10, logSequence, 1)));
  }

  private void add(long sequence, Optional<LogPosition> logged) {
    tracker.onBlockAdded(
        new BlockAdded(new ReceivedBlockInfo(id(sequence), 10, 100, List.of("0"), logged)));
  }

  private void allocate(long millis) {
    tracker.onBatchAllocated(tracker.nextAllocation(new Time(millis), new TreeMap<>()));
  }

  private List<BlockId> idsOf(long batch) {
    return tracker.batch(batch).blocksOf(0).stream().map(ReceivedBlockInfo::id).toList();
  }

  private static BlockId id(long sequence) {
    return new BlockId(0, LIFE, sequence);
  }
}
