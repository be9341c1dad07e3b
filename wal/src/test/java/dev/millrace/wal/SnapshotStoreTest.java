package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SnapshotStoreTest {
  private static final String DIRECTORY = "snapshots";

  private final ScriptedFileStore store = new ScriptedFileStore();
  private final SnapshotStore snapshots = new SnapshotStore(store, DIRECTORY, 3);

  @Test
  void readsTheNewestOne() throws Exception {
    snapshots.write(10, 1, TestLog.bytes("ten"));
    snapshots.write(20, 2, TestLog.bytes("twenty"));

    RestorePoint start = snapshots.restorePoint();

    Snapshot newest = start.snapshot().orElseThrow();
    assertEquals(20, newest.sequence());
    assertEquals(2, newest.incarnation());
    assertEquals("twenty", TestLog.text(newest.payload()));
    assertEquals(new RestorePoint(Optional.of(newest), 21, 20, List.of()), start);
  }

  @Test
  void isEmptyBeforeTheFirst() throws Exception {
    assertEquals(RestorePoint.at(1), snapshots.restorePoint());
    assertEquals(OptionalLong.empty(), snapshots.retainableFrom());
  }

  @Test
  void keepsAsManyAsAskedFor() throws Exception {
    for (int i = 1; i <= 5; i++) {
      snapshots.write(i * 10L, 1, TestLog.bytes("state " + i));
    }

    assertEquals(3, store.contents().size());
    assertEquals(5 * 10, snapshots.restorePoint().snapshot().orElseThrow().sequence());
  }

  @Test
  void releasesLogRecordsOnlyAfterTheSecondSoundSnapshot() throws Exception {
    snapshots.write(10, 1, TestLog.bytes("ten"));
    assertEquals(OptionalLong.empty(), snapshots.retainableFrom());

    snapshots.write(20, 1, TestLog.bytes("twenty"));
    assertEquals(OptionalLong.of(11), snapshots.retainableFrom());

    Map<String, byte[]> damaged = store.contents();
    damaged.get(path(10, 1))[41] ^= 1;
    SnapshotStore after = new SnapshotStore(ScriptedFileStore.of(damaged), DIRECTORY, 3);
    assertEquals(OptionalLong.empty(), after.retainableFrom());
  }

  @Test
  void releasesLogRecordsAfterTheFirstWhenOnlyOneIsKept() throws Exception {
    SnapshotStore single = new SnapshotStore(store, DIRECTORY, 1);
    single.write(10, 1, TestLog.bytes("ten"));
    assertEquals(OptionalLong.of(11), single.retainableFrom());
    single.write(20, 1, TestLog.bytes("twenty"));
    assertEquals(OptionalLong.of(21), single.retainableFrom());
    assertEquals(1, store.contents().size());
  }

  @Test
  void fallsBackFromAnyCutOrFlipOfTheNewestAndReportsIt() throws Exception {
    snapshots.write(10, 1, TestLog.bytes("ten"));
    snapshots.write(20, 1, TestLog.bytes("twenty"));
    byte[] bytes = store.contents().get(path(20, 1));
    for (int length = 0; length < bytes.length; length++) {
      assertFallsBack(Arrays.copyOf(bytes, length));
    }
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertFallsBack(flipped);
    }
    assertFallsBack(Arrays.copyOf(bytes, bytes.length + 1));
  }

  private void assertFallsBack(byte[] damaged) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>(store.contents());
    contents.put(path(20, 1), damaged);
    SnapshotStore after = new SnapshotStore(ScriptedFileStore.of(contents), DIRECTORY, 3);
    try {
      RestorePoint start = after.restorePoint();
      assertEquals("ten", TestLog.text(start.snapshot().orElseThrow().payload()));
      assertEquals(List.of(fileName(20, 1)), skippedBy(start));
      assertEquals(11, start.replayFrom());
      assertEquals(20, start.appliedUpTo(), "the log holds what the damaged one was made from");
    } catch (WalVersionException e) {
      assertTrue(damaged[10] != 0 || damaged[11] != 1, "only a flipped version is refused");
    }
  }

  @Test
  void leavesEverythingToTheLogWhenNoneIsSound() throws Exception {
    snapshots.write(10, 1, TestLog.bytes("ten"));
    snapshots.write(20, 1, TestLog.bytes("twenty"));
    Map<String, byte[]> contents = store.contents();
    contents.values().forEach(bytes -> bytes[41] ^= 1);

    RestorePoint start =
        new SnapshotStore(ScriptedFileStore.of(contents), DIRECTORY, 3).restorePoint();

    assertEquals(Optional.empty(), start.snapshot());
    assertEquals(1, start.replayFrom());
    assertEquals(20, start.appliedUpTo());
    assertEquals(List.of(fileName(20, 1), fileName(10, 1)), skippedBy(start));
  }

  @Test
  void replaysTheWholeLogInPlaceOfDamagedSnapshots() throws Exception {
    ScriptedFileStore disk = new ScriptedFileStore();
    TestLog.open(disk).appendEach("a", "b");

    TestLog after = TestLog.open(disk, damagedAfter(2));
    assertEquals(List.of("a", "b"), after.replayed);
  }

  @Test
  void refusesDamagedSnapshotsThatTheLogCannotMakeUpFor() throws Exception {
    LogSettings small = TestLog.settings().withSegmentBytesMax(1024);
    String text = "x".repeat(800);
    ScriptedFileStore released = new ScriptedFileStore();
    TestLog log = TestLog.open(released, small);
    log.appendEach(text, text, text);
    CompletableFuture<Void> truncated = log.log.truncateBefore(3);
    log.thread.run();
    truncated.join();
    SnapshotCorruptException refused =
        assertThrows(SnapshotCorruptException.class, () -> TestLog.open(released, damagedAfter(2)));
    assertTrue(refused.getMessage().contains(fileName(2, 1)), refused::getMessage);
    assertTrue(refused.getMessage().contains("records 1 to 2 are missing"), refused::getMessage);

    ScriptedFileStore behind = new ScriptedFileStore();
    TestLog.open(behind).appendEach("a");
    assertThrows(SnapshotCorruptException.class, () -> TestLog.open(behind, damagedAfter(2)));

    ScriptedFileStore gone = new ScriptedFileStore();
    assertThrows(SnapshotCorruptException.class, () -> TestLog.open(gone, damagedAfter(2)));
  }

  private static RestorePoint damagedAfter(long sequence) {
    SkippedSnapshot damaged = new SkippedSnapshot(fileName(sequence, 1), "its header is damaged");
    return new RestorePoint(Optional.empty(), 1, sequence, List.of(damaged));
  }

  private static List<String> skippedBy(RestorePoint start) {
    return start.skipped().stream().map(SkippedSnapshot::file).toList();
  }

  @Test
  void refusesAnUnknownFormatVersion() throws Exception {
    snapshots.write(10, 1, TestLog.bytes("ten"));
    Map<String, byte[]> contents = store.contents();
    contents.get(path(10, 1))[11] = 9;
    SnapshotStore after = new SnapshotStore(ScriptedFileStore.of(contents), DIRECTORY, 3);

    assertThrows(WalVersionException.class, after::restorePoint);
  }

  @Test
  void keepsTheOldOneWhicheverOperationFailsAndSucceedsNextTime() throws Exception {
    boolean failed = true;
    for (int failing = 0; failed; failing++) {
      ScriptedFileStore disk = new ScriptedFileStore();
      SnapshotStore tried = new SnapshotStore(disk, DIRECTORY, 1);
      tried.write(10, 1, TestLog.bytes("ten"));
      int[] left = {failing};
      disk.script =
          (operation, path) -> {
            if (left[0]-- == 0) {
              throw new IOException("no " + operation);
            }
          };
      try {
        tried.write(20, 1, TestLog.bytes("twenty"));
        failed = left[0] < 0;
      } catch (IOException e) {
        failed = true;
      }
      disk.script = (operation, path) -> {};
      for (ScriptedFileStore after : List.of(disk.afterKill(), disk.afterPowerLoss())) {
        RestorePoint start = new SnapshotStore(after, DIRECTORY, 1).restorePoint();
        Snapshot found = start.snapshot().orElseThrow();
        assertTrue(found.sequence() == 10 || found.sequence() == 20);
        assertEquals(List.of(), start.skipped());
      }
      tried.write(30, 1, TestLog.bytes("thirty"));
      assertEquals(30, tried.restorePoint().snapshot().orElseThrow().sequence());
      assertEquals(0, disk.openFiles);
    }
  }

  @Test
  void survivesACrashAtEachNamedPoint() throws Exception {
    List<String> points =
        WalCrashPoints.ALL.stream().filter(p -> p.startsWith("wal.snapshot")).toList();
    for (String point : points) {
      ScriptedFileStore disk = new ScriptedFileStore();
      new SnapshotStore(disk, DIRECTORY, 1).write(10, 1, TestLog.bytes("ten"));
      SnapshotStore crashing =
          new SnapshotStore(
              disk,
              DIRECTORY,
              1,
              step -> {
                if (step.equals(point)) {
                  throw new IllegalStateException("crash");
                }
              });
      assertThrows(
          IllegalStateException.class, () -> crashing.write(20, 1, TestLog.bytes("twenty")));

      ScriptedFileStore after = disk.afterPowerLoss();
      SnapshotStore next = new SnapshotStore(after, DIRECTORY, 1);
      long expected = point.equals(WalCrashPoints.SNAPSHOT_WRITTEN) ? 10 : 20;
      assertEquals(expected, next.restorePoint().snapshot().orElseThrow().sequence(), point);
      next.write(30, 1, TestLog.bytes("thirty"));
      assertEquals(1, after.contents().size(), point);
    }
  }

  @Test
  void failsWhenWhatItReadsBackIsNotWhatItWrote() throws Exception {
    store.writesDamage = true;

    assertThrows(IOException.class, () -> snapshots.write(10, 1, TestLog.bytes("ten")));

    assertEquals(OptionalLong.empty(), snapshots.retainableFrom());
  }

  @Test
  void ignoresFilesOfOtherNames() throws Exception {
    snapshots.write(10, 1, TestLog.bytes("ten"));
    Map<String, byte[]> contents = store.contents();
    contents.put(DIRECTORY + "/notes.txt", new byte[] {1});
    contents.put(DIRECTORY + "/snapshot.tmp", new byte[] {1});
    SnapshotStore after = new SnapshotStore(ScriptedFileStore.of(contents), DIRECTORY, 3);

    assertEquals(10, after.restorePoint().snapshot().orElseThrow().sequence());
    assertEquals(List.of(), after.restorePoint().skipped());
  }

  @Test
  void refusesToKeepNone() {
    assertThrows(IllegalArgumentException.class, () -> new SnapshotStore(store, DIRECTORY, 0));
  }

  private static String fileName(long sequence, long incarnation) {
    return new SnapshotFile(sequence, incarnation).fileName();
  }

  private static String path(long sequence, long incarnation) {
    return DIRECTORY + "/" + fileName(sequence, incarnation);
  }
}
