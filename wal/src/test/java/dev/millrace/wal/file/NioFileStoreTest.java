package dev.millrace.wal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NioFileStoreTest {
  @TempDir private Path temporary;

  @Test
  void keepsFilesAndDirectoriesToTheirOwner() throws Exception {
    assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path root = temporary.resolve("store");
    new NioFileStore(root).create("a/file").close();

    assertEquals("rwx------", permissions(root));
    assertEquals("rwx------", permissions(root.resolve("a")));
    assertEquals("rw-------", permissions(root.resolve("a/file")));
  }

  @Test
  void refusesARootThatIsAFile() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThrows(IOException.class, () -> new NioFileStore(file).create("a"));
  }

  @Test
  void namesItsDirectory() {
    assertEquals("local files in " + temporary, new NioFileStore(temporary).describe());
  }

  static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
