package dev.millrace.scheduler.core;

import dev.millrace.scheduler.batch.BatchLedger;
import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.scheduler.log.DriverEvent;
import dev.millrace.scheduler.log.DriverLogFormatException;
import dev.millrace.scheduler.log.JournalState;
import dev.millrace.scheduler.tracker.RangeLedger;
import dev.millrace.scheduler.tracker.ReceivedBlockTracker;

/**
 * All that the driver remembers: the ledgers of blocks, of ranges and of batches, changed by the
 * same events. <em>Owned by the driver thread.</em>
 */
public final class DriverState implements JournalState {

  /** The version in which snapshots are written; all from 1 on are read. */
  private static final int SNAPSHOT_VERSION = 2;

  /** From this version on there are ranges of direct inputs. */
  private static final int VERSION_WITH_RANGES = 2;

  private final ReceivedBlockTracker blocks = new ReceivedBlockTracker();
  private final RangeLedger ranges = new RangeLedger();
  private final BatchLedger batches = new BatchLedger();
  private final DriverEvent.Visitor transitions = new Transitions();

  public ReceivedBlockTracker blocks() {
    return blocks;
  }

  public RangeLedger ranges() {
    return ranges;
  }

  public BatchLedger batches() {
    return batches;
  }

  @Override
  public void apply(DriverEvent event) {
    event.accept(transitions);
  }

  /** {@code version u8, block ledger, batch ledger, range ledger}. */
  @Override
  public void encode(BinaryWriter out) {
    out.writeByte(SNAPSHOT_VERSION);
    blocks.encode(out);
    batches.encode(out);
    ranges.encode(out);
  }

  @Override
  public void restore(BinaryReader in) {
    int version = in.readByte();
    if (version < 1 || version > SNAPSHOT_VERSION) {
      throw new DriverLogFormatException(
          "snapshot has format version "
              + version
              + ", this program reads version 1 to "
              + SNAPSHOT_VERSION
              + ": start the version of the program that wrote it, or a newer one");
    }
    boolean hasRanges = version >= VERSION_WITH_RANGES;
    blocks.restore(in, hasRanges);
    batches.restore(in);
    if (hasRanges) {
      ranges.restore(in);
    }
  }

  private final class Transitions implements DriverEvent.Visitor {

    @Override
    public void onDriverStarted(DriverEvent.DriverStarted event) {
      blocks.onDriverStarted(event);
      batches.onDriverStarted(event);
    }

    @Override
    public void onReceiverLaunched(DriverEvent.ReceiverLaunched event) {
      blocks.onReceiverLaunched(event);
    }

    @Override
    public void onReceiverEnded(DriverEvent.ReceiverEnded event) {
      blocks.onReceiverEnded(event);
    }

    @Override
    public void onBlockAdded(DriverEvent.BlockAdded event) {
      blocks.onBlockAdded(event);
    }

    @Override
    public void onRecordsLost(DriverEvent.RecordsLost event) {
      blocks.onRecordsLost(event);
    }

    @Override
    public void onBlocksDropped(DriverEvent.BlocksDropped event) {
      blocks.onBlocksDropped(event);
    }

    @Override
    public void onBatchAllocated(DriverEvent.BatchAllocated event) {
      blocks.onBatchAllocated(event);
      ranges.onBatchAllocated(event);
      batches.onBatchAllocated(event);
    }

    @Override
    public void onBatchCompleted(DriverEvent.BatchCompleted event) {
      batches.onBatchCompleted(event);
    }

    @Override
    public void onBatchFailed(DriverEvent.BatchFailed event) {
      batches.onBatchFailed(event);
    }

    @Override
    public void onBatchDismissed(DriverEvent.BatchDismissed event) {
      batches.onBatchDismissed(event);
    }

    @Override
    public void onBatchCleaned(DriverEvent.BatchCleaned event) {
      batches.onBatchCleaned(event);
      blocks.onBatchCleaned(event);
    }
  }
}
