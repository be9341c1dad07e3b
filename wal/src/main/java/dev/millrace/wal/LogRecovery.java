package dev.millrace.wal;

import dev.millrace.wal.SegmentScanner.TornTail;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Replays what a log's directory holds. Only reads. <em>Owned by the thread that opens the
 * log.</em>
 *
 * <p>A record is handed over once it is known to have been acknowledged: its segment has a
 * successor, or a later record says so. The few behind that may be with the operating system only;
 * somebody who saw them and then lost power would have seen records that never were. They are
 * carried over to a new segment first.
 */
final class LogRecovery {
  private final LogHistory history;
  private final LogSettings settings;
  private final LogListener listener;
  private final RestorePoint start;
  private final Consumer<LogRecord> replay;

  /**
   * Records of the last segment that are not known to have been acknowledged, with the log's end
   * behind each.
   */
  private final ArrayDeque<Unproven> unproven = new ArrayDeque<>();

  private LogRecovery(
      LogHistory history,
      LogSettings settings,
      LogListener listener,
      RestorePoint start,
      Consumer<LogRecord> replay) {
    this.history = history;
    this.settings = settings;
    this.listener = listener;
    this.start = start;
    this.replay = replay;
  }

  /**
   * Hands every record from the start of the replay on to {@code replay}, save those carried over.
   */
  static Recovered recover(
      FileStore store,
      LogSettings settings,
      LogListener listener,
      RestorePoint start,
      Consumer<LogRecord> replay)
      throws IOException {
    LogHistory history = LogHistory.read(store, settings.directory());
    return new LogRecovery(history, settings, listener, start, replay).recover();
  }

  private Recovered recover() throws IOException {
    SegmentCatalog catalog = new SegmentCatalog();
    for (SegmentName ignored : history.ignored()) {
      catalog.addGarbage(ignored);
      listener.onForeignBytesIgnored(ignored.fileName(), 0);
    }
    List<SegmentHeader> segments = history.segments();
    segments.forEach(catalog::addSegment);
    if (segments.isEmpty()) {
      requireAllThere("the directory", 1, 0);
      return new Recovered(
          Optional.empty(), history.incarnation(), LogTail.NONE, List.of(), catalog);
    }
    SegmentHeader oldest = segments.get(0);
    requireAllThere(oldest.name().fileName(), oldest.firstSequence(), Long.MAX_VALUE);
    for (int i = 0; i + 1 < segments.size(); i++) {
      LogTail end = segments.get(i + 1).previous();
      if (end.lastSequence() >= start.replayFrom()) {
        replayUpTo(segments.get(i), end);
      }
    }
    SegmentHeader newest = segments.get(segments.size() - 1);
    LogTail tail = replayNewest(newest);
    tail.segment().ifPresent(catalog::pin);
    List<LogEntry> carried = new ArrayList<>();
    unproven.forEach(record -> carried.add(record.entry()));
    return new Recovered(
        Optional.of(newest.logId()), history.incarnation(), tail, carried, catalog);
  }

  /** Rule (0): a segment with a successor ends where the successor says. */
  private void replayUpTo(SegmentHeader header, LogTail expected) throws IOException {
    requireKnownSchema(header);
    try (ReadableFile file = history.open(header.name())) {
      SegmentScanner scanner = new SegmentScanner(header, file, expected.validLength());
      while (scanner.next()) {
        if (!scanner.record().isSeal()) {
          hand(new LogRecord(scanner.position(), scanner.record().type(), scanner.payload()));
        }
      }
      if (!scanner.tail().equals(expected)) {
        throw scanner.corrupt(
            "its successor says that it holds "
                + expected.validLength()
                + " bytes up to record "
                + expected.lastSequence());
      }
      if (scanner.hasBytesBehind()) {
        listener.onForeignBytesIgnored(header.name().fileName(), expected.validLength());
      }
    }
  }

  private LogTail replayNewest(SegmentHeader header) throws IOException {
    requireKnownSchema(header);
    try (ReadableFile file = history.open(header.name())) {
      SegmentScanner scanner = new SegmentScanner(header, file, Long.MAX_VALUE);
      LogTail proven = scanner.tail();
      while (scanner.next()) {
        proven = handProven(scanner.record().durableSequence(), proven);
        // A seal proves the records before it, and may itself be with the operating system only.
        if (!scanner.isSealed()) {
          unproven.addLast(Unproven.copyOf(scanner));
        }
      }
      judgeTail(header, scanner);
      requireAllThere(header.name().fileName(), 1, scanner.tail().lastSequence());
      // A record shows that the header before it had become durable; without one it may be lost
      // yet.
      boolean isEmpty = scanner.tail().validLength() == SegmentHeader.LENGTH;
      return isEmpty ? header.previous() : proven;
    }
  }

  private LogTail handProven(long durableSequence, LogTail provenBefore) {
    LogTail proven = provenBefore;
    while (!unproven.isEmpty() && unproven.getFirst().end().lastSequence() <= durableSequence) {
      Unproven record = unproven.removeFirst();
      hand(record.record());
      proven = record.end();
    }
    return proven;
  }

  private void judgeTail(SegmentHeader header, SegmentScanner scanner) throws IOException {
    if (!scanner.hasBytesBehind()) {
      return;
    }
    String segment = header.name().fileName();
    if (scanner.isSealed()) {
      listener.onForeignBytesIgnored(segment, scanner.tail().validLength());
      return;
    }
    TornTail torn = scanner.judgeTail();
    listener.onTornTail(segment, torn.validBytes(), torn.droppedBytes(), torn.droppedRecords());
  }

  private void hand(LogRecord record) {
    if (record.position().sequence() >= start.replayFrom()) {
      replay.accept(record);
    }
  }

  private boolean isReplaying() {
    return start.replayFrom() != WriteAheadLog.NO_REPLAY;
  }

  private void requireAllThere(String where, long first, long last) throws IOException {
    if (isReplaying() && start.replayFrom() < first) {
      throw missing(where, start.replayFrom(), first - 1, "the segments before it are missing");
    }
    if (isReplaying() && last < start.appliedUpTo()) {
      throw missing(
          where, last + 1, start.appliedUpTo(), "the log ends before records that were applied");
    }
  }

  private IOException missing(String where, long first, long last, String reason) {
    WalCorruptException missing = new WalCorruptException(where, 0, first, last, reason);
    return start.skipped().isEmpty()
        ? missing
        : new SnapshotCorruptException(start.skipped(), missing);
  }

  private void requireKnownSchema(SegmentHeader header) throws WalVersionException {
    if (isReplaying() && header.schemaHash() != settings.schemaHash()) {
      throw new WalVersionException(
          header.name().fileName(), "schema hash", header.schemaHash(), settings.schemaHash());
    }
  }

  /**
   * What was found.
   *
   * @param logId the log's identity; empty when there is no log yet
   * @param incarnation the newest life that left a file, 0 when there is none
   * @param tail the end of the records that were handed over
   * @param carried the valid records behind that
   * @param catalog the files
   */
  record Recovered(
      Optional<UUID> logId,
      long incarnation,
      LogTail tail,
      List<LogEntry> carried,
      SegmentCatalog catalog) {}

  private record Unproven(LogRecord record, LogTail end) {
    static Unproven copyOf(SegmentScanner scanner) {
      ByteBuffer payload =
          ByteBuffer.allocate(scanner.record().length()).put(scanner.payload()).flip();
      return new Unproven(
          new LogRecord(scanner.position(), scanner.record().type(), payload.asReadOnlyBuffer()),
          scanner.tail());
    }

    LogEntry entry() {
      return new LogEntry(record.position().sequence(), record.type(), record.payload());
    }
  }
}
