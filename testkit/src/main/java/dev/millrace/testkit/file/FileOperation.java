package dev.millrace.testkit.file;

/** A call to a file store or to a file of it, as far as faults can hit it. */
public enum FileOperation {
  /** {@code FileStore.create}. */
  CREATE,
  /** {@code FileStore.open}. */
  OPEN,
  /** {@code FileStore.list}. */
  LIST,
  /** {@code WritableFile.write}. */
  WRITE,
  /** {@code WritableFile.sync}. */
  SYNC,
  /** {@code WritableFile.close}. */
  CLOSE,
  /** {@code ReadableFile.read}. */
  READ,
  /** {@code FileStore.publish}. */
  PUBLISH,
  /** {@code FileStore.delete}. */
  DELETE,
  /** {@code FileStore.syncDirectory}. */
  SYNC_DIRECTORY;

  /** Whether it may change what is on the disk. */
  public boolean isChange() {
    return this != OPEN && this != LIST && this != READ;
  }
}
