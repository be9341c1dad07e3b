package dev.millrace.wal;

import dev.millrace.wal.LogRecovery.Recovered;
import dev.millrace.wal.file.FileStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes a log as a row of segments. <em>Owned by the log's thread.</em>
 *
 * <p>Invariant: {@link #tail} is the end of what was acknowledged. After a failure the next
 * segment's header names it as the end of its predecessor, so that whatever the failed write left
 * behind it does not count.
 */
final class LogWriter {
  private final FileStore store;
  private final LogSettings settings;
  private final LogEnvironment environment;
  private final UUID logId;
  private final long incarnation;
  private final SegmentCatalog catalog;

  private LogTail tail;

  /** The number of the newest file of this life, whether or not creating it succeeded. */
  private int segmentNumber;

  /** Empty before the first record, after a seal and after a failure. */
  private Optional<SegmentWriter> segment = Optional.empty();

  LogWriter(
      FileStore store, LogSettings settings, LogEnvironment environment, Recovered recovered) {
    this.store = store;
    this.settings = settings;
    this.environment = environment;
    this.logId =
        recovered
            .logId()
            .orElseGet(
                () -> new UUID(environment.random().nextLong(), environment.random().nextLong()));
    this.incarnation = recovered.incarnation() + 1;
    this.catalog = recovered.catalog();
    this.tail = recovered.tail();
  }

  UUID logId() {
    return logId;
  }

  long incarnation() {
    return incarnation;
  }

  LogTail tail() {
    return tail;
  }

  /**
   * Starts this life with the records that the last one left unproven; they are durable on return.
   */
  List<LogPosition> carryOver(List<LogEntry> carried) throws IOException {
    SegmentWriter first = open(carried.get(carried.size() - 1).sequence());
    List<LogPosition> positions = new ArrayList<>();
    for (LogEntry entry : carried) {
      positions.add(first.append(entry, tail.lastSequence()));
    }
    makeDurable(first);
    return positions;
  }

  /**
   * Makes as many of the entries durable as the current segment takes, at least one: one write if
   * they are small, one sync.
   */
  List<LogPosition> commit(Iterator<LogEntry> entries) throws IOException {
    LogEntry entry = entries.next();
    SegmentWriter current = segmentFor(entry);
    List<LogPosition> positions = new ArrayList<>();
    positions.add(current.append(entry, tail.lastSequence()));
    while (entries.hasNext()) {
      entry = entries.next();
      if (!current.takes(entry, settings.segmentBytesMax())) {
        break;
      }
      positions.add(current.append(entry, tail.lastSequence()));
    }
    makeDurable(current);
    return positions;
  }

  /** Seals and closes the current segment, if there is one. */
  void seal() throws IOException {
    if (segment.isPresent()) {
      SegmentWriter full = segment.get();
      full.seal();
      environment.crashPoints().accept(WalCrashPoints.ROLL_SEALED);
      full.close();
      tail = full.tail();
      segment = Optional.empty();
      environment.crashPoints().accept(WalCrashPoints.ROLL_CLOSED);
    }
  }

  /**
   * Gives up the current segment after a failure; the next commit opens another.
   *
   * @return the file's name
   */
  String poison(Throwable cause) {
    segment.ifPresent(failed -> failed.abandon(cause));
    segment = Optional.empty();
    return new SegmentName(incarnation, segmentNumber).fileName();
  }

  /** Deletes the oldest files while all their records have sequences below {@code oldestNeeded}. */
  void truncateBefore(long oldestNeeded) throws IOException {
    Optional<SegmentName> unneeded = catalog.oldestUnneeded(oldestNeeded);
    if (unneeded.isEmpty()) {
      return;
    }
    while (unneeded.isPresent()) {
      store.delete(unneeded.get().path(settings.directory()));
      catalog.remove(unneeded.get());
      environment.crashPoints().accept(WalCrashPoints.TRUNCATE_DELETED);
      unneeded = catalog.oldestUnneeded(oldestNeeded);
    }
    store.syncDirectory(settings.directory());
  }

  private SegmentWriter segmentFor(LogEntry entry) throws IOException {
    if (segment.isPresent() && !segment.get().takes(entry, settings.segmentBytesMax())) {
      seal();
    }
    return segment.isPresent() ? segment.get() : open(tail.lastSequence());
  }

  private SegmentWriter open(long carriedLastSequence) throws IOException {
    segmentNumber++;
    SegmentHeader header =
        new SegmentHeader(
            logId,
            new SegmentName(incarnation, segmentNumber),
            tail,
            carriedLastSequence,
            settings.schemaHash(),
            environment.random().nextLong(),
            environment.clock().millis(),
            settings.role());
    catalog.addGarbage(header.name());
    SegmentWriter opened = SegmentWriter.create(store, settings, header, environment.crashPoints());
    segment = Optional.of(opened);
    environment.listener().onSegmentOpened(header.name().fileName(), header.firstSequence());
    return opened;
  }

  private void makeDurable(SegmentWriter written) throws IOException {
    written.flush();
    environment.crashPoints().accept(WalCrashPoints.WRITTEN_UNSYNCED);
    written.sync();
    environment.crashPoints().accept(WalCrashPoints.SYNCED);
    if (!tail.segment().equals(Optional.of(written.name()))) {
      catalog.addSegment(written.header());
    }
    tail = written.tail();
  }
}
