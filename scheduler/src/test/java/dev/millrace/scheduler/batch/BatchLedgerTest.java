package dev.millrace.scheduler.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.DriverEvent.BatchCleaned;
import dev.millrace.scheduler.log.DriverEvent.BatchCompleted;
import dev.millrace.scheduler.log.DriverEvent.BatchDismissed;
import dev.millrace.scheduler.log.DriverEvent.BatchFailed;
import dev.millrace.scheduler.log.DriverEvent.DriverStarted;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BatchLedgerTest {

  private final BatchLedger ledger = new BatchLedger();

  @Test
  void takesOutcomesInBatchOrderOnly() {
    allocate(0, 1, 2);
    assertThrows(IllegalStateException.class, () -> ledger.onBatchCompleted(new BatchCompleted(1)));
    ledger.onBatchCompleted(new BatchCompleted(0));
    assertThrows(IllegalStateException.class, () -> ledger.onBatchCompleted(new BatchCompleted(0)));
    ledger.onBatchFailed(new BatchFailed(1, "it broke"));
    ledger.onBatchCompleted(new BatchCompleted(2));
    assertEquals(List.of(), ledger.awaiting());
    assertEquals(List.of(0L, 2L), ledger.settled());
    assertTrue(ledger.isFailed(1));
    assertEquals(1, ledger.failedCount());
  }

  @Test
  void makesUnfinishedAndFailedBatchesDueAgainWhenADriverStarts() {
    allocate(0, 1, 2);
    ledger.onBatchCompleted(new BatchCompleted(0));
    ledger.onBatchFailed(new BatchFailed(1, "it broke"));
    start();
    assertEquals(List.of(1L, 2L), ledger.awaiting());
    assertFalse(ledger.isFailed(1));
    ledger.onBatchCompleted(new BatchCompleted(1));
    assertEquals(List.of(0L, 1L), ledger.settled());
  }

  @Test
  void dismissesFailedBatchesOnly() {
    allocate(0, 1);
    assertThrows(IllegalStateException.class, () -> ledger.onBatchDismissed(new BatchDismissed(0)));
    ledger.onBatchFailed(new BatchFailed(0, "it broke"));
    ledger.onBatchDismissed(new BatchDismissed(0));
    assertEquals(List.of(0L), ledger.settled());
    assertThrows(IllegalStateException.class, () -> ledger.onBatchDismissed(new BatchDismissed(0)));
    start();
    assertEquals(List.of(1L), ledger.awaiting());
  }

  @Test
  void cleansOnlyWhatIsOver() {
    allocate(0, 1);
    assertThrows(IllegalStateException.class, () -> ledger.onBatchCleaned(new BatchCleaned(0)));
    ledger.onBatchFailed(new BatchFailed(0, "it broke"));
    assertThrows(IllegalStateException.class, () -> ledger.onBatchCleaned(new BatchCleaned(0)));
    ledger.onBatchCompleted(new BatchCompleted(1));
    ledger.onBatchCleaned(new BatchCleaned(1));
    assertEquals(List.of(0L), ledger.retained());
    assertThrows(IllegalStateException.class, () -> ledger.onBatchCleaned(new BatchCleaned(1)));
  }

  @Test
  void refusesABatchThatItHas() {
    allocate(0, 1);
    assertThrows(IllegalStateException.class, () -> allocate(1));
  }

  @Test
  void namesWhatRetentionAsksFor() {
    allocate(0, 1, 2, 3);
    assertEquals(Optional.of(time(0)), ledger.oldestAwaiting());
    ledger.onBatchCompleted(new BatchCompleted(0));
    ledger.onBatchCompleted(new BatchCompleted(1));
    ledger.onBatchFailed(new BatchFailed(2, "it broke"));
    assertEquals(Optional.of(time(3)), ledger.oldestAwaiting());
    assertEquals(List.of(0L), ledger.settledBefore(time(1)));
    assertEquals(List.of(0L, 1L), ledger.settledBefore(time(9)));
    assertEquals(Optional.of(time(2)), ledger.nextFailedAfter(1));
    assertEquals(Optional.empty(), ledger.nextFailedAfter(2));
  }

  @Test
  void restoresFromASnapshotWhatItHad() {
    allocate(0, 1, 2, 3, 4);
    ledger.onBatchCompleted(new BatchCompleted(0));
    ledger.onBatchFailed(new BatchFailed(1, "it broke"));
    ledger.onBatchFailed(new BatchFailed(2, "it broke too"));
    ledger.onBatchDismissed(new BatchDismissed(1));
    BinaryWriter out = new BinaryWriter();
    ledger.encode(out);
    BatchLedger restored = new BatchLedger();
    BinaryReader in = new BinaryReader(out.toBuffer());
    restored.restore(in);
    in.expectEnd();
    assertEquals(ledger.awaiting(), restored.awaiting());
    assertEquals(ledger.settled(), restored.settled());
    assertTrue(restored.isFailed(2));
    BinaryWriter again = new BinaryWriter();
    restored.encode(again);
    assertEquals(out.toBuffer(), again.toBuffer());
  }

  private void allocate(long... numbers) {
    for (long number : numbers) {
      ledger.onBatchAllocated(new BatchAllocated(number, time(number), new TreeMap<>()));
    }
  }

  private void start() {
    ledger.onDriverStarted(new DriverStarted(2, new Time(0), Duration.ofSeconds(1)));
  }

  private static Time time(long number) {
    return new Time(1000 * (number + 1));
  }
}
