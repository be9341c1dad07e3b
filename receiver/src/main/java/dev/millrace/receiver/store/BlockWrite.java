package dev.millrace.receiver.store;

import dev.millrace.rdd.BlockValue;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.BlockStoreException;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.block.SealedBlock;
import dev.millrace.receiver.port.Timers;
import dev.millrace.wal.LogPosition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The storing of one block, from the first attempt until it is reported or given up.
 * <em>Thread-safe.</em>
 *
 * <p>An attempt that ran out of time leaves its parts going; the next one waits for these and does
 * anew only what has failed. So nothing is logged twice, however slow the disk.
 */
public final class BlockWrite {

  private final SealedBlock block;
  private final BlockCopies copies;
  private final Optional<DataLog> log;
  private final Timers timers;
  private final Duration timeout;

  /** The copies of the latest attempt; guarded by this, like the next. */
  private Optional<CompletableFuture<List<String>>> copied = Optional.empty();

  private Optional<DataLog.Appended> appended = Optional.empty();

  BlockWrite(
      SealedBlock block,
      BlockCopies copies,
      Optional<DataLog> log,
      Timers timers,
      Duration timeout) {
    this.block = block;
    this.copies = copies;
    this.log = log;
    this.timers = timers;
    this.timeout = timeout;
  }

  public SealedBlock block() {
    return block;
  }

  /**
   * Tries to store the block: copies and log side by side. Does not block. Not to be called again
   * before the last attempt has ended.
   *
   * @return completed when all of it is stored; fails with what went wrong, or with a {@link
   *     BlockStoreException} when time runs out
   */
  public CompletableFuture<ReceivedBlockInfo> attempt() {
    CompletableFuture<Optional<LogPosition>> logged;
    CompletableFuture<List<String>> stored;
    try {
      logged = log();
      stored = copy();
    } catch (RuntimeException | Error e) { // no memory, no thread: this too is tried again
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<ReceivedBlockInfo> both = stored.thenCombine(logged, this::info);
    Runnable cancel =
        timers.after(
            timeout,
            () ->
                both.completeExceptionally(
                    new BlockStoreException(
                        block.id()
                            + " was not stored within "
                            + timeout
                            + ", waiting for "
                            + laggards())));
    return both.whenComplete((info, failure) -> cancel.run());
  }

  /** The block will never be reported: what was stored of it goes. */
  public synchronized void abandon() {
    appended.ifPresent(append -> log.orElseThrow().abandoned(append));
    copied.ifPresent(this::removeCopies);
  }

  private void removeCopies(CompletableFuture<List<String>> stored) {
    CompletableFuture<List<String>> unused =
        stored.whenComplete(
            (executors, failure) -> copies.remove(block.id())); // one may have failed, others not
  }

  private synchronized CompletableFuture<Optional<LogPosition>> log() {
    if (log.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    if (appended.isEmpty() || appended.get().durable().isCompletedExceptionally()) {
      appended.ifPresent(append -> log.get().abandoned(append));
      appended = Optional.empty();
      appended = Optional.of(log.get().append(frame()));
    }
    return appended.get().durable().thenApply(Optional::of);
  }

  private LoggedBlock frame() {
    BlockId id = block.id();
    if (block.value() instanceof BlockValue.Bytes value) {
      return new LoggedBlock(id, value.recordCount(), value.bytes());
    }
    throw new IllegalStateException(id + " is to be logged, so its records must be bytes");
  }

  private synchronized CompletableFuture<List<String>> copy() {
    if (copied.isEmpty() || copied.get().isCompletedExceptionally()) {
      copied = Optional.of(copies.put(block.id(), block.value()));
    }
    return copied.get();
  }

  private synchronized String laggards() {
    boolean copying = copied.stream().anyMatch(stored -> !stored.isDone());
    boolean logging = appended.stream().anyMatch(append -> !append.durable().isDone());
    if (copying && logging) {
      return "block store and log";
    }
    return copying ? "block store" : "log";
  }

  private ReceivedBlockInfo info(List<String> executors, Optional<LogPosition> position) {
    return new ReceivedBlockInfo(
        block.id(), block.recordCount(), block.value().sizeBytes(), executors, position);
  }
}
