package dev.millrace.receiver.store;

import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.block.SealedBlock;
import dev.millrace.receiver.message.SupervisorMessage.CleanupOldBlocks;
import dev.millrace.receiver.port.Timers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Stores the blocks of one receiver: as many copies as its level asks for, and the data log if that
 * is on. A block is stored when all of that is done. <em>Thread-safe.</em>
 */
public final class ReceivedBlockHandler {

  private final BlockCopies copies;
  private final Optional<DataLog> log;
  private final Timers timers;
  private final ReceiverSettings settings;

  /**
   * Creates the handler of one launch of a receiver.
   *
   * @param log the executor's data log, if blocks are to be logged
   * @param storage runs what may block
   */
  public ReceivedBlockHandler(
      ExecutorContext executor,
      StorageLevel level,
      Optional<DataLog> log,
      ReceiverSettings settings,
      Executor storage,
      Timers timers,
      ReceiverListener counters) {
    this.copies =
        new BlockCopies(
            executor,
            level,
            log.isPresent(),
            storage,
            timers,
            settings.blockStoreTimeout().dividedBy(3), // leaves time to ask another executor
            counters);
    this.log = log;
    this.timers = timers;
    this.settings = settings;
  }

  /** The storing of a block, not begun. */
  public BlockWrite write(SealedBlock block) {
    return new BlockWrite(block, copies, log, timers, settings.blockStoreTimeout());
  }

  /**
   * Deletes logged blocks that nobody needs.
   *
   * @return completed when they are gone
   */
  public CompletableFuture<Void> cleanUp(CleanupOldBlocks word) {
    return log.map(any -> any.cleanUp(word))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }
}
