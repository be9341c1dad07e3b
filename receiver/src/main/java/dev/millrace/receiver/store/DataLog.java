package dev.millrace.receiver.store;

import dev.millrace.wal.LogPosition;
import dev.millrace.wal.WriteAheadLog;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The log of received blocks of one executor, shared by its receivers. <em>Thread-safe.</em>
 *
 * <p>What the driver needs it says itself; what it has not heard of, or has only just acknowledged,
 * is held here. A position is held from its append until the driver, after acknowledging the block,
 * has sent word of what it needs once more: that word then covers the block. And of several
 * receivers' last words the most careful counts, for one of them may be old.
 */
public final class DataLog {

  private final WriteAheadLog log;

  /** Guarded by this, as are all fields of the writers. */
  private final Set<Writer> writers = new LinkedHashSet<>();

  private boolean abandoned;

  DataLog(WriteAheadLog log) {
    this.log = log;
  }

  /** The log's identity. */
  public UUID logId() {
    return log.logId();
  }

  /** A receiver's access to the log. */
  public synchronized Writer newWriter() {
    Writer writer = new Writer();
    writers.add(writer);
    return writer;
  }

  /**
   * The executor is lost: nothing is appended any more; what is there may be read and truncated.
   */
  synchronized void abandon() {
    abandoned = true;
  }

  CompletableFuture<Void> close() {
    return log.close();
  }

  private synchronized OptionalLong truncatableBefore() {
    long before = Long.MAX_VALUE;
    for (Writer writer : writers) {
      before = Math.min(before, writer.needed.orElse(Long.MAX_VALUE));
      if (!writer.holds.isEmpty()) {
        before = Math.min(before, writer.holds.firstKey());
      }
    }
    return before == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(before);
  }

  /** Why truncation must leave a record alone. */
  private enum Hold {
    /** The driver may not know of it. */
    UNREPORTED,
    /** The driver knows of it, but its last word on what it needs may be older. */
    ACKNOWLEDGED
  }

  /** One receiver's access to the log. <em>Thread-safe.</em> */
  public final class Writer {

    /** By sequence. */
    private final TreeMap<Long, Hold> holds = new TreeMap<>();

    /** What the driver needed when it last told this receiver. */
    private OptionalLong needed = OptionalLong.empty();

    private Writer() {}

    /**
     * Appends a block. Never blocks.
     *
     * @throws dev.millrace.wal.LogQueueFullException if too much waits already
     * @throws IllegalStateException if the executor is lost
     */
    public Appended append(LoggedBlock block) {
      ByteBuffer frame = block.encode();
      synchronized (DataLog.this) {
        if (abandoned) {
          throw new IllegalStateException(
              "the data log of a lost executor takes no blocks: " + block.id());
        }
        long sequence = log.nextSequence(); // all appends are made here, one at a time
        CompletableFuture<LogPosition> durable = log.append(WriteAheadLog.DATA, frame);
        holds.put(sequence, Hold.UNREPORTED);
        return new Appended(durable, sequence);
      }
    }

    /** The driver has acknowledged the block. */
    public void acknowledged(Appended appended) {
      synchronized (DataLog.this) {
        holds.replace(appended.sequence(), Hold.ACKNOWLEDGED);
      }
    }

    /** The block will never be reported. */
    public void abandoned(Appended appended) {
      synchronized (DataLog.this) {
        holds.remove(appended.sequence());
      }
    }

    /**
     * Deletes what nobody needs.
     *
     * @param oldestNeeded the lowest sequence of each log that the driver needs
     * @return completed when it is gone
     */
    public CompletableFuture<Void> cleanUp(Map<UUID, Long> oldestNeeded) {
      Long ours = oldestNeeded.get(logId());
      if (ours == null) {
        return CompletableFuture.completedFuture(null);
      }
      OptionalLong before;
      synchronized (DataLog.this) {
        needed = OptionalLong.of(ours);
        holds.values().removeIf(hold -> hold == Hold.ACKNOWLEDGED);
        before = truncatableBefore();
      }
      return log.truncateBefore(before.orElse(ours));
    }

    /** The receiver has ended; what it had acknowledged, the driver knows. */
    public void close() {
      synchronized (DataLog.this) {
        writers.remove(this);
      }
    }
  }

  /**
   * An append.
   *
   * @param durable completed once the block is durable, see {@link WriteAheadLog#append}
   * @param sequence the record's number in the log
   */
  public record Appended(CompletableFuture<LogPosition> durable, long sequence) {}
}
