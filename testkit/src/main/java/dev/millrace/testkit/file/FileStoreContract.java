package dev.millrace.testkit.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.file.host.ManyThreads;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.LogPosition;
import dev.millrace.wal.LogReader;
import dev.millrace.wal.LogSettings;
import dev.millrace.wal.LogThread;
import dev.millrace.wal.SnapshotStore;
import dev.millrace.wal.WriteAheadLog;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The tests that every {@link FileStore} passes. Extend it, and hand out a new, empty store of
 * yours.
 *
 * <p>That a sync survives a power loss cannot be tested from here; the rest of the port's promises
 * can.
 */
public abstract class FileStoreContract {
  private static final String PATH = "a/b/file";

  /** For subclasses. */
  protected FileStoreContract() {}

  /**
   * A store without files, for one test.
   *
   * @throws Exception if it cannot be set up
   */
  protected abstract FileStore newStore() throws Exception;

  @Test
  void readsBackWhatWasWritten() throws Exception {
    FileStore store = newStore();
    try (WritableFile file = store.create(PATH)) {
      file.write(bytes("one, "));
      file.write(ByteBuffer.allocateDirect(8).put(bytes("two, ")).flip());
      file.write(bytes("three").asReadOnlyBuffer());
      file.write(ByteBuffer.wrap("[, four]".getBytes(StandardCharsets.UTF_8), 1, 6).slice());
      file.write(ByteBuffer.allocate(0));
      file.sync();
    }

    assertEquals("one, two, three, four", read(store, PATH));
  }

  @Test
  void writesTheRemainingBytesAndLeavesNoneRemaining() throws Exception {
    FileStore store = newStore();
    ByteBuffer middle = bytes("<middle>").position(1).limit(7);
    try (WritableFile file = store.create(PATH)) {
      file.write(middle);
      assertEquals(7, middle.position());
      assertEquals(7, middle.limit());
    }

    assertEquals("middle", read(store, PATH));
  }

  @Test
  void keepsLongWritesWhole() throws Exception {
    FileStore store = newStore();
    byte[] content = new byte[(3 << 20) + 7];
    new SplittableRandom(7).nextBytes(content);
    try (WritableFile file = store.create(PATH)) {
      file.write(ByteBuffer.wrap(content));
      file.sync();
    }

    assertArrayEquals(content, readBytes(store, PATH));
  }

  @Test
  void showsSyncedBytesOfAFileThatIsStillWritten() throws Exception {
    FileStore store = newStore();
    try (WritableFile file = store.create(PATH)) {
      file.write(bytes("first"));
      file.sync();
      assertEquals("first", read(store, PATH));
      file.write(bytes(", second"));
      file.sync();
      assertEquals("first, second", read(store, PATH));
    }
  }

  @Test
  void readsAtPositionsAndSaysWhereTheFileEnds() throws Exception {
    FileStore store = newStore();
    write(store, PATH, "0123456789");
    try (ReadableFile file = store.open(PATH)) {
      ByteBuffer into = ByteBuffer.allocate(8).position(2).limit(5);
      assertEquals(3, readFully(file, 4, into));
      assertEquals("456", text(into.flip().position(2)));
      ByteBuffer direct = ByteBuffer.allocateDirect(3);
      assertEquals(3, readFully(file, 7, direct));
      assertEquals("789", text(direct.flip()));
      ByteBuffer over = ByteBuffer.allocate(8);
      assertEquals(2, readFully(file, 8, over));
      assertEquals(-1, file.read(10, ByteBuffer.allocate(1)));
      assertEquals(-1, file.read(1L << 40, ByteBuffer.allocate(1)));
    }
  }

  @Test
  void readsAnEmptyFile() throws Exception {
    FileStore store = newStore();
    write(store, PATH, "");

    assertEquals("", read(store, PATH));
  }

  @Test
  void letsManyThreadsReadOneFile() throws Exception {
    FileStore store = newStore();
    byte[] content = new byte[1 << 16];
    new SplittableRandom(8).nextBytes(content);
    try (WritableFile file = store.create(PATH)) {
      file.write(ByteBuffer.wrap(content));
    }
    try (ReadableFile file = store.open(PATH)) {
      long right =
          ManyThreads.countSuccesses(
              100,
              position -> {
                ByteBuffer into = ByteBuffer.allocate(100);
                readFully(file, position * 500L, into);
                return into.flip().equals(ByteBuffer.wrap(content, position * 500, 100));
              });
      assertEquals(100, right);
    }
  }

  @Test
  void createsAFileOnceOnly() throws Exception {
    FileStore store = newStore();
    write(store, PATH, "content");

    assertThrows(FileAlreadyExistsException.class, () -> store.create(PATH));

    assertEquals("content", read(store, PATH));
  }

  @Test
  void letsOneOfManyCreateAFile() throws Exception {
    FileStore store = newStore();
    long created =
        ManyThreads.countSuccesses(
            8,
            i -> {
              try (WritableFile file = store.create(PATH)) {
                file.write(bytes("created"));
                return true;
              } catch (FileAlreadyExistsException e) {
                return false;
              }
            });

    assertEquals(1, created);
    assertEquals("created", read(store, PATH));
  }

  @Test
  void refusesToOpenWhatIsNotThere() throws Exception {
    FileStore store = newStore();

    assertThrows(NoSuchFileException.class, () -> store.open(PATH));
    assertThrows(NoSuchFileException.class, () -> store.open("file"));
  }

  @Test
  void refusesToWriteOrSyncAfterClosing() throws Exception {
    FileStore store = newStore();
    WritableFile file = store.create(PATH);
    file.write(bytes("content"));
    file.close();
    file.close();

    assertThrows(IOException.class, () -> writeAndSync(file));
    assertEquals("content", read(store, PATH));
  }

  @Test
  void refusesToReadAfterClosing() throws Exception {
    FileStore store = newStore();
    write(store, PATH, "content");
    ReadableFile file = store.open(PATH);
    file.close();
    file.close();

    assertThrows(IOException.class, () -> file.read(0, ByteBuffer.allocate(1)));
  }

  @Test
  void listsThePlainNamesOfFilesInOrder() throws Exception {
    FileStore store = newStore();
    for (String path : List.of("d/b", "d/a", "d/sub/x", "d/a.tmp", "dd", "c", "d-e/y")) {
      write(store, path, "content");
    }

    assertEquals(List.of("a", "a.tmp", "b"), store.list("d"));
    assertEquals(List.of("x"), store.list("d/sub"));
    assertEquals(List.of("c", "dd"), store.list(""));
    assertEquals(List.of(), store.list("missing"));
  }

  @Test
  void isEmptyAtFirst() throws Exception {
    assertEquals(List.of(), newStore().list(""));
  }

  @Test
  void publishesUnderANewName() throws Exception {
    FileStore store = newStore();
    write(store, "d/file.tmp", "content");

    store.publish("d/file.tmp", "d/file");

    assertEquals(List.of("file"), store.list("d"));
    assertEquals("content", read(store, "d/file"));
  }

  @Test
  void publishesOverAnOlderFile() throws Exception {
    FileStore store = newStore();
    write(store, "d/file", "older and longer");
    write(store, "d/file.tmp", "newer");

    store.publish("d/file.tmp", "d/file");

    assertEquals(List.of("file"), store.list("d"));
    assertEquals("newer", read(store, "d/file"));
  }

  @Test
  void keepsTheOlderFileWhenThereIsNothingToPublish() throws Exception {
    FileStore store = newStore();
    write(store, "d/file", "older");

    assertThrows(IOException.class, () -> store.publish("d/file.tmp", "d/file"));

    assertEquals("older", read(store, "d/file"));
  }

  @Test
  void deletesAFileAndMindsNotIfThereIsNone() throws Exception {
    FileStore store = newStore();
    write(store, "d/file", "content");
    write(store, "d/other", "content");

    store.delete("d/file");
    store.delete("d/file");
    store.delete("nowhere/file");
    store.syncDirectory("d");

    assertEquals(List.of("other"), store.list("d"));
    write(store, "d/file", "again");
    assertEquals("again", read(store, "d/file"));
  }

  @Test
  void syncsDirectories() throws Exception {
    FileStore store = newStore();
    write(store, PATH, "content");

    store.syncDirectory("a/b");
    store.syncDirectory("");

    assertEquals("content", read(store, PATH));
  }

  @Test
  void refusesPathsThatMightLeaveTheRoot() throws Exception {
    FileStore store = newStore();
    for (String path : List.of("", "/file", "../file", "a/../file", "a//file", "a/", ".", "a\\b")) {
      assertThrows(IllegalArgumentException.class, () -> store.create(path), path);
      assertThrows(IllegalArgumentException.class, () -> store.open(path), path);
      assertThrows(IllegalArgumentException.class, () -> store.delete(path), path);
      assertThrows(IllegalArgumentException.class, () -> store.publish("file", path), path);
    }
    assertThrows(IllegalArgumentException.class, () -> store.list("../a"));
    assertThrows(IllegalArgumentException.class, () -> store.syncDirectory("/a"));
  }

  @Test
  void describesItself() throws Exception {
    assertFalse(newStore().describe().isBlank());
  }

  @Test
  void carriesALogAndItsSnapshotsThroughSeveralLives() throws Exception {
    FileStore store = newStore();
    List<String> written = new ArrayList<>();
    List<LogPosition> positions = new ArrayList<>();
    for (int life = 0; life < 3; life++) {
      List<String> replayed = new ArrayList<>();
      WriteAheadLog log = openLog(store, replayed);
      assertEquals(written, replayed);
      for (int i = 0; i < 20; i++) {
        String text = "life " + life + ", record " + i + " " + "x".repeat(i * i);
        written.add(text);
        positions.add(log.append(WriteAheadLog.DATA, bytes(text)).join());
      }
      SnapshotStore snapshots = new SnapshotStore(store, "log", 2);
      snapshots.write(positions.size(), log.incarnation(), bytes("life " + life));
      assertEquals(
          "life " + life,
          text(snapshots.restorePoint().snapshot().orElseThrow().payload().duplicate()));
      log.close().join();
    }
    try (LogReader reader = new LogReader(store, "log")) {
      for (int i = 0; i < positions.size(); i++) {
        assertEquals(written.get(i), text(reader.read(positions.get(i))));
      }
    }
    assertEquals(2, store.list("log").stream().filter(name -> name.startsWith("snapshot")).count());
  }

  private static WriteAheadLog openLog(FileStore store, List<String> replayed) throws IOException {
    LogThread inline =
        new LogThread() {
          @Override
          public void execute(Runnable task) {
            task.run();
          }

          @Override
          public void executeAfter(Duration delay, Runnable task) {
            throw new AssertionError("the store failed");
          }
        };
    return WriteAheadLog.open(
        store,
        LogSettings.in("log", "contract").withSegmentBytesMax(2048),
        new LogEnvironment(
            inline,
            InstantSource.fixed(Instant.EPOCH),
            () -> 0,
            new SplittableRandom(9),
            step -> {},
            LogListener.NONE),
        1,
        record -> replayed.add(text(record.payload())));
  }

  private static void writeAndSync(WritableFile file) throws IOException {
    file.write(bytes("more"));
    file.sync();
  }

  private static void write(FileStore store, String path, String content) throws IOException {
    try (WritableFile file = store.create(path)) {
      file.write(bytes(content));
      file.sync();
    }
  }

  private static String read(FileStore store, String path) throws IOException {
    return new String(readBytes(store, path), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(FileStore store, String path) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(4 << 20);
    try (ReadableFile file = store.open(path)) {
      int length = readFully(file, 0, content);
      assertTrue(length < content.capacity(), "the file is longer than any that was written");
    }
    byte[] bytes = new byte[content.flip().remaining()];
    content.get(bytes);
    return bytes;
  }

  /** A store may return fewer bytes than asked for. */
  private static int readFully(ReadableFile file, long position, ByteBuffer into)
      throws IOException {
    int start = into.position();
    int count = 0;
    while (into.hasRemaining() && count >= 0) {
      count = file.read(position + into.position() - start, into);
    }
    return into.position() - start;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }
}
