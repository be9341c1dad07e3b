package dev.millrace.testkit.hadoop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.file.FileFault;
import dev.millrace.testkit.file.FileFault.Kind;
import dev.millrace.testkit.file.FileOperation;
import dev.millrace.testkit.file.InjectedIOException;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.world.World;
import dev.millrace.wal.file.HadoopFileStore;
import dev.millrace.wal.file.UnsyncableStoreException;
import dev.millrace.wal.file.WritableFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.junit.jupiter.api.Test;

final class SimulatedFileSystemTest {
  private final World world = new World(1);
  private final SimulatedDisk disk = new SimulatedDisk(world, "disk");

  private FileSystem fileSystem(HadoopQuirk... quirks) throws IOException {
    HadoopMount mount = HadoopMount.of(disk, world.outside(), quirks);
    return mount.root().getFileSystem(mount.configuration());
  }

  private static void write(FileSystem fileSystem, String path, String content) throws IOException {
    try (FSDataOutputStream out = fileSystem.create(new Path(path))) {
      out.writeBytes(content);
    }
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    FileSystem fileSystem = fileSystem();
    write(fileSystem, "/a/b", "content");
    try (FSDataInputStream in = fileSystem.open(new Path("/a/b"))) {
      assertEquals('c', in.read());
      in.seek(3);
      byte[] rest = new byte[4];
      in.readFully(rest);
      assertArrayEquals("tent".getBytes(StandardCharsets.US_ASCII), rest);
      assertEquals(7, in.getPos());
      assertEquals(-1, in.read());
    }
    assertEquals(7, fileSystem.getFileStatus(new Path("/a/b")).getLen());
  }

  @Test
  void listsFilesAndDirectories() throws IOException {
    FileSystem fileSystem = fileSystem();
    write(fileSystem, "/d/file", "x");
    write(fileSystem, "/d/sub/deep", "x");
    assertTrue(fileSystem.mkdirs(new Path("/empty/one")));
    assertEquals(List.of("file", "sub"), names(fileSystem.listStatus(new Path("/d"))));
    assertTrue(fileSystem.getFileStatus(new Path("/d/sub")).isDirectory());
    assertTrue(fileSystem.getFileStatus(new Path("/empty")).isDirectory());
    assertThrows(FileNotFoundException.class, () -> fileSystem.listStatus(new Path("/none")));
  }

  private static List<String> names(FileStatus[] statuses) {
    return Arrays.stream(statuses).map(status -> status.getPath().getName()).toList();
  }

  @Test
  void deletesDirectoriesOnlyWhenToldTo() throws IOException {
    FileSystem fileSystem = fileSystem();
    write(fileSystem, "/d/file", "x");
    assertThrows(
        PathIsNotEmptyDirectoryException.class, () -> fileSystem.delete(new Path("/d"), false));
    assertTrue(fileSystem.delete(new Path("/d"), true));
    assertFalse(fileSystem.delete(new Path("/d"), true));
    assertEquals(List.of(), disk.paths());
  }

  @Test
  void renamesOverNothing() throws IOException {
    FileSystem fileSystem = fileSystem();
    write(fileSystem, "/a", "a");
    write(fileSystem, "/b", "b");
    assertThrows(
        FileAlreadyExistsException.class, () -> fileSystem.rename(new Path("/a"), new Path("/b")));
    assertTrue(fileSystem.rename(new Path("/a"), new Path("/c")));
    FileSystem quirky = fileSystem(HadoopQuirk.RENAME_RETURNS_FALSE);
    assertFalse(quirky.rename(new Path("/b"), new Path("/c")));
    assertEquals(List.of("b", "c"), disk.paths());
  }

  @Test
  void keepsWhatWasSyncedThroughAPowerLoss() throws IOException {
    FileSystem fileSystem = fileSystem();
    int whole = 0;
    for (int i = 0; i < 20; i++) {
      try (FSDataOutputStream out = fileSystem.create(new Path("/f" + i))) {
        out.writeBytes("synced");
        out.hsync();
        out.write(new byte[10_000]);
      }
    }
    disk.losePower();
    for (int i = 0; i < 20; i++) {
      byte[] left = disk.bytes("f" + i);
      assertEquals("synced", new String(left, 0, 6, StandardCharsets.US_ASCII));
      whole += left.length == 10_006 ? 1 : 0;
    }
    assertTrue(whole < 20, "nothing was lost");
  }

  @Test
  void failsAsAnErrorWhereHadoopDoes() throws IOException {
    FileSystem fileSystem = fileSystem(HadoopQuirk.FS_ERROR);
    disk.plan(FileFault.once(Kind.IO_ERROR, 0).at(FileOperation.OPEN));
    write(fileSystem, "/f", "x");
    FSError error = assertThrows(FSError.class, () -> fileSystem.open(new Path("/f")));
    assertInstanceOf(InjectedIOException.class, error.getCause());
  }

  @Test
  void productionStoreTurnsErrorsIntoExceptions() throws IOException {
    HadoopMount mount = HadoopMount.of(disk, world.outside(), HadoopQuirk.FS_ERROR);
    HadoopFileStore store = HadoopFileStore.at(mount.root(), mount.configuration());
    WritableFile file = store.create("f");
    disk.plan(FileFault.once(Kind.NO_SPACE, 0).at(FileOperation.WRITE));
    assertThrows(IOException.class, () -> file.write(ByteBuffer.allocate(10)));
  }

  @Test
  void productionStoreRefusesStreamsThatDoNotSync() {
    HadoopMount mount = HadoopMount.of(disk, world.outside(), HadoopQuirk.NO_HSYNC);
    assertThrows(
        UnsyncableStoreException.class,
        () -> HadoopFileStore.at(mount.root(), mount.configuration()));
  }

  @Test
  void productionStoreReadsToTheEndWhateverLengthIsReported() throws IOException {
    HadoopMount mount = HadoopMount.of(disk, world.outside(), HadoopQuirk.STALE_LENGTH);
    HadoopFileStore store = HadoopFileStore.at(mount.root(), mount.configuration());
    try (WritableFile file = store.create("f")) {
      file.write(ByteBuffer.allocate(100));
    }
    ByteBuffer into = ByteBuffer.allocate(200);
    assertEquals(100, store.open("f").read(0, into));
  }

  @Test
  void endsWithItsMount() {
    HadoopMount mount = HadoopMount.of(disk, world.outside());
    mount.close();
    assertThrows(
        IllegalArgumentException.class, () -> mount.root().getFileSystem(mount.configuration()));
  }
}
