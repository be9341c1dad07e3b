package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing is acknowledged that is not durable, and nothing acknowledged is lost, however the disk
 * fails.
 */
class FailingDiskTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final ScriptedFileStore store = new ScriptedFileStore();

  @ParameterizedTest
  @ValueSource(strings = {"write", "sync"})
  void writesTheSameRecordsToANewSegmentAfterAFailure(String operation) throws Exception {
    TestLog log = TestLog.open(store);
    log.appendEach("a");
    failOnce(operation);

    List<CompletableFuture<LogPosition>> durable = log.appendTogether("b", "c");

    assertFalse(durable.get(0).isDone(), "acknowledged although the " + operation + " failed");
    log.thread.advance(LONG);
    assertEquals(2, durable.get(0).join().sequence());
    assertEquals(3, durable.get(1).join().sequence());
    assertEquals(2, durable.get(0).join().segment());
    assertEquals(
        "poisoned " + TestLog.segment(1, 1) + ", 2 to rewrite: no " + operation,
        log.listener.events.get(2));
    assertEquals(List.of("a", "b", "c"), TestLog.open(store.afterPowerLoss()).replayed);
    assertEquals(List.of("a", "b", "c"), TestLog.open(store.afterKill()).replayed);
  }

  @Test
  void rewritesNothingWhenClosingAFullSegmentFails() throws Exception {
    TestLog log = TestLog.open(store, TestLog.settings().withSegmentBytesMax(1024));
    String large = "x".repeat(800);
    log.appendEach(large);
    failOnce("close");

    CompletableFuture<LogPosition> next = log.append(large);
    log.thread.advance(LONG);

    assertEquals(2, next.join().segment());
    assertEquals(List.of(large, large), TestLog.open(store.afterPowerLoss()).replayed);
  }

  /** The kernel reports a lost write once; a second sync on the file would claim success. */
  @Test
  void neverSyncsAFileAgainAfterAFailedSync() throws Exception {
    TestLog log = TestLog.open(store);
    log.appendEach("a");
    List<String> synced = new ArrayList<>();
    store.script =
        (operation, path) -> {
          if (operation.equals("sync")) {
            synced.add(path);
            if (synced.size() == 1) {
              throw new IOException("no sync");
            }
          }
        };

    log.appendTogether("b");
    log.thread.advance(LONG);

    assertEquals(TestLog.path(1, 1), synced.get(0));
    assertFalse(synced.subList(1, synced.size()).contains(TestLog.path(1, 1)));
  }

  @Test
  void holdsEverythingBackWhileTheDiskIsFullAndGoesOnByItself() throws Exception {
    TestLog log = TestLog.open(store);
    log.appendEach("a");
    store.script =
        (operation, path) -> {
          if (operation.equals("write")) {
            throw new IOException("no space");
          }
        };
    List<CompletableFuture<LogPosition>> waiting = log.appendTogether("b", "c");
    log.thread.advance(LONG);
    waiting.addAll(log.appendTogether("d"));
    log.thread.advance(LONG);
    assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));

    store.script = (operation, path) -> {};
    log.thread.advance(LogSettings.in("", "test").retryBackoffMax());

    assertEquals(
        List.of(2L, 3L, 4L), waiting.stream().map(done -> done.join().sequence()).toList());
    assertEquals(List.of("a", "b", "c", "d"), TestLog.open(store.afterPowerLoss()).replayed);
  }

  @Test
  void waitsAShortTimeAgainAfterASuccess() throws Exception {
    TestLog log = TestLog.open(store);
    for (String text : List.of("a", "b", "c", "d", "e")) {
      log.appendEach("before " + text);
      failOnce("write");
      CompletableFuture<LogPosition> durable = log.append(text);
      log.thread.advance(TestLog.settings().retryBackoffInitial());
      assertTrue(durable.isDone(), text);
    }
  }

  @Test
  void waitsLongerAfterEachFailureUpToABound() throws Exception {
    TestLog log =
        TestLog.open(
            store,
            TestLog.settings().withRetryBackoff(Duration.ofMillis(10), Duration.ofMillis(40)));
    store.script =
        (operation, path) -> {
          throw new IOException("no disk");
        };
    log.appendTogether("a");
    List<Long> attempts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long before = store.count("create");
      log.thread.advance(Duration.ofMillis(1));
      if (store.count("create") > before) {
        attempts.add((long) i + 1);
      }
    }

    assertEquals(List.of(10L, 30L, 70L, 110L, 150L, 190L), attempts);
  }

  /** Each changing operation fails in turn, once, and then again after a power loss. */
  @Test
  void losesNothingAcknowledgedWhicheverOperationFails() throws Exception {
    int operations = runWithFailureAt(Integer.MAX_VALUE);
    assertTrue(operations > 30, "the scenario is too short: " + operations);
    for (int failing = 0; failing < operations; failing++) {
      runWithFailureAt(failing);
    }
  }

  private static int runWithFailureAt(int failing) throws IOException {
    ScriptedFileStore disk = new ScriptedFileStore();
    int[] count = {0};
    disk.script =
        (operation, path) -> {
          if (count[0]++ == failing) {
            throw new IOException("operation " + failing + ", " + operation);
          }
        };
    TestLog log = openAtLast(disk);
    List<String> appended = new ArrayList<>();
    List<CompletableFuture<LogPosition>> durable = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String text = "record " + i + "x".repeat(200);
      appended.add(text);
      durable.add(log.append(text));
      if (i % 3 != 0) {
        log.thread.run();
        assertDurable(disk, appended, durable, failing);
      }
    }
    log.thread.advance(LONG);
    assertTrue(durable.stream().allMatch(CompletableFuture::isDone), "stuck: " + failing);
    assertDurable(disk, appended, durable, failing);
    try {
      log.close();
    } catch (CompletionException e) {
      assertInstanceOf(LogClosedException.class, e.getCause());
    }
    assertDurable(disk, appended, durable, failing);
    assertEquals(0, disk.openFiles, "files left open: " + failing);
    return count[0];
  }

  private static TestLog openAtLast(ScriptedFileStore disk) throws IOException {
    return TestLog.open(disk, TestLog.settings().withSegmentBytesMax(1024));
  }

  private static void assertDurable(
      ScriptedFileStore disk,
      List<String> appended,
      List<CompletableFuture<LogPosition>> durable,
      int failing)
      throws IOException {
    int acknowledged = (int) durable.stream().filter(CompletableFuture::isDone).count();
    TestLog afterKill = TestLog.open(disk.afterKill());
    TestLog afterPowerLoss = TestLog.open(disk.afterPowerLoss());
    for (TestLog after : List.of(afterKill, afterPowerLoss)) {
      String where = "failure at " + failing + ", " + after.listener.events;
      assertTrue(after.replayed.size() >= acknowledged, where);
      assertEquals(appended.subList(0, after.replayed.size()), after.replayed, where);
    }
  }

  /** Checks the test above: on a disk whose syncs do nothing, it must see the loss. */
  @Test
  void theCheckNoticesADiskThatDoesNotSync() throws Exception {
    store.syncLies = true;
    TestLog log = TestLog.open(store);
    log.appendEach("a", "b");

    assertEquals(List.of(), TestLog.open(store.afterPowerLoss()).replayed);
  }

  @Test
  void theCheckNoticesALogThatDoesNotSync() throws Exception {
    TestLog log = TestLog.open(store, TestLog.settings().withSync(SyncMode.NONE));
    log.appendEach("a", "b");

    assertEquals(0, store.count("sync"));
    assertEquals(List.of(), TestLog.open(store.afterPowerLoss()).replayed);
    assertEquals(List.of("a", "b"), TestLog.open(store.afterKill()).replayed);
  }

  @Test
  void givesUpClosingWhenTheDiskKeepsFailing() throws Exception {
    TestLog log = TestLog.open(store);
    log.appendEach("a");
    store.script =
        (operation, path) -> {
          if (!operation.equals("open") && !operation.equals("read")) {
            throw new IOException("no disk");
          }
        };
    CompletableFuture<LogPosition> waiting = log.append("b");

    CompletableFuture<Void> closed = log.log.close();
    log.thread.advance(LONG);

    assertInstanceOf(
        LogClosedException.class, assertThrows(CompletionException.class, closed::join).getCause());
    assertInstanceOf(
        LogClosedException.class,
        assertThrows(CompletionException.class, waiting::join).getCause());
    assertFalse(log.thread.hasTimers());
    assertEquals(List.of("a"), TestLog.open(store.afterPowerLoss()).replayed);
  }

  @Test
  void stopsWhenAnotherWriterHasTheLogOpen() throws Exception {
    TestLog first = TestLog.open(store);
    TestLog second = TestLog.open(store);
    first.appendEach("a");

    CompletableFuture<LogPosition> refused = second.appendTogether("b").get(0);

    assertInstanceOf(
        LogClosedException.class,
        assertThrows(CompletionException.class, refused::join).getCause());
    assertTrue(second.append("c").isCompletedExceptionally());
    assertEquals(List.of("a"), TestLog.open(store.afterPowerLoss()).replayed);
  }

  @Test
  void triesAFailedReadOnceMoreDuringRecovery() throws Exception {
    TestLog.open(store).appendEach("a");
    failOnce("read");

    assertEquals(List.of("a"), TestLog.open(store).replayed);
  }

  @Test
  void neverTakesAFailingReadForTheEndOfTheLog() throws Exception {
    TestLog.open(store).appendEach("a");
    store.script =
        (operation, path) -> {
          if (operation.equals("read")) {
            throw new IOException("no read");
          }
        };

    IOException failure = assertThrows(IOException.class, () -> TestLog.open(store));
    assertEquals("no read", failure.getMessage());
    assertEquals(1, store.openFiles, "only the first log's segment stays open");
  }

  private void failOnce(String failing) {
    boolean[] failed = {false};
    store.script =
        (operation, path) -> {
          if (operation.equals(failing) && !failed[0]) {
            failed[0] = true;
            throw new IOException("no " + operation);
          }
        };
  }
}
