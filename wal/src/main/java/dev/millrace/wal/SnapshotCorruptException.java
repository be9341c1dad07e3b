package dev.millrace.wal;

import java.io.IOException;
import java.util.List;

/**
 * There are snapshots, but none of them is sound. To start without them would forget acknowledged
 * state.
 */
public final class SnapshotCorruptException extends IOException {
  private static final long serialVersionUID = 1L;

  SnapshotCorruptException(String directory, List<SkippedSnapshot> skipped) {
    super(
        "no snapshot in "
            + directory
            + " is sound: "
            + skipped
            + "; restore one from a copy, or move the directory away to start without it");
  }
}
