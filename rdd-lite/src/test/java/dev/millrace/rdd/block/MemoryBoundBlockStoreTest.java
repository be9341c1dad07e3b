package dev.millrace.rdd.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.BlockStore.Retention;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.BlockValue.Bytes;
import dev.millrace.rdd.BlockValue.Objects;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.KryoRecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemoryBoundBlockStoreTest {

  private record Key(int number) implements BlockKey {}

  private static final StorageLevel MEMORY = StorageLevel.MEMORY_ONLY();
  private static final StorageLevel BOTH = StorageLevel.MEMORY_AND_DISK();
  private static final StorageLevel DISK = StorageLevel.DISK_ONLY();

  @TempDir private Path root;
  private MemoryBoundBlockStore store;

  private MemoryBoundBlockStore storeOf(long memoryBytesMax) {
    store =
        new MemoryBoundBlockStore(
            "7", memoryBytesMax, directory(), new KryoRecordCodec<>(List.of()));
    return store;
  }

  private Path directory() {
    return root.resolve("blocks");
  }

  @AfterEach
  void leavesNothingBehindWhenClosed() {
    if (store != null) {
      store.close();
    }
    assertFalse(Files.exists(directory()));
  }

  private static Bytes bytes(int size, int fill) {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) fill);
    return new Bytes(ByteBuffer.wrap(content), fill);
  }

  private boolean put(int key, int size, StorageLevel level, Retention retention) {
    return store.put(new Key(key), bytes(size, key), level, retention);
  }

  private boolean pin(int key, int size, StorageLevel level) {
    return put(key, size, level, Retention.PINNED);
  }

  private boolean cache(int key, int size, StorageLevel level) {
    return put(key, size, level, Retention.RECOMPUTABLE);
  }

  private void assertHolds(int key, int size) {
    assertEquals(Optional.of(bytes(size, key)), store.get(new Key(key)), "block " + key);
  }

  private void assertLacks(int key) {
    assertEquals(Optional.empty(), store.get(new Key(key)), "block " + key);
  }

  private List<Path> files() throws IOException {
    if (!Files.exists(directory())) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory())) {
      return all.sorted().toList();
    }
  }

  private Path onlyFile() throws IOException {
    List<Path> files = files();
    assertEquals(1, files.size(), files::toString);
    return files.get(0);
  }

  // ---- Memory

  @Test
  void givesBackTheVeryBlockThatWasPut() {
    storeOf(100);
    Bytes value = bytes(10, 1);
    assertTrue(store.put(new Key(1), value, MEMORY, Retention.PINNED));
    assertSame(value, store.get(new Key(1)).orElseThrow());
    assertLacks(2);
  }

  @Test
  void keepsBytesOffTheHeapWithinTheSameBoundAndMovesThemToDisk() throws IOException {
    StorageLevel offHeap = StorageLevel.OFF_HEAP();
    storeOf(100);
    assertTrue(cache(1, 60, offHeap));
    Bytes kept = (Bytes) store.get(new Key(1)).orElseThrow();
    assertTrue(kept.bytes().isDirect());
    assertEquals(60, store.stats().memoryBytes());
    assertTrue(cache(2, 60, offHeap)); // the first goes to disk
    assertEquals(1, files().size());
    assertHolds(1, 60);
    assertHolds(2, 60);

    BlockValue.Objects objects = new BlockValue.Objects(List.of("a", "b"), 50);
    assertTrue(store.put(new Key(3), objects, offHeap, Retention.RECOMPUTABLE));
    assertEquals(
        List.of("a", "b"), ((BlockValue.Objects) store.get(new Key(3)).orElseThrow()).records());
  }

  @Test
  void keepsTheFirstBlockOfAKey() {
    storeOf(100);
    assertTrue(pin(1, 10, MEMORY));
    assertTrue(store.put(new Key(1), bytes(99, 5), MEMORY, Retention.PINNED));
    assertTrue(store.put(new Key(1), bytes(5, 5), DISK, Retention.PINNED));
    assertHolds(1, 10);
    assertEquals(10, store.stats().memoryBytes());
  }

  @Test
  void fillsMemoryToTheLastByteAndNotBeyond() {
    storeOf(100);
    assertTrue(pin(1, 60, MEMORY));
    assertTrue(pin(2, 40, MEMORY));
    assertFalse(pin(3, 1, MEMORY));
    assertTrue(pin(4, 0, MEMORY));
    assertEquals(new BlockStoreStats(100, 100, 0, 3, 0, 0, 1, 0), store.stats());
  }

  @Test
  void neverEvictsPinnedBlocks() {
    storeOf(100);
    assertTrue(pin(1, 60, BOTH));
    assertTrue(cache(2, 40, MEMORY));
    assertFalse(pin(3, 41, MEMORY));
    assertHolds(1, 60);
    assertHolds(2, 40);
  }

  @Test
  void evictsTheLeastRecentlyUsedRecomputableBlocksAndNoMoreThanNeeded() {
    storeOf(100);
    cache(1, 30, MEMORY);
    cache(2, 30, MEMORY);
    cache(3, 30, MEMORY);
    assertHolds(1, 30); // now 2 is the oldest
    assertTrue(pin(4, 35, MEMORY));
    assertLacks(2);
    assertHolds(1, 30);
    assertHolds(3, 30);
    assertHolds(4, 35);
    assertEquals(new BlockStoreStats(95, 100, 0, 3, 1, 0, 0, 0), store.stats());
  }

  @Test
  void evictsNothingForABlockThatWouldNotFitAnyway() {
    storeOf(100);
    pin(1, 50, MEMORY);
    cache(2, 30, MEMORY);
    assertFalse(cache(3, 51, MEMORY));
    assertFalse(cache(4, 101, MEMORY));
    assertHolds(2, 30);
    assertEquals(0, store.stats().evicted());
  }

  @Test
  void refusesAPinnedBlockForWhichRoomCanNeverAppear() {
    storeOf(100);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> pin(1, 101, MEMORY));
    assertTrue(refusal.getMessage().contains("Key[number=1]"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("101"), refusal.getMessage());
  }

  @Test
  void refusesALevelThatKeepsNothing() {
    storeOf(100);
    assertThrows(IllegalArgumentException.class, () -> pin(1, 1, StorageLevel.NONE()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MemoryBoundBlockStore("1", -1, directory(), new KryoRecordCodec<>(List.of())));
  }

  @Test
  void freesWhatIsRemoved() {
    storeOf(100);
    pin(1, 100, MEMORY);
    store.remove(new Key(1));
    store.remove(new Key(1));
    assertLacks(1);
    assertTrue(pin(2, 100, MEMORY));
  }

  @Test
  void countsOnNoRoomFromBlocksThatAreGone() {
    storeOf(100);
    cache(1, 60, MEMORY);
    store.remove(new Key(1));
    cache(2, 60, BOTH);
    assertTrue(pin(3, 100, MEMORY));
    assertFalse(pin(4, 10, MEMORY));
  }

  // ---- Disk

  @Test
  void writesBlocksToDiskThatHaveNoRoomInMemory() throws IOException {
    storeOf(100);
    pin(1, 80, BOTH);
    assertEquals(List.of(), files());
    assertTrue(pin(2, 30, BOTH));
    assertEquals(1, files().size());
    assertHolds(1, 80);
    assertHolds(2, 30);
    assertHolds(2, 30);
    assertEquals(new BlockStoreStats(80, 100, 30, 2, 0, 1, 0, 0), store.stats());
  }

  @Test
  void movesRecomputableBlocksToDiskWhenTheirLevelHasIt() {
    storeOf(100);
    cache(1, 50, BOTH);
    cache(2, 50, MEMORY);
    assertTrue(pin(3, 100, MEMORY));
    assertHolds(1, 50);
    assertLacks(2);
    assertHolds(3, 100);
    assertEquals(new BlockStoreStats(100, 100, 50, 2, 1, 1, 0, 0), store.stats());
  }

  @Test
  void writesDiskOnlyBlocksStraightToDisk() {
    storeOf(100);
    assertTrue(pin(1, 1000, DISK));
    assertHolds(1, 1000);
    assertEquals(new BlockStoreStats(0, 100, 1000, 1, 0, 1, 0, 0), store.stats());
  }

  @Test
  void keepsEmptyAndDirectBuffersOnDisk() {
    storeOf(0);
    ByteBuffer direct = ByteBuffer.allocateDirect(20);
    direct.put(5, (byte) 77).position(5).limit(9);
    assertTrue(store.put(new Key(1), new Bytes(direct, 3), DISK, Retention.PINNED));
    assertTrue(pin(2, 0, DISK));
    assertEquals(5, direct.position());
    assertEquals(9, direct.limit());
    assertEquals(Optional.of(new Bytes(direct, 3)), store.get(new Key(1)));
    assertHolds(2, 0);
  }

  @Test
  void deletesTheFileOfARemovedBlock() throws IOException {
    storeOf(0);
    pin(1, 10, DISK);
    onlyFile();
    store.remove(new Key(1));
    assertEquals(List.of(), files());
    assertLacks(1);
    assertEquals(0, store.stats().diskBytes());
    assertTrue(pin(1, 11, DISK));
    assertHolds(1, 11);
  }

  @Test
  void makesFilesForTheUsersEyesOnly() throws IOException {
    storeOf(0);
    pin(1, 10, DISK);
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyFile())));
  }

  @Test
  void refusesADirectoryThatIsThereAlready() throws IOException {
    Files.createDirectory(directory());
    Path precious = Files.writeString(directory().resolve("precious"), "data");
    storeOf(0);
    UncheckedIOException refusal = assertThrows(UncheckedIOException.class, () -> pin(1, 10, DISK));
    assertTrue(refusal.getMessage().contains(directory().toString()), refusal.getMessage());
    store.close();
    assertEquals("data", Files.readString(precious));
    Files.delete(precious);
    Files.delete(directory());
  }

  @Test
  void reportsADiskThatTakesNothing() throws IOException {
    storeOf(100);
    pin(1, 10, DISK);
    Path file = onlyFile();
    Files.delete(file);
    Files.delete(directory()); // the next file has no place to go
    UncheckedIOException failure = assertThrows(UncheckedIOException.class, () -> pin(2, 10, DISK));
    assertTrue(failure.getMessage().contains("Key[number=2]"), failure.getMessage());
    assertTrue(failure.getMessage().contains(directory().toString()), failure.getMessage());
    assertTrue(failure.getMessage().contains("Free room"), failure.getMessage());
    assertLacks(2);
    assertTrue(pin(3, 100, MEMORY));
  }

  @Test
  void keepsInMemoryWhatCannotBeWrittenToMakeRoom() throws IOException {
    storeOf(100);
    pin(1, 10, DISK);
    Files.delete(onlyFile());
    Files.delete(directory());
    cache(2, 60, BOTH);
    assertThrows(UncheckedIOException.class, () -> pin(3, 70, MEMORY));
    assertHolds(2, 60);
    assertLacks(3);
    assertEquals(60, store.stats().memoryBytes());
    store.remove(new Key(2));
    assertTrue(pin(3, 100, MEMORY));
  }

  @Test
  void letsOthersReadFromMemoryWhileABlockIsWritten() {
    ExecutorService other = Executors.newSingleThreadExecutor();
    List<Object> read = new ArrayList<>();
    RecordCodec<Object> slow =
        new RecordCodec<>() {
          private static final long serialVersionUID = 1L;

          @Override
          public BlockEncoder<Object> newEncoder() {
            Future<Object> reader = other.submit(() -> store.get(new Key(1)).orElseThrow());
            try {
              read.add(reader.get(10, TimeUnit.SECONDS));
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
              throw new AssertionError("a reader had to wait for the writer", e);
            }
            return new KryoRecordCodec<>(List.of()).newEncoder();
          }

          @Override
          public Iterator<Object> decode(ByteBuffer bytes) {
            throw new UnsupportedOperationException("only written in this test");
          }
        };
    store = new MemoryBoundBlockStore("7", 100, directory(), slow);
    pin(1, 20, MEMORY);
    Objects evicted = new Objects(List.of("gives way"), 80);
    store.put(new Key(2), evicted, BOTH, Retention.RECOMPUTABLE);
    assertTrue(pin(3, 80, MEMORY));
    other.shutdown();
    assertEquals(List.of(bytes(20, 1)), read);
    assertEquals(1, store.stats().spilled());
  }

  // ---- Damaged files

  @Test
  void findsEveryFlippedBitAndEveryCut() throws IOException {
    storeOf(0);
    byte[] good = bytes(40, 1).bytes().array();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFindsDamage(bad);
    }
    for (int length = 0; length < good.length; length++) {
      assertFindsDamage(Arrays.copyOf(good, length));
    }
    assertFindsDamage(Arrays.copyOf(good, good.length + 1));
    assertEquals(8 * 40 + 40 + 1, store.stats().corrupt());
  }

  /** Puts block 1, damages its file, reads it. */
  private void assertFindsDamage(byte[] damaged) throws IOException {
    pin(1, 40, DISK);
    Files.write(onlyFile(), damaged);
    assertDropsCorrupt(onlyFile());
  }

  private void assertDropsCorrupt(Path file) {
    CorruptBlockException refusal =
        assertThrows(CorruptBlockException.class, () -> store.get(new Key(1)));
    assertTrue(refusal.getMessage().contains("Key[number=1]"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(file.toString()), refusal.getMessage());
    assertLacks(1);
    assertFalse(Files.exists(file));
    assertEquals(0, store.stats().memoryBytes());
  }

  @Test
  void findsAFileThatWasExchangedForAnother() throws IOException {
    storeOf(0);
    pin(1, 40, DISK);
    pin(2, 40, DISK);
    Files.copy(files().get(1), files().get(0), StandardCopyOption.REPLACE_EXISTING);
    assertDropsCorrupt(files().get(0));
    assertHolds(2, 40);
  }

  @Test
  void findsAFileThatIsGone() throws IOException {
    storeOf(0);
    pin(1, 40, DISK);
    Path file = onlyFile();
    Files.delete(file);
    assertDropsCorrupt(file);
    assertTrue(pin(1, 40, DISK));
    assertHolds(1, 40);
  }

  // ---- Objects

  @Test
  void givesObjectsBackAsObjectsFromEveryPlace() {
    storeOf(1000);
    Objects value = new Objects(List.of("a", 1, List.of()), 900);
    for (StorageLevel level : List.of(MEMORY, StorageLevel.MEMORY_ONLY_SER(), BOTH, DISK)) {
      assertTrue(store.put(new Key(1), value, level, Retention.PINNED));
      assertEquals(Optional.of(value), store.get(new Key(1)), level::toString);
      store.remove(new Key(1));
    }
    assertEquals(0, store.stats().memoryBytes());
    assertEquals(0, store.stats().diskBytes());
  }

  @Test
  void keepsObjectsAsTheyAreWhereTheLevelAsksForIt() {
    storeOf(1000);
    List<Object> records = List.of(new Object(), Thread.currentThread());
    assertTrue(store.put(new Key(1), new Objects(records, 900), MEMORY, Retention.PINNED));
    assertSame(records, ((Objects) store.get(new Key(1)).orElseThrow()).records());
    assertEquals(900, store.stats().memoryBytes());
  }

  @Test
  void chargesEncodedObjectsByTheirBytes() {
    storeOf(200);
    Objects value = new Objects(List.of("0123456789"), 150);
    assertTrue(store.put(new Key(1), value, StorageLevel.MEMORY_ONLY_SER(), Retention.PINNED));
    long charged = store.stats().memoryBytes();
    assertTrue(charged > 10 && charged < 40, () -> "charged " + charged);
  }

  @Test
  void cutsLargeObjectBlocksIntoParts() {
    storeOf(0);
    String text = "x".repeat(100_000);
    List<String> records = IntStream.range(0, 55).mapToObj(i -> i + text).toList();
    assertTrue(store.put(new Key(1), new Objects(records, 1), DISK, Retention.PINNED));
    assertEquals(records, ((Objects) store.get(new Key(1)).orElseThrow()).records());
    assertTrue(store.stats().diskBytes() > 5 * ObjectParts.PART_BYTES);
  }

  @Test
  void refusesObjectsThatTheLevelWantsAsBytesAndThatHaveNone() {
    storeOf(1000);
    Objects value = new Objects(List.of(Thread.currentThread()), 10);
    for (StorageLevel level : List.of(DISK, StorageLevel.MEMORY_AND_DISK_SER())) {
      RecordEncodingException refusal =
          assertThrows(
              RecordEncodingException.class,
              () -> store.put(new Key(1), value, level, Retention.PINNED));
      assertTrue(refusal.getMessage().contains("java.lang.Thread"), refusal.getMessage());
    }
    assertLacks(1);
    assertEquals(0, store.stats().memoryBytes());
  }

  @Test
  void dropsARecomputableBlockThatHasNoBytesWhenRoomIsNeeded() {
    storeOf(100);
    Objects value = new Objects(List.of(Thread.currentThread()), 80);
    assertTrue(store.put(new Key(1), value, BOTH, Retention.RECOMPUTABLE));
    assertTrue(pin(2, 50, MEMORY));
    assertLacks(1);
    assertEquals(new BlockStoreStats(50, 100, 0, 1, 1, 0, 0, 0), store.stats());
  }

  // ---- Room

  @Test
  void tellsAWriterThatWasRefusedOfRoom() {
    storeOf(100);
    pin(1, 60, MEMORY);
    pin(2, 40, MEMORY);
    List<Boolean> tries = new ArrayList<>();
    Runnable stop = store.onRoom(() -> tries.add(pin(3, 50, MEMORY)));
    assertFalse(pin(3, 50, MEMORY));
    assertEquals(List.of(), tries);
    store.remove(new Key(2));
    assertEquals(List.of(false), tries);
    store.remove(new Key(1));
    assertEquals(List.of(false, true), tries);
    stop.run();
    stop.run();
    store.remove(new Key(3));
    assertEquals(2, tries.size());
  }

  @Test
  void tellsOfRoomWhenABlockGivesWay() {
    storeOf(100);
    cache(1, 90, BOTH);
    List<Long> free = new ArrayList<>();
    store.onRoom(() -> free.add(100 - store.stats().memoryBytes()));
    pin(2, 20, MEMORY);
    assertEquals(List.of(80L), free);
  }

  @Test
  void wakesWaitingWritersWhenTheExecutorIsLost() {
    storeOf(10);
    pin(1, 10, MEMORY);
    List<Throwable> seen = new ArrayList<>();
    store.onRoom(
        () -> seen.add(assertThrows(IllegalStateException.class, () -> pin(2, 1, MEMORY))));
    store.lose("killed by the test");
    assertEquals(1, seen.size());
  }

  // ---- Loss

  @Test
  void throwsOnEveryUseOnceLost() throws IOException {
    storeOf(100);
    pin(1, 10, MEMORY);
    pin(2, 10, DISK);
    store.lose("killed by the test");
    assertFalse(Files.exists(directory()));
    store.lose("again");
    store.close();
    for (Runnable use :
        List.<Runnable>of(
            () -> pin(1, 10, MEMORY),
            () -> pin(9, 10, DISK),
            () -> store.get(new Key(1)),
            () -> store.contains(new Key(1)),
            () -> store.remove(new Key(7)))) {
      IllegalStateException refusal = assertThrows(IllegalStateException.class, use::run);
      assertTrue(refusal.getMessage().contains("executor 7"), refusal.getMessage());
      assertTrue(refusal.getMessage().contains("killed by the test"), refusal.getMessage());
    }
    assertEquals(0, store.stats().blocks());
    assertFalse(Files.exists(directory()));
  }

  @Test
  void endsAWriteDuringWhichTheExecutorIsLost() {
    for (boolean directoryIsMade : List.of(false, true)) {
      RecordCodec<Object> losing =
          new RecordCodec<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public BlockEncoder<Object> newEncoder() {
              store.lose("killed by the test");
              return new KryoRecordCodec<>(List.of()).newEncoder();
            }

            @Override
            public Iterator<Object> decode(ByteBuffer bytes) {
              throw new UnsupportedOperationException("only written in this test");
            }
          };
      store = new MemoryBoundBlockStore("7", 100, directory(), losing);
      if (directoryIsMade) {
        pin(1, 10, DISK);
      }
      Objects value = new Objects(List.of("late"), 10);
      assertThrows(
          IllegalStateException.class, () -> store.put(new Key(2), value, DISK, Retention.PINNED));
      assertFalse(Files.exists(directory()));
    }
  }

  @Test
  void knowsWhatItHas() {
    storeOf(10);
    pin(1, 10, MEMORY);
    pin(2, 10, DISK);
    assertTrue(store.contains(new Key(1)));
    assertTrue(store.contains(new Key(2)));
    assertFalse(store.contains(new Key(3)));
  }

  @Test
  void restoresTheKindOfTheBlock() {
    storeOf(10);
    pin(1, 10, DISK);
    BlockValue read = store.get(new Key(1)).orElseThrow();
    assertInstanceOf(Bytes.class, read);
    assertEquals(1, read.recordCount());
  }
}
