package dev.millrace.wal;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads single records of a log by their positions. <em>Thread-safe;</em> reads of different
 * threads run side by side.
 *
 * <p>A few segments are kept open. The reader needs no writer and sees whatever is durable; it
 * never takes for a record what is not exactly the one that the position names.
 */
public final class LogReader implements Closeable {
  private static final int OPEN_SEGMENTS_MAX = 8;

  private final FileStore store;
  private final String directory;

  /** In the order of their last use; guarded by itself, like the counts in its values. */
  private final Map<SegmentName, OpenSegment> open = new LinkedHashMap<>(16, 0.75f, true);

  /** Reads the log in {@code directory} of {@code store}. */
  public LogReader(FileStore store, String directory) {
    this.store = store;
    this.directory = directory;
  }

  /**
   * Reads a record's payload. Blocks on the disk.
   *
   * @return its bytes, in a buffer of the caller's own
   * @throws WalCorruptException if what lies there is not that record, or the segment is gone
   */
  public ByteBuffer read(LogPosition position) throws IOException {
    try {
      return readOnce(position);
    } catch (IOException first) {
      // A kept stream may have ended where the file did when it was opened, or have been closed by
      // the interrupt of
      // another reading thread: a fresh one decides.
      forget(position);
      try {
        return readOnce(position);
      } catch (IOException second) {
        second.addSuppressed(first);
        throw second;
      }
    }
  }

  @Override
  public void close() throws IOException {
    List<OpenSegment> unused = new ArrayList<>();
    synchronized (open) {
      for (OpenSegment segment : open.values()) {
        if (segment.retire()) {
          unused.add(segment);
        }
      }
      open.clear();
    }
    for (OpenSegment segment : unused) {
      segment.file.close();
    }
  }

  private ByteBuffer readOnce(LogPosition position) throws IOException {
    OpenSegment segment = acquire(position);
    try {
      return segment.read(position);
    } finally {
      release(segment);
    }
  }

  private OpenSegment acquire(LogPosition position) throws IOException {
    SegmentName name = nameOf(position);
    synchronized (open) {
      OpenSegment known = open.get(name);
      if (known != null) {
        known.users++;
        return known;
      }
    }
    OpenSegment opened = openSegment(name, position);
    opened.users = 1;
    List<OpenSegment> unused = new ArrayList<>();
    synchronized (open) {
      OpenSegment replaced = open.put(name, opened);
      if (replaced != null && replaced.retire()) {
        unused.add(replaced);
      }
      if (open.size() > OPEN_SEGMENTS_MAX) {
        SegmentName eldest = open.keySet().iterator().next();
        OpenSegment evicted = open.remove(eldest);
        if (evicted.retire()) {
          unused.add(evicted);
        }
      }
    }
    for (OpenSegment segment : unused) {
      segment.file.close();
    }
    return opened;
  }

  private void forget(LogPosition position) throws IOException {
    OpenSegment forgotten;
    boolean unused;
    synchronized (open) {
      forgotten = open.remove(nameOf(position));
      unused = forgotten != null && forgotten.retire();
    }
    if (unused) {
      forgotten.file.close();
    }
  }

  private void release(OpenSegment segment) throws IOException {
    boolean unused;
    synchronized (open) {
      segment.users--;
      unused = segment.isRetired && segment.users == 0;
    }
    if (unused) {
      segment.file.close();
    }
  }

  private OpenSegment openSegment(SegmentName name, LogPosition position) throws IOException {
    ReadableFile file;
    try {
      file = store.open(name.path(directory));
    } catch (NoSuchFileException e) {
      WalCorruptException missing = notThere(position, "the segment is missing");
      missing.initCause(e);
      throw missing;
    }
    try {
      SegmentHeader header =
          LogHistory.readHeader(name, file)
              .orElseThrow(() -> notThere(position, "the segment's header is damaged"));
      if (!header.logId().equals(position.logId())) {
        throw notThere(position, "the segment belongs to the log " + header.logId());
      }
      return new OpenSegment(file, header);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static SegmentName nameOf(LogPosition position) {
    return new SegmentName(position.incarnation(), position.segment());
  }

  private static WalCorruptException notThere(LogPosition position, String reason) {
    return new WalCorruptException(
        nameOf(position).fileName(),
        position.offset(),
        position.sequence(),
        position.sequence(),
        reason);
  }

  /** A segment that is kept open while it is used or recent. */
  private static final class OpenSegment {
    private final ReadableFile file;
    private final SegmentHeader header;
    private int users;
    private boolean isRetired;

    OpenSegment(ReadableFile file, SegmentHeader header) {
      this.file = file;
      this.header = header;
    }

    /** Marks it as no longer kept; returns whether the caller has to close the file. */
    boolean retire() {
      isRetired = true;
      return users == 0;
    }

    /** The header is read and compared first, so that a wrong length allocates nothing. */
    ByteBuffer read(LogPosition position) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.LENGTH);
      readFully(position, position.offset(), bytes);
      RecordHeader record = RecordHeader.read(bytes, 0);
      if (record.crc() != position.crc()
          || record.length() != position.length()
          || record.sequence() != position.sequence()
          || !header.logId().equals(position.logId())) {
        throw notThere(position, "another record, or none, lies there");
      }
      ByteBuffer rest = ByteBuffer.allocate(record.lengthOnDisk() - RecordHeader.LENGTH);
      readFully(position, position.offset() + RecordHeader.LENGTH, rest);
      int crc =
          new Checksum()
              .start(header.salt())
              .add(bytes.array(), Integer.BYTES, RecordHeader.LENGTH - Integer.BYTES)
              .add(rest)
              .masked();
      if (crc != record.crc()) {
        throw notThere(position, "the record's checksum is wrong");
      }
      return rest.limit(record.length());
    }

    private void readFully(LogPosition position, long offset, ByteBuffer into) throws IOException {
      if (FileWindow.read(file, offset, into) < into.capacity()) {
        throw notThere(position, "the segment ends before the record does");
      }
      into.flip();
    }
  }
}
