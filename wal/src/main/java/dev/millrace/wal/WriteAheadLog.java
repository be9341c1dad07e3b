package dev.millrace.wal;

import dev.millrace.wal.LogRecovery.Recovered;
import dev.millrace.wal.file.FileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An append-only log of records that survive crashes and power loss. <em>Thread-safe.</em>
 *
 * <p>Appends never block. The log's thread takes what waits, makes it durable with one sync,
 * completes the promises in order, and never lingers for more: the next group forms during the
 * sync. When a write, sync or close fails, that file is given up and the same records are written
 * to a new one with the same sequences, again and again with growing pauses; until that succeeds
 * nothing is acknowledged and nothing is dropped.
 *
 * <p>Sequences are dense and begin with 1. Each life of a writer is an incarnation, one above the
 * last that wrote. Only one writer may have a log open; a second one is noticed when both create
 * the same segment, and then stops.
 */
public final class WriteAheadLog {
  /** The type of an ordinary record. */
  public static final byte DATA = 1;

  /** The lowest type that belongs to the log's owner. */
  public static final byte OWN_TYPES_FROM = 16;

  /**
   * Given as the first sequence to replay: hands nothing over, and needs only the newest segment to
   * be sound.
   */
  public static final long NO_REPLAY = Long.MAX_VALUE;

  private static final int CLOSE_ATTEMPTS_MAX = 3;
  private static final int BACKOFF_DOUBLINGS_MAX = 20;

  private final LogSettings settings;
  private final LogEnvironment environment;
  private final LogWriter writer;
  private final LogQueue queue;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /**
   * Taken from the queue and not yet durable, in order. Owned by the log's thread, like all below.
   */
  private final ArrayDeque<PendingAppend> unacknowledged = new ArrayDeque<>();

  private boolean closing;

  private int failuresInARow;
  private boolean working;

  private WriteAheadLog(LogSettings settings, LogEnvironment environment, LogWriter writer) {
    this.settings = settings;
    this.environment = environment;
    this.writer = writer;
    this.queue = new LogQueue(settings.queueBytesMax(), writer.tail().lastSequence() + 1);
  }

  /**
   * Opens a log whose owner keeps no snapshots.
   *
   * @param replayFrom the first sequence to hand over; segments wholly before it are not read.
   *     {@link #NO_REPLAY} for a log that is read by position only
   * @see #open(FileStore, LogSettings, LogEnvironment, RestorePoint, Consumer)
   */
  public static WriteAheadLog open(
      FileStore store,
      LogSettings settings,
      LogEnvironment environment,
      long replayFrom,
      Consumer<LogRecord> replay)
      throws IOException {
    return open(store, settings, environment, RestorePoint.at(replayFrom), replay);
  }

  /**
   * Opens a log: verifies and replays what is there, after which it is ready to append. Blocks on
   * the disk.
   *
   * <p>Records that may be with the operating system only are made durable in a new segment before
   * they are handed over; otherwise the new segment is created by the first append.
   *
   * @param start which records to hand over; segments wholly before them are not read
   * @param replay takes the records in order, on the calling thread
   * @throws WalCorruptException if acknowledged records are damaged, or some of those that {@code
   *     start} needs are missing
   * @throws SnapshotCorruptException if some are missing and snapshots are damaged that had them
   * @throws WalVersionException if a segment was written in another format, or with another schema
   *     hash
   */
  public static WriteAheadLog open(
      FileStore store,
      LogSettings settings,
      LogEnvironment environment,
      RestorePoint start,
      Consumer<LogRecord> replay)
      throws IOException {
    Recovered recovered =
        LogRecovery.recover(store, settings, environment.listener(), start, replay);
    LogWriter writer = new LogWriter(store, settings, environment, recovered);
    if (!recovered.carried().isEmpty()) {
      try {
        carryOver(writer, recovered.carried(), start.replayFrom(), replay);
      } catch (IOException | RuntimeException | Error e) {
        writer.poison(e);
        throw e;
      }
    }
    return new WriteAheadLog(settings, environment, writer);
  }

  private static void carryOver(
      LogWriter writer, List<LogEntry> carried, long replayFrom, Consumer<LogRecord> replay)
      throws IOException {
    List<LogPosition> positions = writer.carryOver(carried);
    for (int i = 0; i < positions.size(); i++) {
      if (positions.get(i).sequence() >= replayFrom) {
        LogEntry entry = carried.get(i);
        replay.accept(new LogRecord(positions.get(i), entry.type(), entry.payload()));
      }
    }
  }

  /** The log's identity, the same in every life. */
  public UUID logId() {
    return writer.logId();
  }

  /** The number of this life. */
  public long incarnation() {
    return writer.incarnation();
  }

  /** The sequence that the next record to be appended gets. */
  public long nextSequence() {
    return queue.nextSequence();
  }

  /**
   * Appends a record. Never blocks; may be called by any thread. Records get their sequences, and
   * complete, in the order of the calls.
   *
   * @param type {@link #DATA}, or a value from {@link #OWN_TYPES_FROM} on
   * @param payload its remaining bytes are the record; they are not copied, so nobody may change
   *     them until the promise is completed
   * @return completed on the log's thread once the record is durable; while the disk fails it
   *     waits. Fails with {@link LogClosedException} only, after {@link #close} or if the log broke
   *     down
   * @throws LogQueueFullException if {@code queueBytesMax} already wait; nothing was appended
   */
  public CompletableFuture<LogPosition> append(byte type, ByteBuffer payload) {
    if (!RecordHeader.isOwnersType(type)) {
      throw new IllegalArgumentException(
          "type must be DATA (1) or at least " + OWN_TYPES_FROM + ": " + type);
    }
    if (payload.remaining() > settings.recordBytesMax()) {
      throw new IllegalArgumentException(
          "a record must have at most recordBytesMax, "
              + settings.recordBytesMax()
              + " bytes: "
              + payload.remaining());
    }
    CompletableFuture<LogPosition> durable = queue.add(type, payload.slice());
    wake();
    return durable;
  }

  /**
   * Deletes whole segments of which no record is needed any more, never the newest.
   *
   * @param oldestNeeded records with lower sequences are not needed
   * @return completed on the log's thread when they are gone for good; fails with an IOException,
   *     after which the rest is deleted by the next call
   */
  public CompletableFuture<Void> truncateBefore(long oldestNeeded) {
    CompletableFuture<Void> truncated = new CompletableFuture<>();
    environment
        .thread()
        .execute(
            () -> {
              try {
                writer.truncateBefore(oldestNeeded);
                truncated.complete(null);
              } catch (IOException e) {
                truncated.completeExceptionally(e);
              } catch (RuntimeException | Error e) {
                truncated.completeExceptionally(e); // whoever waits must not wait for ever
                throw e;
              }
            });
    return truncated;
  }

  /**
   * Writes what waits, then seals and closes the newest segment; appends fail from now on. If the
   * disk keeps failing, the log gives up after three attempts and everything that waits fails.
   *
   * @return completed on the log's thread; fails if the log could not be closed in good order,
   *     which loses nothing that was acknowledged
   */
  public CompletableFuture<Void> close() {
    queue.close(() -> new LogClosedException(describe()));
    environment
        .thread()
        .execute(
            () -> {
              closing = true;
              failuresInARow = 0;
              work();
            });
    return closed.copy();
  }

  private void wake() {
    if (queue.wakes()) {
      environment.thread().execute(this::work);
    }
  }

  /** Runs until nothing waits, or until a failure; then a timer goes on with it. */
  private void work() {
    if (working) {
      return; // called by a promise that the loop below completes, on a thread that runs tasks at
      // once
    }
    working = true;
    try {
      do {
        queue.drainTo(unacknowledged);
        if (!unacknowledged.isEmpty()) {
          commitGroup();
          failuresInARow = 0;
        }
      } while (!unacknowledged.isEmpty() || !queue.sleeps());
      if (closing && !closed.isDone()) {
        writer.seal();
        closed.complete(null);
      }
    } catch (IOException e) {
      onFailure(e);
    } catch (RuntimeException | Error e) {
      writer.poison(e);
      breakDown(e);
      throw e;
    } finally {
      working = false;
    }
  }

  private void commitGroup() throws IOException {
    long startNanos = environment.nanos().getAsLong();
    List<LogPosition> positions =
        writer.commit(unacknowledged.stream().map(PendingAppend::entry).iterator());
    long bytes = 0;
    for (LogPosition position : positions) {
      bytes += position.length();
    }
    environment
        .listener()
        .onGroupCommitted(positions.size(), bytes, environment.nanos().getAsLong() - startNanos);
    for (LogPosition position : positions) {
      PendingAppend append = unacknowledged.removeFirst();
      queue.release(append.entry());
      append.durable().complete(position);
    }
    environment.crashPoints().accept(WalCrashPoints.ACKNOWLEDGED);
  }

  private void onFailure(IOException cause) {
    String segment = writer.poison(cause);
    queue.drainTo(unacknowledged);
    environment.listener().onSegmentPoisoned(segment, cause, unacknowledged.size());
    failuresInARow++;
    boolean anotherWriter = cause instanceof FileAlreadyExistsException;
    boolean givesUp = closing && (unacknowledged.isEmpty() || failuresInARow >= CLOSE_ATTEMPTS_MAX);
    if (anotherWriter || givesUp) {
      breakDown(cause);
    } else {
      environment.thread().executeAfter(backoff(), this::work);
    }
  }

  private Duration backoff() {
    int doublings = Math.min(failuresInARow - 1, BACKOFF_DOUBLINGS_MAX);
    Duration backoff = settings.retryBackoffInitial().multipliedBy(1L << doublings);
    Duration max = settings.retryBackoffMax();
    return backoff.compareTo(max) < 0 ? backoff : max;
  }

  private void breakDown(Throwable cause) {
    queue.close(() -> new LogClosedException(describe(), cause));
    queue.drainTo(unacknowledged);
    while (!unacknowledged.isEmpty()) {
      unacknowledged
          .removeFirst()
          .durable()
          .completeExceptionally(new LogClosedException(describe(), cause));
    }
    closed.completeExceptionally(new LogClosedException(describe(), cause));
  }

  private String describe() {
    return settings.role() + " (" + writer.logId() + ") in " + settings.directory();
  }
}
