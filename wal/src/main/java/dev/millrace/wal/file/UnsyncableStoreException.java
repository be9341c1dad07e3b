package dev.millrace.wal.file;

import java.io.IOException;

/** A file system says that it syncs, and does not; a log on it would lose what it acknowledged. */
public final class UnsyncableStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  UnsyncableStoreException(String root, String fileSystemClass) {
    super(
        root
            + " is on "
            + fileSystemClass
            + ", whose streams cannot hsync: keep logs and snapshots on HDFS or on a local disk"
            + " (a plain path, or file:)");
  }
}
