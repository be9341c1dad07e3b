package dev.millrace.testkit.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.file.FileFault.Kind;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.NodeDeath;
import dev.millrace.testkit.world.World;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SimulatedDiskTest {
  private static final int SECTOR = FileImage.SECTOR_BYTES;

  private final World world = new World(4);
  private final SimulatedDisk disk = new SimulatedDisk(world, "disk");
  private final FileStore store = disk.mount(world.outside());

  private static ByteBuffer filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }

  private static WritableFile create(FileStore store, String path) throws IOException {
    WritableFile file = store.create(path);
    store.syncDirectory(Names.directoryOf(path));
    return file;
  }

  private interface Scenario {
    void run(World world, SimulatedDisk disk, FileStore store) throws IOException;
  }

  /** What may be found of file {@code f} after a power loss, over many seeds. */
  private static Set<List<Byte>> contentsAfterPowerLoss(Scenario scenario) throws IOException {
    Set<List<Byte>> found = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      World each = new World(seed);
      SimulatedDisk disk = new SimulatedDisk(each, "d");
      scenario.run(each, disk, disk.mount(each.outside()));
      disk.losePower();
      List<Byte> content = new ArrayList<>();
      if (disk.paths().contains("f")) {
        for (byte value : disk.bytes("f")) {
          content.add(value);
        }
      } else {
        content.add((byte) -1);
      }
      found.add(content);
    }
    return found;
  }

  @Test
  void keepsSyncedBytesAndNamesThroughAPowerLoss() throws IOException {
    Set<List<Byte>> found =
        contentsAfterPowerLoss(
            (each, disk, store) -> {
              WritableFile file = create(store, "f");
              file.write(filled(3, 7));
              file.sync();
            });
    assertEquals(Set.of(List.of((byte) 7, (byte) 7, (byte) 7)), found);
  }

  @Test
  void mayLoseTearOrKeepWhatWasNotSynced() throws IOException {
    Set<List<Byte>> found =
        contentsAfterPowerLoss(
            (each, disk, store) -> {
              WritableFile file = create(store, "f");
              file.write(filled(2 * SECTOR, 1));
              file.sync();
              file.write(filled(4 * SECTOR, 2));
            });
    assertTrue(found.stream().allMatch(content -> startsWith(content, 2 * SECTOR, 1)));
    assertTrue(found.stream().anyMatch(content -> content.size() == 2 * SECTOR), "all lost");
    assertTrue(found.stream().anyMatch(SimulatedDiskTest::endsWithAllTwos), "all kept");
    assertTrue(found.stream().anyMatch(content -> content.size() % SECTOR != 0), "torn");
    assertTrue(
        found.stream()
            .anyMatch(
                content ->
                    content.size() == 6 * SECTOR
                        && content.get(5 * SECTOR) == 2
                        && content.get(3 * SECTOR) == 0),
        "written out of order");
  }

  private static boolean startsWith(List<Byte> content, int count, int value) {
    return content.size() >= count
        && content.subList(0, count).stream().allMatch(found -> found == value);
  }

  private static boolean endsWithAllTwos(List<Byte> content) {
    return content.size() == 6 * SECTOR
        && content.subList(2 * SECTOR, 6 * SECTOR).stream().allMatch(found -> found == 2);
  }

  @Test
  void mayShowStaleBytesWhereASectorWasLost() throws IOException {
    Set<List<Byte>> found =
        contentsAfterPowerLoss(
            (each, disk, store) -> {
              try (WritableFile old = create(store, "old")) {
                old.write(filled(4 * SECTOR, 9));
                old.sync();
              }
              store.delete("old");
              store.syncDirectory("");
              create(store, "f").write(filled(4 * SECTOR, 2));
            });
    assertTrue(found.stream().anyMatch(content -> content.contains((byte) 9)));
  }

  @Test
  void mayLoseANameWhoseDirectoryWasNotSynced() throws IOException {
    Set<List<Byte>> found =
        contentsAfterPowerLoss(
            (each, disk, store) -> {
              WritableFile file = store.create("f");
              file.write(filled(1, 5));
              file.sync();
            });
    assertEquals(Set.of(List.of((byte) 5), List.of((byte) -1)), found);
  }

  @Test
  void mayUndoADeletionWhoseDirectoryWasNotSynced() throws IOException {
    Set<List<Byte>> found =
        contentsAfterPowerLoss(
            (each, disk, store) -> {
              WritableFile file = create(store, "f");
              file.write(filled(1, 5));
              file.sync();
              store.delete("f");
            });
    assertEquals(Set.of(List.of((byte) 5), List.of((byte) -1)), found);
  }

  @Test
  void keepsWhatWasPublished() throws IOException {
    Set<List<Byte>> found =
        contentsAfterPowerLoss(
            (each, disk, store) -> {
              try (WritableFile old = create(store, "f")) {
                old.write(filled(1, 1));
                old.sync();
              }
              try (WritableFile temporary = store.create("t")) {
                temporary.write(filled(1, 2));
                temporary.sync();
              }
              store.publish("t", "f");
            });
    assertEquals(Set.of(List.of((byte) 2)), found);
  }

  @Test
  void failedSyncLeavesPagesReadableThatTheNextSyncDoesNotWrite() throws IOException {
    Set<List<Byte>> found =
        contentsAfterPowerLoss(
            (each, disk, store) -> {
              WritableFile file = create(store, "f");
              disk.plan(FileFault.once(Kind.IO_ERROR, 0).at(FileOperation.SYNC));
              file.write(filled(SECTOR, 3));
              assertThrows(InjectedIOException.class, file::sync);
              assertEquals(SECTOR, disk.bytes("f").length);
              file.sync();
            });
    assertTrue(found.contains(new ArrayList<>(java.util.Collections.nCopies(SECTOR, (byte) 0))));
    assertTrue(found.contains(new ArrayList<>(java.util.Collections.nCopies(SECTOR, (byte) 3))));
  }

  @Test
  void lyingSyncMakesNothingDurable() throws IOException {
    Set<List<Byte>> found =
        contentsAfterPowerLoss(
            (each, disk, store) -> {
              WritableFile file = create(store, "f");
              disk.plan(FileFault.once(Kind.SYNC_LIES, 0).at(FileOperation.SYNC));
              file.write(filled(1, 3));
              file.sync();
            });
    assertTrue(found.contains(List.of()));
  }

  @Test
  void lyingDirectorySyncAndPublishMakeNoNameDurable() throws IOException {
    for (FileOperation operation : List.of(FileOperation.SYNC_DIRECTORY, FileOperation.PUBLISH)) {
      Set<List<Byte>> found =
          contentsAfterPowerLoss(
              (each, disk, store) -> {
                disk.plan(FileFault.once(Kind.SYNC_LIES, 0).at(operation));
                try (WritableFile temporary = store.create("t")) {
                  temporary.write(filled(1, 2));
                  temporary.sync();
                }
                if (operation == FileOperation.PUBLISH) {
                  store.publish("t", "f");
                } else {
                  store.create("f").close();
                  store.syncDirectory("");
                }
              });
      assertTrue(found.contains(List.of((byte) -1)), operation.toString());
    }
  }

  @Test
  void findsNoSpaceBeyondItsCapacity() throws IOException {
    disk.limitCapacity(10);
    WritableFile file = store.create("f");
    file.write(filled(8, 1));
    IOException full = assertThrows(IOException.class, () -> file.write(filled(8, 2)));
    assertTrue(full.getMessage().contains("No space left"), full.getMessage());
    assertEquals(10, disk.bytes("f").length);
    disk.heal();
    file.write(filled(8, 3));
    assertEquals(18, disk.usedBytes());
  }

  @Test
  void failsOnceOrUntilItIsHealed() throws IOException {
    disk.plan(FileFault.once(Kind.IO_ERROR, 1).at(FileOperation.CREATE).sticky());
    disk.plan(FileFault.once(Kind.IO_ERROR, 0).at(FileOperation.LIST));
    store.create("a").close();
    assertThrows(InjectedIOException.class, () -> store.create("b"));
    assertThrows(InjectedIOException.class, () -> store.create("c"));
    disk.heal();
    store.create("d").close();
    assertEquals(List.of("a", "d"), store.list(""));
    assertEquals(2, disk.injected().size());
    assertEquals("b", disk.injected().get(0).path());
  }

  @Test
  void failsAfterItsEffect() throws IOException {
    disk.plan(FileFault.once(Kind.ERROR_AFTER_EFFECT, 0).at(FileOperation.CREATE));
    assertThrows(InjectedIOException.class, () -> store.create("f"));
    assertEquals(List.of("f"), disk.paths());
  }

  @Test
  void failedWriteLeavesPartBehind() throws IOException {
    Set<Integer> left = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      World each = new World(seed);
      SimulatedDisk failing = new SimulatedDisk(each, "d");
      WritableFile file = failing.mount(each.outside()).create("f");
      failing.plan(FileFault.once(Kind.NO_SPACE, 0).at(FileOperation.WRITE));
      assertThrows(InjectedIOException.class, () -> file.write(filled(3, 1)));
      left.add(failing.bytes("f").length);
    }
    assertEquals(Set.of(0, 1, 2, 3), left);
  }

  @Test
  void tornPublishLeavesPartUnderTheTarget() throws IOException {
    disk.plan(FileFault.once(Kind.PUBLISH_TORN, 0));
    try (WritableFile temporary = store.create("t")) {
      temporary.write(filled(100, 1));
    }
    assertThrows(InjectedIOException.class, () -> store.publish("t", "f"));
    assertEquals(List.of("f", "t"), disk.paths());
    assertTrue(disk.bytes("f").length <= 100);
  }

  @Test
  void readsShort() throws IOException {
    writeAndClose("f", filled(100, 1));
    disk.plan(FileFault.once(Kind.SHORT_READ, 0).sticky());
    ByteBuffer into = ByteBuffer.allocate(100);
    int reads = 0;
    try (ReadableFile file = store.open("f")) {
      while (into.hasRemaining()) {
        assertTrue(file.read(into.position(), into) > 0);
        reads++;
      }
    }
    assertTrue(reads > 1);
    assertArrayEquals(filled(100, 1).array(), into.array());
  }

  @Test
  void flipsABitOnTheWayOnly() throws IOException {
    writeAndClose("f", filled(100, 0));
    disk.plan(FileFault.once(Kind.BIT_FLIP, 0));
    ByteBuffer wrong = ByteBuffer.allocate(100);
    ByteBuffer right = ByteBuffer.allocate(100);
    try (ReadableFile file = store.open("f")) {
      assertEquals(100, file.read(0, wrong));
      assertEquals(100, file.read(0, right));
    }
    int bits = 0;
    for (byte value : wrong.array()) {
      bits += Integer.bitCount(value & 0xff);
    }
    assertEquals(1, bits);
    assertArrayEquals(new byte[100], right.array());
  }

  private void writeAndClose(String path, ByteBuffer bytes) throws IOException {
    try (WritableFile file = store.create(path)) {
      file.write(bytes);
    }
  }

  @Test
  void takesTime() throws IOException {
    WritableFile file = store.create("f");
    long before = world.nanos();
    file.sync();
    assertNotEquals(before, world.nanos());
    disk.plan(FileFault.once(Kind.SLOW, 0).at(FileOperation.SYNC));
    long beforeSlow = world.nanos();
    file.sync();
    assertTrue(world.nanos() - beforeSlow <= Duration.ofSeconds(6).toNanos());
    assertTrue(world.nanos() - beforeSlow > Duration.ofMillis(1).toNanos());
  }

  @Test
  void endsTheLifeOfItsUserBeforeOrAfterTheEffect() throws IOException {
    assertEquals(List.of(), pathsAfterDeathInCreate(Kind.CRASH_BEFORE));
    assertEquals(List.of("f"), pathsAfterDeathInCreate(Kind.CRASH_AFTER));
    assertEquals(List.of(), pathsAfterDeathInCreate(Kind.POWER_LOSS_BEFORE));
  }

  private static List<String> pathsAfterDeathInCreate(Kind kind) {
    World each = new World(1);
    Node node = each.node("n");
    SimulatedDisk disk = SimulatedDisk.in(node);
    disk.plan(FileFault.once(kind, 0));
    List<String> reached = new ArrayList<>();
    node.start(
        life -> {
          FileStore mounted = disk.mount(life);
          assertThrows(NodeDeath.class, () -> mounted.create("f"));
          // A program that survives its own death still cannot touch the disk.
          assertThrows(NodeDeath.class, () -> mounted.create("g"));
          reached.add("end");
        });
    each.runUntilIdle();
    assertEquals(List.of("end"), reached);
    assertFalse(node.isUp());
    return disk.paths();
  }

  @Test
  void crashKeepsWhatIsVisible() throws IOException {
    Node node = world.node("n");
    SimulatedDisk own = SimulatedDisk.in(node);
    node.start(
        life -> {
          WritableFile file = own.mount(life).create("f");
          file.write(filled(10, 1));
        });
    world.runUntilIdle();
    assertEquals(1, own.openFiles().size());
    node.crash();
    assertEquals(10, own.bytes("f").length);
    assertEquals(List.of(), own.openFiles());
  }

  @Test
  void namesTheFilesThatAreOpen() throws IOException {
    WritableFile file = store.create("f");
    assertEquals(1, disk.openFiles().size());
    assertTrue(disk.openFiles().get(0).startsWith("f, opened at operation"));
    file.close();
    file.close();
    assertEquals(List.of(), disk.openFiles());
    assertThrows(ClosedChannelException.class, () -> file.write(filled(1, 1)));
    assertThrows(ClosedChannelException.class, file::sync);
  }

  @Test
  void canBeDamagedBehindItsBack() throws IOException {
    disk.replace("f", new byte[] {1, 2, 3});
    disk.losePower();
    assertArrayEquals(new byte[] {1, 2, 3}, disk.bytes("f"));
    disk.lose("f");
    disk.losePower();
    assertThrows(NoSuchFileException.class, () -> disk.bytes("f"));
  }

  @Test
  void repeatsItsFateForTheSameSeed() throws IOException {
    assertEquals(fateOf(5), fateOf(5));
    assertNotEquals(fateOf(5), fateOf(6));
  }

  private static long fateOf(long seed) throws IOException {
    World each = new World(seed);
    SimulatedDisk disk = new SimulatedDisk(each, "d");
    WritableFile file = create(disk.mount(each.outside()), "f");
    file.write(filled(10_000, 1));
    disk.losePower();
    return Arrays.hashCode(disk.bytes("f")) * 31L + each.historyHash();
  }
}
