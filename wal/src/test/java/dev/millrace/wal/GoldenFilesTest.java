package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The files in {@code src/test/resources/dev/millrace/wal/v1} were written by the first version of
 * the format. They are never changed; whatever becomes of the format, they stay readable.
 */
class GoldenFilesTest {
  private static final List<String> FILES =
      List.of(
          "log/wal-0000000000000001-00000001.mlw",
          "log/wal-0000000000000001-00000002.mlw",
          "log/wal-0000000000000001-00000003.mlw",
          "log/wal-0000000000000002-00000001.mlw",
          "log/snapshot-0000000000000003-0000000000000001.mls");

  private static final String LONG = "0123456789".repeat(80);

  @Test
  void readsALogOfVersion1() throws Exception {
    TestLog log = TestLog.open(ScriptedFileStore.of(golden()), settings());

    assertEquals(List.of("first", "", LONG, "fourth", "fifth", "sixth"), log.replayed);
    assertEquals(7, log.log.nextSequence());
    assertEquals(3, log.log.incarnation());
  }

  @Test
  void readsAPositionOfVersion1() throws Exception {
    UUID logId = UUID.fromString("bdd73226-2feb-6e95-28ef-e333b266f103");
    ScriptedFileStore store = ScriptedFileStore.of(golden());
    try (LogReader reader = new LogReader(store, TestLog.DIRECTORY)) {
      TestLog log = TestLog.open(store, settings());
      assertEquals(logId, log.log.logId());
      LogPosition third = log.replayedPositions.get(2);
      assertEquals(new LogPosition(logId, 1, 2, 128, 800, 3, third.crc()), third);
      assertEquals(LONG, TestLog.text(reader.read(third)));
    }
  }

  @Test
  void readsASnapshotOfVersion1() throws Exception {
    RestorePoint start =
        new SnapshotStore(ScriptedFileStore.of(golden()), TestLog.DIRECTORY, 2).restorePoint();

    Snapshot snapshot = start.snapshot().orElseThrow();
    assertEquals(3, snapshot.sequence());
    assertEquals(1, snapshot.incarnation());
    assertEquals("state after three", TestLog.text(snapshot.payload()));
    assertEquals(List.of(), start.skipped());
  }

  /** Bytes that differ from these need a new version number, and a reader that knows both. */
  @Test
  void writesVersion1AsItWasFirstWritten() throws Exception {
    Map<String, byte[]> written = write();
    Map<String, byte[]> golden = golden();

    assertEquals(Set.copyOf(FILES), written.keySet());
    for (String file : FILES) {
      assertArrayEquals(golden.get(file), written.get(file), file);
    }
  }

  /** Two lives: the first rolls and is killed with its last group unproven, the second closes. */
  static Map<String, byte[]> write() throws IOException {
    ScriptedFileStore store = new ScriptedFileStore();
    TestLog first = TestLog.open(store, settings());
    first.appendTogether("first", "");
    CompletableFuture<LogPosition> own = first.log.append((byte) 16, TestLog.bytes(LONG));
    first.thread.run();
    first.appendEach("fourth", "fifth");
    new SnapshotStore(store, TestLog.DIRECTORY, 2)
        .write(own.join().sequence(), 1, TestLog.bytes("state after three"));
    TestLog second = TestLog.open(store, settings());
    second.appendEach("sixth");
    second.close();
    return store.contents();
  }

  private static LogSettings settings() {
    return LogSettings.in(TestLog.DIRECTORY, "golden")
        .withSegmentBytesMax(1024)
        .withSchemaHash(0x5eed);
  }

  private static Map<String, byte[]> golden() throws IOException {
    Map<String, byte[]> golden = new TreeMap<>();
    for (String file : FILES) {
      String name = file.substring(file.indexOf('/') + 1);
      try (InputStream in = GoldenFilesTest.class.getResourceAsStream("v1/" + name)) {
        golden.put(file, in.readAllBytes());
      }
    }
    return golden;
  }
}
