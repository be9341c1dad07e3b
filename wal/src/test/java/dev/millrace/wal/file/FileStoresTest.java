package dev.millrace.wal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoresTest {
  @TempDir private Path temporary;

  @Test
  void takesPathsAndFileUrisToTheLocalDisk() throws Exception {
    String described = "local files in " + temporary;

    for (String directory :
        new String[] {
          temporary.toString(), "file:" + temporary, "file://" + temporary, "FILE:" + temporary
        }) {
      FileStore store = FileStores.open(directory);
      assertInstanceOf(NioFileStore.class, store, directory);
      assertEquals(described, store.describe(), directory);
    }
    assertInstanceOf(NioFileStore.class, FileStores.open("relative/directory"));
  }

  @Test
  void takesOtherUrisToHadoop() {
    IOException refused =
        assertThrows(IOException.class, () -> FileStores.open("nosuchscheme://host/logs"));

    assertEquals("No FileSystem for scheme \"nosuchscheme\"", refused.getMessage());
  }

  @Test
  void refusesABlankName() {
    assertThrows(IllegalArgumentException.class, () -> FileStores.open(" "));
  }
}
