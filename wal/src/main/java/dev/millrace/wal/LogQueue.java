package dev.millrace.wal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Where appends wait for the log's thread; it gives each its sequence. <em>Thread-safe.</em>
 *
 * <p>It also remembers whether the thread is awake, so that an append wakes it only when it is not.
 */
final class LogQueue {
  private final long bytesMax;
  private final ArrayDeque<PendingAppend> waiting = new ArrayDeque<>();

  /** Bytes of all records that were added and not released. */
  private long bytes;

  private long nextSequence;
  private boolean awake;

  /** Why nothing more is accepted; empty while the queue is open. */
  private Optional<Supplier<LogClosedException>> closed = Optional.empty();

  LogQueue(long bytesMax, long nextSequence) {
    this.bytesMax = bytesMax;
    this.nextSequence = nextSequence;
  }

  /**
   * Adds a record; a queue that holds nothing takes a record of any size.
   *
   * @throws LogQueueFullException if too many bytes wait
   */
  synchronized CompletableFuture<LogPosition> add(byte type, ByteBuffer payload) {
    if (closed.isPresent()) {
      return CompletableFuture.failedFuture(closed.get().get());
    }
    LogEntry entry = new LogEntry(nextSequence, type, payload);
    if (bytes > 0 && bytes + entry.lengthOnDisk() > bytesMax) {
      throw new LogQueueFullException(bytes, entry.lengthOnDisk(), bytesMax);
    }
    PendingAppend append = new PendingAppend(entry, new CompletableFuture<>());
    nextSequence++;
    bytes += entry.lengthOnDisk();
    waiting.addLast(append);
    return append.durable();
  }

  /**
   * Whether the caller has to wake the log's thread; true for one caller only until it {@link
   * #sleeps}.
   */
  synchronized boolean wakes() {
    boolean wakes = !awake;
    awake = true;
    return wakes;
  }

  /** Moves all that waits. */
  synchronized void drainTo(Collection<PendingAppend> appends) {
    appends.addAll(waiting);
    waiting.clear();
  }

  /** Whether the log's thread may stop because nothing waits; from then on an append wakes it. */
  synchronized boolean sleeps() {
    awake = !waiting.isEmpty();
    return !awake;
  }

  /** Gives room back once a record is durable. */
  synchronized void release(LogEntry entry) {
    bytes -= entry.lengthOnDisk();
  }

  /** Refuses all that is added from now on; the first reason counts. */
  synchronized void close(Supplier<LogClosedException> reason) {
    closed = closed.or(() -> Optional.of(reason));
  }

  synchronized long nextSequence() {
    return nextSequence;
  }
}
