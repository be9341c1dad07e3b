package dev.millrace.wal;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes one segment, from its header to its seal. <em>Owned by the log's thread.</em>
 *
 * <p>Small records are gathered in a buffer, so that a group of them is one write; long payloads go
 * to the file as they are. After any method has thrown, {@link #abandon} is the only one to call.
 */
final class SegmentWriter {
  /** Copying a payload of this size into the buffer costs about as much as a write of its own. */
  private static final int GATHERED_BYTES_MAX = 16 << 10;

  /** Enough for a few small records. */
  private static final int BUFFER_BYTES_INITIAL = 2 << 10;

  /** What is written at once of a large group. */
  private static final int BUFFER_BYTES_MAX = 64 << 10;

  private final SegmentHeader header;
  private final WritableFile file;
  private final SyncMode sync;
  private final Checksum checksum = new Checksum();

  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES_INITIAL);
  private long length;
  private long lastSequence;
  private int lastCrc;

  private SegmentWriter(SegmentHeader header, WritableFile file, SyncMode sync) {
    this.header = header;
    this.file = file;
    this.sync = sync;
    this.lastSequence = header.previous().lastSequence();
    this.lastCrc = header.previous().lastCrc();
  }

  /** Creates the segment; on return its name and header are durable. */
  static SegmentWriter create(
      FileStore store, LogSettings settings, SegmentHeader header, Consumer<String> crashPoints)
      throws IOException {
    WritableFile file = store.create(header.name().path(settings.directory()));
    SegmentWriter writer = new SegmentWriter(header, file, settings.sync());
    try {
      crashPoints.accept(WalCrashPoints.SEGMENT_CREATED);
      writer.buffer.put(header.encode());
      writer.length = SegmentHeader.LENGTH;
      writer.flush();
      writer.sync();
      if (settings.sync() == SyncMode.SYNC) {
        store.syncDirectory(settings.directory());
      }
      crashPoints.accept(WalCrashPoints.SEGMENT_OPENED);
      return writer;
    } catch (IOException e) {
      writer.abandon(e);
      throw e;
    }
  }

  SegmentHeader header() {
    return header;
  }

  SegmentName name() {
    return header.name();
  }

  /**
   * Whether a record still fits a segment of at most {@code segmentBytesMax}; an empty one takes
   * any.
   */
  boolean takes(LogEntry entry, int segmentBytesMax) {
    return length + entry.lengthOnDisk() <= segmentBytesMax || length == SegmentHeader.LENGTH;
  }

  /** Adds a record; it is with the store after {@link #flush}. */
  LogPosition append(LogEntry entry, long durableSequence) throws IOException {
    long offset = length;
    put(entry.type(), entry.sequence(), durableSequence, entry.payload());
    return new LogPosition(
        header.logId(),
        name().incarnation(),
        name().number(),
        offset,
        entry.payload().remaining(),
        entry.sequence(),
        lastCrc);
  }

  void flush() throws IOException {
    if (buffer.position() > 0) {
      file.write(buffer.flip());
      buffer.clear();
    }
  }

  void sync() throws IOException {
    if (sync == SyncMode.SYNC) {
      file.sync();
    }
  }

  /** Ends the segment for good, once all records in it are durable. */
  void seal() throws IOException {
    long count = lastSequence - header.previous().lastSequence();
    ByteBuffer payload = ByteBuffer.allocate(RecordHeader.SEAL_PAYLOAD_LENGTH);
    put(RecordHeader.SEAL, lastSequence, lastSequence, payload.putLong(count).flip());
    flush();
    sync();
  }

  void close() throws IOException {
    file.close();
  }

  /** Lets go of the file after a failure; nothing more is expected of it. */
  void abandon(Throwable cause) {
    try {
      file.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** The end of what was added. */
  LogTail tail() {
    return new LogTail(Optional.of(name()), length, lastSequence, lastCrc);
  }

  private void put(byte type, long sequence, long durableSequence, ByteBuffer payload)
      throws IOException {
    int payloadLength = payload.remaining();
    if (payloadLength <= GATHERED_BYTES_MAX) {
      reserve(RecordHeader.lengthOnDisk(payloadLength));
      int start = putHeader(type, sequence, durableSequence, payloadLength);
      buffer.put(payload.duplicate());
      putZeros(RecordHeader.paddingOf(payloadLength));
      putChecksum(start, startChecksum(start));
    } else {
      reserve(RecordHeader.LENGTH);
      int start = putHeader(type, sequence, durableSequence, payloadLength);
      ByteBuffer padding = ByteBuffer.allocate(RecordHeader.paddingOf(payloadLength));
      putChecksum(start, startChecksum(start).add(payload).add(padding));
      flush();
      file.write(payload.duplicate());
      buffer.put(padding);
    }
    lastSequence = sequence;
    length += RecordHeader.lengthOnDisk(payloadLength);
  }

  private void reserve(int bytes) throws IOException {
    int needed = buffer.position() + bytes;
    if (needed > BUFFER_BYTES_MAX) {
      flush();
    } else if (needed > buffer.capacity()) {
      int capacity = Math.min(BUFFER_BYTES_MAX, Math.max(needed, 2 * buffer.capacity()));
      buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    }
  }

  private int putHeader(byte type, long sequence, long durableSequence, int payloadLength) {
    int start = buffer.position();
    new RecordHeader(0, payloadLength, type, lastCrc, sequence, durableSequence).put(buffer);
    return start;
  }

  private Checksum startChecksum(int start) {
    return checksum
        .start(header.salt())
        .add(buffer.duplicate().flip().position(start + Integer.BYTES));
  }

  private void putChecksum(int start, Checksum complete) {
    lastCrc = complete.masked();
    buffer.putInt(start, lastCrc);
  }

  private void putZeros(int count) {
    for (int i = 0; i < count; i++) {
      buffer.put((byte) 0);
    }
  }
}
