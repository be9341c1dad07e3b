package dev.millrace.receiver.store;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.message.SupervisorMessage.CleanupOldBlocks;
import dev.millrace.wal.LogPosition;
import dev.millrace.wal.WriteAheadLog;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The log of received blocks of one executor, shared by its receivers. <em>Thread-safe.</em>
 *
 * <p>What the driver needs it says itself, and with it which blocks it had heard of when it said
 * so. The others are held here until a later word takes them into account, or until they are
 * abandoned. A word that is older than the last one counts for nothing: what it did not take into
 * account may not be held any more.
 */
public final class DataLog {

  private static final long NO_WORD = -1;

  private final WriteAheadLog log;
  private final Function<CleanupOldBlocks, CompletableFuture<Void>> allLogs;

  /** Blocks that the driver's last word did not take into account; guarded by this, as is all. */
  private final TreeMap<Long, BlockId> held = new TreeMap<>();

  private long lastWord = NO_WORD;
  private boolean abandoned;

  /**
   * @param allLogs passes a word on to all logs of the program, this one included: an executor that
   *     is lost has no receiver that could bring it to its log
   */
  DataLog(WriteAheadLog log, Function<CleanupOldBlocks, CompletableFuture<Void>> allLogs) {
    this.log = log;
    this.allLogs = allLogs;
  }

  /** The log's identity. */
  public UUID logId() {
    return log.logId();
  }

  /**
   * Appends a block. Never blocks.
   *
   * @throws dev.millrace.wal.LogQueueFullException if too much waits already
   * @throws IllegalStateException if the executor is lost
   */
  Appended append(LoggedBlock block) {
    ByteBuffer frame = block.encode();
    synchronized (this) {
      if (abandoned) {
        throw new IllegalStateException(
            "the data log of a lost executor takes no blocks: " + block.id());
      }
      long sequence = log.nextSequence(); // all appends are made here, one at a time
      CompletableFuture<LogPosition> durable = log.append(WriteAheadLog.DATA, frame);
      held.put(sequence, block.id());
      return new Appended(durable, sequence);
    }
  }

  /** The block will never be reported. */
  synchronized void abandoned(Appended appended) {
    held.remove(appended.sequence());
  }

  /**
   * Deletes what nobody needs, here and in the program's other logs.
   *
   * @return completed when it is gone
   */
  CompletableFuture<Void> cleanUp(CleanupOldBlocks word) {
    return allLogs.apply(word);
  }

  /** Deletes what nobody needs, here. */
  synchronized CompletableFuture<Void> truncate(CleanupOldBlocks word) {
    if (word.number() <= lastWord) {
      return CompletableFuture.completedFuture(null);
    }
    lastWord = word.number();
    held.values().removeIf(word.heard()::settles);
    Long needed = word.oldestNeeded().get(logId());
    if (needed == null) {
      return CompletableFuture.completedFuture(null);
    }
    return log.truncateBefore(held.isEmpty() ? needed : Math.min(needed, held.firstKey()));
  }

  /**
   * The executor is lost: nothing is appended any more, and the file is closed; what is there may
   * be read and truncated.
   */
  synchronized void abandon() {
    abandoned = true;
    CompletableFuture<Void> unused = log.close(); // a failure is told again when all are closed
  }

  CompletableFuture<Void> close() {
    return log.close();
  }

  /**
   * An append.
   *
   * @param durable completed once the block is durable, see {@link WriteAheadLog#append}
   * @param sequence the record's number in the log
   */
  record Appended(CompletableFuture<LogPosition> durable, long sequence) {}
}
