package dev.millrace.scheduler.log;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something the driver decided or learnt. The events in their order are all that the driver
 * remembers: live and at recovery the same code applies them. <em>Immutable.</em>
 */
public sealed interface DriverEvent {

  /** Calls the visitor's method for this kind of event. */
  void accept(Visitor visitor);

  /**
   * One method for each kind of event, so that a new kind does not compile until everyone has an
   * answer to it.
   */
  interface Visitor {
    void onDriverStarted(DriverStarted event);

    void onReceiverLaunched(ReceiverLaunched event);

    void onReceiverEnded(ReceiverEnded event);

    void onBlockAdded(BlockAdded event);

    void onRecordsLost(RecordsLost event);

    void onBlocksDropped(BlocksDropped event);

    void onBatchAllocated(BatchAllocated event);

    void onBatchCompleted(BatchCompleted event);

    void onBatchFailed(BatchFailed event);

    void onBatchDismissed(BatchDismissed event);

    void onBatchCleaned(BatchCleaned event);
  }

  /**
   * A life of the driver begins: every receiver of an earlier life is over, batches that are not
   * completed are run again.
   *
   * @param driverLife the number of this life, the high bits of its receivers' incarnations
   * @param zeroTime one batch before the very first tick; the same in all lives
   * @param batchDuration from tick to tick in this life
   */
  record DriverStarted(long driverLife, Time zeroTime, Duration batchDuration)
      implements DriverEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onDriverStarted(this);
    }
  }

  /** An incarnation of a receiver is placed; from now on its blocks are taken. */
  record ReceiverLaunched(int streamId, long incarnation) implements DriverEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onReceiverLaunched(this);
    }
  }

  /**
   * An incarnation of a receiver is over; from now on its blocks are refused.
   *
   * @param recordsLost records it had taken in that will never be in a batch
   * @param reason why it ended
   */
  record ReceiverEnded(int streamId, long incarnation, long recordsLost, String reason)
      implements DriverEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onReceiverEnded(this);
    }
  }

  /** A block was stored; it will be in exactly one batch. */
  record BlockAdded(ReceivedBlockInfo block) implements DriverEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onBlockAdded(this);
    }
  }

  /** A receiver reported records that will never be in a batch. */
  record RecordsLost(
      int streamId, long incarnation, long reportNumber, long recordCount, String reason)
      implements DriverEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onRecordsLost(this);
    }
  }

  /**
   * Blocks of one stream of which no copy is left are taken out of the queue and of their batches.
   *
   * @param recordsLost records of theirs that had not been through a completed batch
   */
  record BlocksDropped(int streamId, List<BlockId> blocks, long recordsLost, String reason)
      implements DriverEvent {
    public BlocksDropped {
      blocks = List.copyOf(blocks);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.onBlocksDropped(this);
    }
  }

  /**
   * What is in a batch, decided once.
   *
   * @param number dense from 0
   * @param time the tick, rising with the number
   * @param blocks the blocks of each stream in the order of their arrival; streams without blocks
   *     are absent
   * @param ranges the range of each direct input that could be asked in time
   */
  record BatchAllocated(
      long number,
      Time time,
      SortedMap<Integer, List<BlockId>> blocks,
      SortedMap<Integer, InputRange> ranges)
      implements DriverEvent {
    public BatchAllocated {
      TreeMap<Integer, List<BlockId>> copy = new TreeMap<>();
      for (Map.Entry<Integer, List<BlockId>> entry : blocks.entrySet()) {
        copy.put(entry.getKey(), List.copyOf(entry.getValue()));
      }
      blocks = Collections.unmodifiableSortedMap(copy);
      ranges = Collections.unmodifiableSortedMap(new TreeMap<>(ranges));
    }

    /** A batch of received blocks alone. */
    public BatchAllocated(long number, Time time, SortedMap<Integer, List<BlockId>> blocks) {
      this(number, time, blocks, new TreeMap<>());
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.onBatchAllocated(this);
    }
  }

  /** All outputs of a batch are done. */
  record BatchCompleted(long number) implements DriverEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onBatchCompleted(this);
    }
  }

  /**
   * A batch is over and not all of its outputs are done; its blocks stay until it is retried or
   * dismissed.
   */
  record BatchFailed(long number, String reason) implements DriverEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onBatchFailed(this);
    }
  }

  /** A failed batch is given up. */
  record BatchDismissed(long number) implements DriverEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onBatchDismissed(this);
    }
  }

  /** Nothing needs a batch's blocks any more. */
  record BatchCleaned(long number) implements DriverEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onBatchCleaned(this);
    }
  }
}
