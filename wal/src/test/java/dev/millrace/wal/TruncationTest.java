package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Segments go when nothing needs them, and not before. */
class TruncationTest {
  private static final LogSettings SETTINGS = TestLog.settings().withSegmentBytesMax(1024);
  private static final String TEXT = "x".repeat(400);

  private final ScriptedFileStore store = new ScriptedFileStore();

  @Test
  void neverDeletesASegmentWithANeededRecord() throws Exception {
    for (long oldestNeeded = 1; oldestNeeded <= 8; oldestNeeded++) {
      ScriptedFileStore disk = new ScriptedFileStore();
      TestLog log = TestLog.open(disk, SETTINGS);
      List<LogPosition> positions = log.appendEach(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT);

      truncate(log, oldestNeeded).join();

      int oldestSegment = positions.get((int) Math.min(oldestNeeded, 7) - 1).segment();
      assertEquals(TestLog.path(1, oldestSegment), disk.contents().keySet().iterator().next());
      assertEquals(4 - oldestSegment + 1, disk.contents().size());
      TestLog after = TestLog.open(disk.afterPowerLoss(), SETTINGS, oldestNeeded);
      assertEquals(8 - oldestNeeded, after.replayed.size());
    }
  }

  @Test
  void neverDeletesTheNewestSegment() throws Exception {
    TestLog first = TestLog.open(store, SETTINGS);
    first.appendEach(TEXT);
    first.close();

    TestLog second = TestLog.open(store, SETTINGS);
    truncate(second, 100).join();

    assertEquals(2, TestLog.open(store, SETTINGS).log.nextSequence());
  }

  /** The position given out before the crash points behind the end of the old segment. */
  @Test
  void keepsASegmentWhileARecordThatWasCarriedOverFromItIsNeeded() throws Exception {
    LogPosition acknowledged = TestLog.open(store, SETTINGS).appendEach("a").get(0);
    TestLog second = TestLog.open(store, SETTINGS);
    second.appendEach("b");

    truncate(second, 1).join();
    try (LogReader reader = new LogReader(store, TestLog.DIRECTORY)) {
      assertEquals("a", TestLog.text(reader.read(acknowledged)));
    }
    TestLog third = TestLog.open(store, SETTINGS);
    truncate(third, 1).join();
    try (LogReader reader = new LogReader(store, TestLog.DIRECTORY)) {
      assertEquals("a", TestLog.text(reader.read(acknowledged)));
    }

    truncate(third, 2).join();
    assertFalse(store.contents().containsKey(TestLog.path(1, 1)));
  }

  @Test
  void deletesWhatFailedWritersLeftWhenItsTurnComes() throws Exception {
    TestLog log = TestLog.open(store, SETTINGS);
    log.appendEach(TEXT);
    store.script =
        (operation, path) -> {
          if (operation.equals("syncDirectory")) {
            store.script = (o, p) -> {};
            throw new IOException("no sync");
          }
        };
    log.appendEach(TEXT);
    CompletableFuture<LogPosition> third = log.append(TEXT);
    log.thread.advance(SETTINGS.retryBackoffMax());
    assertEquals(3, third.join().segment(), "the second was never opened");
    assertEquals(3, store.contents().size());

    truncate(log, 3).join();

    assertEquals(List.of(TestLog.path(1, 3)), List.copyOf(store.contents().keySet()));
  }

  /** The header of a segment is no proof of anything before a record behind it is durable. */
  @Test
  void keepsTheLastAcknowledgedRecordUntilANewerOneIsDurable() throws Exception {
    TestLog.open(store, SETTINGS).appendEach("a");
    TestLog second = TestLog.open(store, SETTINGS);
    second.close(); // "a" is carried over
    TestLog third = TestLog.open(store, SETTINGS);
    int[] syncs = {0};
    store.script =
        (operation, path) -> {
          if (operation.equals("sync") && ++syncs[0] >= 2) {
            throw new IOException("the header is synced, the record is not");
          }
        };
    CompletableFuture<LogPosition> durable = third.append("b");
    third.thread.run();

    truncate(third, 2).join();
    assertTrue(store.contents().containsKey(TestLog.path(2, 1)), "it holds the log's identity");

    store.script = (operation, path) -> {};
    third.thread.advance(SETTINGS.retryBackoffMax());
    assertEquals(2, durable.join().sequence());
    truncate(third, 2).join();
    assertFalse(store.contents().containsKey(TestLog.path(2, 1)));
  }

  @Test
  void reportsAFailedDeletionAndGoesOnWithItNextTime() throws Exception {
    TestLog log = TestLog.open(store, SETTINGS);
    log.appendEach(TEXT, TEXT, TEXT);
    store.script =
        (operation, path) -> {
          if (operation.equals("delete")) {
            throw new IOException("no delete");
          }
        };
    CompletableFuture<Void> failed = truncate(log, 3);
    assertTrue(failed.isCompletedExceptionally());

    store.script = (operation, path) -> {};
    truncate(log, 3).join();

    assertEquals(1, store.contents().size());
  }

  /** After a power loss any of the deleted names may be back. */
  @Test
  void ignoresDeletedSegmentsThatCameBack() throws Exception {
    TestLog log = TestLog.open(store, SETTINGS);
    log.appendEach(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT);
    Map<String, byte[]> before = store.contents();
    truncate(log, 7).join();
    for (int back = 1; back <= 3; back++) {
      Map<String, byte[]> contents = new TreeMap<>(store.contents());
      contents.put(TestLog.path(1, back), before.get(TestLog.path(1, back)));

      TestLog after = TestLog.open(ScriptedFileStore.of(contents), SETTINGS, 7);

      assertEquals(List.of(TEXT), after.replayed);
    }
  }

  @Test
  void losesNothingNeededWhenItCrashesBetweenDeletions() throws Exception {
    for (int crash = 0; crash < 3; crash++) {
      ScriptedFileStore disk = new ScriptedFileStore();
      int[] left = {crash};
      TestLog log =
          TestLog.open(
              disk,
              SETTINGS,
              step -> {
                if (step.equals(WalCrashPoints.TRUNCATE_DELETED) && left[0]-- == 0) {
                  throw new IllegalStateException("crash");
                }
              });
      log.appendEach(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT);
      CompletableFuture<Void> unused = log.log.truncateBefore(7);
      assertThrows(IllegalStateException.class, log.thread::run);

      assertEquals(1, TestLog.open(disk.afterKill(), SETTINGS, 7).replayed.size());
      assertEquals(1, TestLog.open(disk.afterPowerLoss(), SETTINGS, 7).replayed.size());
    }
  }

  @Test
  void tellsWhoWaitsOfAFaultThatNobodyForesaw() throws Exception {
    TestLog log = TestLog.open(store, SETTINGS);
    log.appendEach(TEXT, TEXT, TEXT);
    store.script =
        (operation, path) -> {
          if (operation.equals("delete")) {
            throw new IllegalStateException("no such thing");
          }
        };
    CompletableFuture<Void> truncated = log.log.truncateBefore(3);
    assertThrows(IllegalStateException.class, log.thread::run);
    assertTrue(truncated.isCompletedExceptionally());
  }

  /** The header of the newest segment may be with the operating system only. */
  @Test
  void keepsTheLastSegmentWithRecordsWhileTheNewestIsEmpty() throws Exception {
    TestLog first = TestLog.open(store, SETTINGS);
    first.appendEach(TEXT, TEXT);
    store.script =
        (operation, path) -> {
          if (operation.equals("sync") && path.equals(TestLog.path(1, 2))) {
            throw new AssertionError("crash");
          }
        };
    CompletableFuture<LogPosition> unused = first.append(TEXT);
    assertThrows(AssertionError.class, first.thread::run);
    store.script = (operation, path) -> {};
    ScriptedFileStore killed = store.afterKill();

    TestLog second = TestLog.open(killed, SETTINGS);
    truncate(second, 100).join();

    assertEquals(3, TestLog.open(killed.afterPowerLoss(), SETTINGS).log.nextSequence());
  }

  @Test
  void noticesAMissingSegmentThatIsNeeded() throws Exception {
    TestLog.open(store, SETTINGS).appendEach(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT);
    Map<String, byte[]> contents = store.contents();
    contents.remove(TestLog.path(1, 2));

    WalCorruptException refused =
        assertThrows(
            WalCorruptException.class,
            () -> TestLog.open(ScriptedFileStore.of(contents), SETTINGS, 1));
    assertEquals(1, refused.sequenceFrom());
    assertEquals(4, refused.sequenceTo());
    assertEquals(3, TestLog.open(ScriptedFileStore.of(contents), SETTINGS, 5).replayed.size());
  }

  private static CompletableFuture<Void> truncate(TestLog log, long oldestNeeded) {
    CompletableFuture<Void> truncated = log.log.truncateBefore(oldestNeeded);
    log.thread.run();
    return truncated;
  }
}
