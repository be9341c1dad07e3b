package dev.millrace.wal;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which segments in a directory make up the log. Only reads. <em>Owned by the thread that opens the
 * log.</em>
 *
 * <p>The newest segment that is complete ends the history; each header names its predecessor and
 * how much of that counts. Files which no header names were left by a writer that failed or was
 * replaced, and do not count.
 *
 * <p>A file that is no longer than a header is no evidence of which log lies here: after a failed
 * sync and a power loss its sector may show what stood there before, the header of another log too.
 * A header is durable before anything is written behind it, and the segment with the last
 * acknowledged record is never deleted; so where all files are that short, nothing was ever
 * acknowledged.
 */
final class LogHistory {
  private final FileStore store;
  private final String directory;
  private final NavigableMap<SegmentName, Optional<SegmentHeader>> headers = new TreeMap<>();

  /** The files that go on behind where a header ends. */
  private final Set<SegmentName> written = new HashSet<>();

  private final Deque<SegmentHeader> segments = new ArrayDeque<>();

  private LogHistory(FileStore store, String directory) {
    this.store = store;
    this.directory = directory;
  }

  static LogHistory read(FileStore store, String directory) throws IOException {
    LogHistory history = new LogHistory(store, directory);
    history.readHeaders();
    history.passOverForeignHeaders();
    Optional<SegmentHeader> next = history.newest();
    while (next.isPresent()) {
      history.segments.addFirst(next.get());
      next = history.predecessor(next.get());
    }
    return history;
  }

  /** The segments that count, oldest first; those before were deleted when nothing needed them. */
  List<SegmentHeader> segments() {
    return List.copyOf(segments);
  }

  /** The newest life that left a file, 0 when there is none. */
  long incarnation() {
    return headers.isEmpty() ? 0 : headers.lastKey().incarnation();
  }

  /** The files that do not count. */
  List<SegmentName> ignored() {
    List<SegmentName> counted = segments.stream().map(SegmentHeader::name).toList();
    return headers.keySet().stream().filter(name -> !counted.contains(name)).toList();
  }

  ReadableFile open(SegmentName name) throws IOException {
    return store.open(name.path(directory));
  }

  /** Reads the header of a segment; empty when it has none that is whole and undamaged. */
  static Optional<SegmentHeader> readHeader(SegmentName name, ReadableFile file)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.LENGTH);
    FileWindow.read(file, 0, bytes);
    return SegmentHeader.decode(name, bytes.flip());
  }

  private void readHeaders() throws IOException {
    for (String fileName : store.list(directory)) {
      Optional<SegmentName> name = SegmentName.parse(fileName);
      if (name.isPresent()) {
        try (ReadableFile file = open(name.get())) {
          headers.put(name.get(), readHeader(name.get(), file));
          if (new FileWindow(file).exists(SegmentHeader.LENGTH)) {
            written.add(name.get());
          }
        }
      }
    }
  }

  /** Leaves only headers of the log that the files with something behind theirs belong to. */
  private void passOverForeignHeaders() throws WalCorruptException {
    List<SegmentHeader> evidence =
        headers.values().stream()
            .flatMap(Optional::stream)
            .filter(header -> written.contains(header.name()))
            .toList();
    for (SegmentHeader header : evidence) {
      requireSameLog(header, evidence.get(evidence.size() - 1));
    }
    headers.replaceAll(
        (name, header) ->
            header.filter(
                found -> !evidence.isEmpty() && found.logId().equals(evidence.get(0).logId())));
  }

  private static void requireSameLog(SegmentHeader header, SegmentHeader newest)
      throws WalCorruptException {
    if (!header.logId().equals(newest.logId())) {
      throw new WalCorruptException(
          header.name().fileName(),
          0,
          header.firstSequence(),
          Long.MAX_VALUE,
          String.format(
              Locale.ROOT,
              "it belongs to the log %s, but %s to the log %s: two logs share a directory",
              header.logId(),
              newest.name().fileName(),
              newest.logId()));
    }
  }

  private Optional<SegmentHeader> newest() throws IOException {
    for (Map.Entry<SegmentName, Optional<SegmentHeader>> entry :
        headers.descendingMap().entrySet()) {
      if (entry.getValue().isEmpty()) {
        requireNoRecords(entry.getKey());
      } else if (isComplete(entry.getValue().get())) {
        return entry.getValue();
      }
    }
    return Optional.empty();
  }

  /**
   * A header is durable before the first record is written, so without a header there are no
   * records.
   */
  private void requireNoRecords(SegmentName name) throws WalCorruptException {
    if (written.contains(name)) {
      throw new WalCorruptException(
          name.fileName(), 0, 1, Long.MAX_VALUE, "its header is damaged, and records follow it");
    }
  }

  /**
   * Whether all records that the segment took over from its predecessor are in it. If not, its
   * writer ended before it acknowledged anything, and the predecessor still is the newest.
   */
  private boolean isComplete(SegmentHeader header) throws IOException {
    if (header.carriedLastSequence() == header.previous().lastSequence()) {
      return true;
    }
    try (ReadableFile file = open(header.name())) {
      SegmentScanner scanner = new SegmentScanner(header, file, Long.MAX_VALUE);
      while (scanner.next()) {
        if (scanner.tail().lastSequence() >= header.carriedLastSequence()) {
          return true;
        }
      }
      scanner.judgeTail();
      if (header.previous().segment().filter(headers::containsKey).isEmpty()) {
        throw scanner.corrupt("records are missing that its predecessor held, which is not there");
      }
      return false;
    }
  }

  private Optional<SegmentHeader> predecessor(SegmentHeader header) throws IOException {
    Optional<SegmentName> name = header.previous().segment().filter(headers::containsKey);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<SegmentHeader> previous = headers.get(name.get());
    if (previous.isEmpty()) {
      throw new WalCorruptException(
          name.get().fileName(),
          0,
          1,
          header.previous().lastSequence(),
          "its header is damaged, and " + header.name().fileName() + " follows it");
    }
    if (previous.get().name().compareTo(header.name()) >= 0
        || previous.get().previous().lastSequence() > header.previous().lastSequence()) {
      throw new WalCorruptException(
          header.name().fileName(),
          0,
          header.firstSequence(),
          Long.MAX_VALUE,
          "it names " + name.get().fileName() + " as its predecessor, which is no older");
    }
    return previous;
  }
}
