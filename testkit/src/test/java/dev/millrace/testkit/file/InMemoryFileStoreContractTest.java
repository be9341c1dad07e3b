package dev.millrace.testkit.file;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.InMemoryFileStore;

class InMemoryFileStoreContractTest extends FileStoreContract {
  @Override
  protected FileStore newStore() {
    return new InMemoryFileStore();
  }
}
