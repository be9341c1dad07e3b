package dev.millrace.wal;

import java.io.IOException;
import java.util.List;

/**
 * Snapshots are damaged, and the log does not hold all that was in them. To start without them
 * would forget acknowledged state. The cause names what the log lacks.
 */
public final class SnapshotCorruptException extends IOException {
  private static final long serialVersionUID = 1L;

  SnapshotCorruptException(List<SkippedSnapshot> skipped, WalCorruptException missing) {
    super(
        "snapshots are damaged: "
            + skipped
            + ", and the log cannot make up for them, records "
            + missing.sequenceFrom()
            + " to "
            + missing.sequenceTo()
            + " are missing ("
            + missing.segment()
            + ": "
            + missing.reason()
            + "); restore one from a copy, or move snapshots and log away to start without them",
        missing);
  }
}
