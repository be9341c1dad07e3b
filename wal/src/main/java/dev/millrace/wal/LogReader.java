package dev.millrace.wal;

import dev.millrace.wal.OpenSegments.OpenSegment;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Reads single records of a log by their positions. <em>Thread-safe;</em> reads of different
 * threads run side by side.
 *
 * <p>A few segments are kept open. The reader needs no writer and sees whatever is durable; it
 * never takes for a record what is not exactly the one that the position names.
 */
public final class LogReader implements Closeable {
  private static final int KEPT_OPEN_MAX = 8;

  private final FileStore store;
  private final String directory;
  private final OpenSegments segments = new OpenSegments(KEPT_OPEN_MAX);

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
   * @throws WalVersionException if the segment was written in another format
   */
  public ByteBuffer read(LogPosition position) throws IOException {
    SegmentName name = nameOf(position);
    Optional<OpenSegment> kept = segments.acquire(name);
    if (kept.isPresent()) {
      try {
        return read(kept.get(), position);
      } catch (IOException e) {
        // A kept stream may end where the file did when it was opened, or have been closed by the
        // interrupt of another reading thread: a fresh one decides.
        segments.forget(name);
      } finally {
        segments.release(kept.get());
      }
    }
    OpenSegment opened = open(name, position);
    segments.keep(name, opened);
    try {
      return read(opened, position);
    } finally {
      segments.release(opened);
    }
  }

  @Override
  public void close() throws IOException {
    segments.close();
  }

  private OpenSegment open(SegmentName name, LogPosition position) throws IOException {
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
      return new OpenSegment(file, header);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** The header is read and compared first, so that a wrong length allocates nothing. */
  private static ByteBuffer read(OpenSegment segment, LogPosition position) throws IOException {
    if (!segment.header.logId().equals(position.logId())) {
      throw notThere(position, "the segment belongs to the log " + segment.header.logId());
    }
    ByteBuffer head = ByteBuffer.allocate(RecordHeader.LENGTH);
    readFully(segment, position, position.offset(), head);
    RecordHeader record = RecordHeader.read(head, 0);
    if (!record.isPlausible()
        || record.crc() != position.crc()
        || record.length() != position.length()
        || record.sequence() != position.sequence()) {
      throw notThere(position, "another record, or none, lies there");
    }
    ByteBuffer rest = ByteBuffer.allocate(record.lengthOnDisk() - RecordHeader.LENGTH);
    readFully(segment, position, position.offset() + RecordHeader.LENGTH, rest);
    int crc =
        new Checksum()
            .start(segment.header.salt())
            .add(head.position(Integer.BYTES))
            .add(rest)
            .masked();
    if (crc != record.crc()) {
      throw notThere(position, "the record's checksum is wrong");
    }
    return rest.limit(record.length());
  }

  private static void readFully(
      OpenSegment segment, LogPosition position, long offset, ByteBuffer into) throws IOException {
    if (FileWindow.read(segment.file, offset, into) < into.capacity()) {
      throw notThere(position, "the segment ends before the record does");
    }
    into.flip();
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
}
