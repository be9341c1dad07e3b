package dev.millrace.scheduler.batch;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.log.DriverEvent.BatchCleaned;
import dev.millrace.scheduler.log.Journal;
import dev.millrace.scheduler.tracker.ReceivedBlockTracker;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Decides which batches nothing needs any more: those that are over, that no batch to come reads
 * and none that failed would read when it runs again. <em>Owned by the driver thread.</em>
 */
final class Retention {

  private final BatchLedger ledger;
  private final ReceivedBlockTracker blocks;
  private final Journal journal;
  private final BatchPlanner planner;

  Retention(
      BatchLedger ledger, ReceivedBlockTracker blocks, Journal journal, BatchPlanner planner) {
    this.ledger = ledger;
    this.blocks = blocks;
    this.journal = journal;
    this.planner = planner;
  }

  /**
   * Takes such batches out of the ledgers.
   *
   * @param nextTick the first tick without a batch
   * @return their blocks, which may be removed once that is durable
   */
  List<BlockId> clean(Time nextTick) {
    Time oldest = planner.oldestNeeded(ledger.oldestAwaiting().orElse(nextTick));
    List<BlockId> unneeded = new ArrayList<>();
    for (long number : ledger.settledBefore(oldest)) {
      if (isReadByFailed(number)) {
        continue;
      }
      blocks.batch(number).blocks().values().stream()
          .flatMap(Collection::stream)
          .map(ReceivedBlockInfo::id)
          .forEach(unneeded::add);
      journal.commit(new BatchCleaned(number), () -> {});
    }
    return unneeded;
  }

  /** The next failed batch after it reads furthest back to it. */
  private boolean isReadByFailed(long number) {
    return ledger
        .nextFailedAfter(number)
        .map(failed -> planner.oldestNeeded(failed).lessEq(ledger.timeOf(number)))
        .orElse(false);
  }
}
