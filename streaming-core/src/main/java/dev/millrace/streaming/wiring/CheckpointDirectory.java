package dev.millrace.streaming.wiring;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.FileStores;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Finds the store of a checkpoint directory and makes sure that logs can be written there. */
final class CheckpointDirectory {

  private CheckpointDirectory() {}

  /**
   * Opens the directory and writes, syncs and deletes a small file in it. A log waits for a disk
   * that fails, for that will pass; a directory that never could be written is the program's fault
   * and must not make the start wait for ever.
   *
   * @throws UncheckedIOException if the directory cannot be used, naming it
   */
  static FileStore open(String directory) {
    try {
      FileStore store = FileStores.open(directory);
      probe(store);
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the checkpoint directory "
              + directory
              + " cannot be used, files must be written, synced and deleted there: "
              + e,
          e);
    }
  }

  private static void probe(FileStore store) throws IOException {
    String path = "probe-" + UUID.randomUUID();
    try (WritableFile file = store.create(path)) {
      file.write(ByteBuffer.wrap(new byte[] {1}));
      file.sync();
    }
    store.delete(path);
  }
}
