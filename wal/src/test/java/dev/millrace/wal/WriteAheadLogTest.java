package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.wal.file.InMemoryFileStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class WriteAheadLogTest {
  private static final LogThread INLINE =
      new LogThread() {
        @Override
        public void execute(Runnable task) {
          task.run();
        }

        @Override
        public void executeAfter(Duration delay, Runnable task) {
          throw new AssertionError("nothing fails here");
        }
      };

  private final ScriptedFileStore store = new ScriptedFileStore();

  @Test
  void replaysWhatWasAcknowledgedInOrder() throws Exception {
    List<LogPosition> positions = TestLog.open(store).appendEach("a", "b", "c");
    assertEquals(List.of(1L, 2L, 3L), positions.stream().map(LogPosition::sequence).toList());

    TestLog second = TestLog.open(store);

    assertEquals(List.of("a", "b", "c"), second.replayed);
    assertEquals(4, second.log.nextSequence());
  }

  @Test
  void replaysOnlyFromTheSequenceAskedFor() throws Exception {
    TestLog.open(store).appendEach("a", "b", "c");

    assertEquals(List.of("b", "c"), TestLog.openFrom(store, 2).replayed);
    assertEquals(List.of(), TestLog.openFrom(store, 4).replayed);
    assertEquals(List.of(), TestLog.openFrom(store, WriteAheadLog.NO_REPLAY).replayed);
  }

  @Test
  void keepsTypesAndEmptyPayloads() throws Exception {
    TestLog first = TestLog.open(store);
    var sixteen = first.log.append((byte) 16, TestLog.bytes(""));
    var highest = first.log.append((byte) 127, TestLog.bytes("x"));
    first.close();
    assertTrue(sixteen.isDone() && highest.isDone());
    List<String> found = new ArrayList<>();

    WriteAheadLog.open(
        store,
        TestLog.settings(),
        environment(new EventQueueThread(), 42),
        1,
        record -> found.add(record.type() + ":" + TestLog.text(record.payload())));

    assertEquals(List.of("16:", "127:x"), found);
  }

  @Test
  void takesAllThatWaitsWithOneWriteAndOneSync() throws Exception {
    TestLog log = TestLog.open(store);
    log.appendEach("the segment's header has its own sync");
    long writes = store.count("write");
    long syncs = store.count("sync");

    log.appendTogether("a", "b", "c", "d", "e");

    assertEquals(1, store.count("write") - writes);
    assertEquals(1, store.count("sync") - syncs);
    assertEquals("committed 5 records, 5 bytes", log.listener.events.get(2));
  }

  @Test
  void writesALargeGroup64KibibytesAtATime() throws Exception {
    TestLog log = TestLog.open(store);
    log.appendEach("the segment's header has its own write");
    long writes = store.count("write");

    log.appendTogether(Collections.nCopies(100, "x".repeat(1_000)).toArray(String[]::new));

    assertEquals(2, store.count("write") - writes);
  }

  @Test
  void writesOneGroupWhileTheNextOneForms() throws Exception {
    TestLog log = TestLog.open(store);
    List<CompletableFuture<LogPosition>> late = new ArrayList<>();
    store.script =
        (operation, path) -> {
          if (operation.equals("sync") && store.count("sync") == 2) {
            late.add(log.append("c"));
            late.add(log.append("d"));
          }
        };

    log.appendTogether("a", "b");

    assertEquals(4, late.get(1).join().sequence());
    assertEquals(3, store.count("sync"), "header, first group, second group");
  }

  @Test
  void completesInOrderAndOnlyAfterTheSync() throws Exception {
    TestLog log = TestLog.open(store);
    List<String> events = new ArrayList<>();
    store.script = (operation, path) -> events.add(operation);
    for (String text : List.of("a", "b", "c")) {
      CompletableFuture<Void> unused = log.append(text).thenAccept(done -> events.add(text));
    }
    assertEquals(List.of(), events, "an append does no work on the caller's thread");

    log.thread.run();

    int sync = events.lastIndexOf("sync");
    assertEquals(List.of("a", "b", "c"), events.subList(sync + 1, events.size()));
  }

  @Test
  void runsOnAThreadThatExecutesAtOnce() throws Exception {
    WriteAheadLog log =
        WriteAheadLog.open(store, TestLog.settings(), environment(INLINE, 42), 1, record -> {});

    CompletableFuture<LogPosition> nested =
        log.append(WriteAheadLog.DATA, TestLog.bytes("a"))
            .thenCompose(first -> log.append(WriteAheadLog.DATA, TestLog.bytes("b")));
    CompletableFuture<Void> closed = nested.thenCompose(second -> log.close());

    assertEquals(2, nested.join().sequence());
    assertTrue(closed.isDone());
    assertEquals(List.of("a", "b"), TestLog.open(store).replayed);
  }

  @Test
  void mayBeUsedAndClosedByThePromisesThatItCompletes() throws Exception {
    ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    boolean[] running = {false};
    LogThread nesting =
        new LogThread() {
          @Override
          public void execute(Runnable task) {
            if (running[0]) {
              task.run();
            } else {
              tasks.add(task);
            }
          }

          @Override
          public void executeAfter(Duration delay, Runnable task) {
            throw new AssertionError("nothing fails here");
          }
        };
    WriteAheadLog log =
        WriteAheadLog.open(store, TestLog.settings(), environment(nesting, 42), 1, record -> {});
    CompletableFuture<Void> closed =
        log.append(WriteAheadLog.DATA, TestLog.bytes("a")).thenCompose(done -> log.close());
    CompletableFuture<LogPosition> second = log.append(WriteAheadLog.DATA, TestLog.bytes("b"));

    running[0] = true;
    tasks.remove().run();

    assertTrue(closed.isDone());
    assertEquals(2, second.join().sequence());
    assertEquals(List.of("a", "b"), TestLog.open(store).replayed);
  }

  @Test
  void rollsToANewSegmentBeforeTheBoundIsPassed() throws Exception {
    TestLog log = TestLog.open(store, TestLog.settings().withSegmentBytesMax(1024));
    String text = "x".repeat(400);

    List<LogPosition> positions = log.appendEach(text, text, text, text, text);

    assertEquals(List.of(1, 1, 2, 2, 3), positions.stream().map(LogPosition::segment).toList());
    assertEquals(5, TestLog.open(store).replayed.size());
    store
        .contents()
        .forEach((path, bytes) -> assertTrue(bytes.length <= 1024 + 40, path + bytes.length));
  }

  @Test
  void givesARecordLargerThanASegmentASegmentOfItsOwn() throws Exception {
    TestLog log = TestLog.open(store, TestLog.settings().withSegmentBytesMax(1024));
    String large = "y".repeat(100_000);

    log.appendTogether("a", large, "b");

    assertEquals(List.of("a", large, "b"), TestLog.open(store).replayed);
  }

  @Test
  void opensANewIncarnationAndNeverAppendsToAnOldSegment() throws Exception {
    TestLog first = TestLog.open(store);
    first.appendEach("a");
    byte[] before = store.contents().get(TestLog.path(1, 1));

    TestLog second = TestLog.open(store);
    LogPosition position = second.appendEach("b").get(0);

    assertEquals(1, first.log.incarnation());
    assertEquals(2, second.log.incarnation());
    assertEquals(2, position.incarnation());
    assertEquals(first.log.logId(), second.log.logId());
    assertEquals(before.length, store.contents().get(TestLog.path(1, 1)).length);
  }

  @Test
  void refusesARecordLargerThanTheBound() throws Exception {
    TestLog log = TestLog.open(store, TestLog.settings().withRecordBytesMax(10));

    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> log.append("x".repeat(11)));

    assertTrue(refused.getMessage().contains("recordBytesMax, 10 bytes: 11"), refused::getMessage);
    assertEquals(1, log.log.nextSequence());
  }

  @Test
  void refusesTypesThatAreNotTheOwners() throws Exception {
    TestLog log = TestLog.open(store);
    for (byte type : new byte[] {0, 2, 15, -1}) {
      assertThrows(IllegalArgumentException.class, () -> log.log.append(type, TestLog.bytes("x")));
    }
  }

  @Test
  void refusesAppendsWhileTooManyBytesWait() throws Exception {
    TestLog log =
        TestLog.open(store, TestLog.settings().withRecordBytesMax(100).withQueueBytesMax(150));
    CompletableFuture<LogPosition> first = log.append("x".repeat(90));

    assertThrows(LogQueueFullException.class, () -> log.append("x".repeat(90)));
    log.thread.run();

    assertEquals(1, first.join().sequence());
    assertEquals(2, log.appendEach("x".repeat(90)).get(0).sequence());
  }

  @Test
  void refusesAppendsAfterClosing() throws Exception {
    TestLog log = TestLog.open(store);
    CompletableFuture<LogPosition> before = log.append("a");
    CompletableFuture<Void> closed = log.log.close();
    CompletableFuture<LogPosition> after = log.append("b");
    log.thread.run();

    assertEquals(1, before.join().sequence());
    assertTrue(closed.isDone());
    assertInstanceOf(
        LogClosedException.class, assertThrows(CompletionException.class, after::join).getCause());
    assertTrue(log.log.close().isDone() || runs(log), "closing twice is no error");
    assertEquals(0, store.openFiles);
    assertEquals(List.of("a"), TestLog.open(store).replayed);
  }

  private static boolean runs(TestLog log) {
    log.thread.run();
    return true;
  }

  @Test
  void failsWhatWaitsWhenItBreaksDown() throws Exception {
    TestLog log =
        TestLog.open(
            store,
            TestLog.settings(),
            step -> {
              if (step.equals(WalCrashPoints.WRITTEN_UNSYNCED)) {
                throw new IllegalStateException("a defect");
              }
            });
    CompletableFuture<LogPosition> waiting = log.append("a");

    assertThrows(IllegalStateException.class, log.thread::run);

    assertTrue(waiting.isCompletedExceptionally());
    CompletionException refused =
        assertThrows(CompletionException.class, () -> log.append("b").join());
    assertTrue(refused.getMessage().contains("a defect"), refused::getMessage);
    assertEquals(0, store.openFiles);
  }

  @Test
  void refusesAnUnknownFormatVersion() throws Exception {
    TestLog.open(store).appendEach("a");
    var contents = store.contents();
    contents.get(TestLog.path(1, 1))[11] = 2;

    WalVersionException refused =
        assertThrows(WalVersionException.class, () -> TestLog.open(ScriptedFileStore.of(contents)));
    assertTrue(refused.getMessage().contains("format version 2"), refused::getMessage);
  }

  @Test
  void refusesToReplayAnotherSchema() throws Exception {
    TestLog.open(store, TestLog.settings().withSchemaHash(7)).appendEach("a");

    assertThrows(
        WalVersionException.class, () -> TestLog.open(store, TestLog.settings().withSchemaHash(8)));
    assertEquals(List.of("a"), TestLog.open(store, TestLog.settings().withSchemaHash(7)).replayed);
  }

  @Test
  void refusesWhenRecordsToReplayAreMissing() throws Exception {
    WalCorruptException none =
        assertThrows(WalCorruptException.class, () -> TestLog.openFrom(store, 5));
    assertEquals(1, none.sequenceFrom());
    assertEquals(4, none.sequenceTo());

    TestLog.open(store).appendEach("a", "b");
    WalCorruptException behind =
        assertThrows(WalCorruptException.class, () -> TestLog.openFrom(store, 5));
    assertEquals(3, behind.sequenceFrom());
  }

  @Test
  void refusesADirectoryThatTwoLogsShare() throws Exception {
    TestLog.open(store).appendEach("a");
    ScriptedFileStore other = new ScriptedFileStore();
    for (int life = 0; life < 2; life++) {
      WriteAheadLog.open(other, TestLog.settings(), environment(INLINE, 43), 1, record -> {})
          .append(WriteAheadLog.DATA, TestLog.bytes("x"))
          .join();
    }
    var contents = store.contents();
    contents.put(TestLog.path(2, 1), other.contents().get(TestLog.path(2, 1)));

    WalCorruptException refused =
        assertThrows(WalCorruptException.class, () -> TestLog.open(ScriptedFileStore.of(contents)));
    assertTrue(refused.reason().contains("two logs share a directory"), refused::reason);
  }

  @Test
  void refusesNonsensicalSequencesToReplayFrom() {
    assertThrows(IllegalArgumentException.class, () -> TestLog.openFrom(store, 0));
  }

  @Test
  void runsOverFilesInMemory() throws Exception {
    InMemoryFileStore memory = new InMemoryFileStore();
    TestLog.open(memory).appendEach("a", "b");

    assertEquals(List.of("a", "b"), TestLog.open(memory).replayed);
  }

  @Test
  void doesNotMoveTheCallersPayload() throws Exception {
    TestLog log = TestLog.open(store);
    ByteBuffer payload = ByteBuffer.allocate(100_000).position(10).limit(99_000);

    CompletableFuture<LogPosition> durable = log.log.append(WriteAheadLog.DATA, payload);
    log.thread.run();

    assertEquals(98_990, durable.join().length());
    assertEquals(10, payload.position());
    assertEquals(99_000, payload.limit());
  }

  private static LogEnvironment environment(LogThread thread, long seed) {
    return new LogEnvironment(
        thread,
        InstantSource.fixed(Instant.EPOCH),
        () -> 0,
        new SplittableRandom(seed),
        step -> {},
        LogListener.NONE);
  }
}
