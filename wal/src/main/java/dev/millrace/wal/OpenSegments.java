package dev.millrace.wal;

import dev.millrace.wal.file.ReadableFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The few segments that a reader keeps open. <em>Thread-safe.</em> A file is closed once it is
 * neither kept nor used.
 */
final class OpenSegments implements Closeable {
  private final int keptMax;

  /** In the order of their last use. */
  private final Map<SegmentName, OpenSegment> kept = new LinkedHashMap<>(16, 0.75f, true);

  private boolean closed;

  OpenSegments(int keptMax) {
    this.keptMax = keptMax;
  }

  /**
   * A segment's file, for as long as it is used. Its counts are guarded by the reader's segments.
   */
  static final class OpenSegment {
    final ReadableFile file;
    final SegmentHeader header;
    private int users = 1;
    private boolean isKept = true;

    /** A segment that was just opened, for its first user. */
    OpenSegment(ReadableFile file, SegmentHeader header) {
      this.file = file;
      this.header = header;
    }
  }

  /** A kept segment, which the caller releases after use; empty if it is not kept. */
  synchronized Optional<OpenSegment> acquire(SegmentName name) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    Optional<OpenSegment> segment = Optional.ofNullable(kept.get(name));
    segment.ifPresent(used -> used.users++);
    return segment;
  }

  /** Keeps a segment that the caller has opened, uses and then releases. */
  synchronized void keep(SegmentName name, OpenSegment opened) throws IOException {
    if (closed) {
      opened.isKept = false;
      return;
    }
    forget(name);
    kept.put(name, opened);
    if (kept.size() > keptMax) {
      forget(kept.keySet().iterator().next());
    }
  }

  synchronized void release(OpenSegment segment) throws IOException {
    segment.users--;
    closeIfDone(segment);
  }

  /** Keeps a segment no longer. */
  synchronized void forget(SegmentName name) throws IOException {
    OpenSegment forgotten = kept.remove(name);
    if (forgotten != null) {
      forgotten.isKept = false;
      closeIfDone(forgotten);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    for (SegmentName name : new ArrayList<>(kept.keySet())) {
      forget(name);
    }
  }

  private static void closeIfDone(OpenSegment segment) throws IOException {
    if (segment.users == 0 && !segment.isKept) {
      segment.file.close();
    }
  }
}
