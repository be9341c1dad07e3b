package dev.millrace.scheduler.tracker;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.scheduler.SchedulerCrashPoints;
import dev.millrace.scheduler.log.DriverEvent.BlockAdded;
import dev.millrace.scheduler.log.DriverEvent.RecordsLost;
import dev.millrace.scheduler.log.Journal;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes the receivers' reports of blocks and losses into the ledger. A report is answered when its
 * event is durable, a repeated one is answered again, one of a closed incarnation is refused.
 * <em>Owned by the driver thread.</em>
 */
final class BlockReports {

  private final ReceivedBlockTracker blocks;
  private final Journal journal;
  private final Consumer<String> crashPoints;

  /** Blocks that are in the ledger and not yet durable there. */
  private final Set<BlockId> beingLogged = new HashSet<>();

  BlockReports(ReceivedBlockTracker blocks, Journal journal, Consumer<String> crashPoints) {
    this.blocks = blocks;
    this.journal = journal;
    this.crashPoints = crashPoints;
  }

  void on(TrackerMessage.AddBlock add, Consumer<SupervisorMessage> sender) {
    BlockId id = add.id();
    switch (blocks.wouldAdd(id)) {
      case NEW -> {
        beingLogged.add(id);
        journal.commit(
            new BlockAdded(add.block()),
            () -> {
              beingLogged.remove(id);
              sender.accept(new SupervisorMessage.BlockAcknowledged(id));
              crashPoints.accept(SchedulerCrashPoints.BLOCK_ACKNOWLEDGED);
            });
      }
      case KNOWN -> {
        if (!beingLogged.contains(id)) {
          sender.accept(new SupervisorMessage.BlockAcknowledged(id));
        }
      }
      case CLOSED ->
          sender.accept(
              new SupervisorMessage.BlockRefused(
                  id, "incarnation " + id.incarnation() + " of its receiver is over"));
    }
  }

  /**
   * Counts a loss once; {@code whenCounted} runs when that is durable, for a repeated report not at
   * all.
   */
  void on(
      TrackerMessage.RecordsLost lost, Consumer<SupervisorMessage> sender, Runnable whenCounted) {
    Runnable acknowledge =
        () -> sender.accept(new SupervisorMessage.LossAcknowledged(lost.reportNumber()));
    if (!blocks.isNewLossReport(lost.incarnation(), lost.reportNumber())) {
      // It stands behind the first report in the log, or its incarnation is over and was counted
      // whole.
      journal.afterDurable(acknowledge);
      return;
    }
    journal.commit(
        new RecordsLost(
            lost.streamId(),
            lost.incarnation(),
            lost.reportNumber(),
            lost.recordCount(),
            lost.reason()),
        () -> {
          acknowledge.run();
          whenCounted.run();
        });
  }
}
