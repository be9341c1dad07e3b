package dev.millrace.testkit.program;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.testkit.world.Life;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stands beside the process and knows two things: which blocks the driver has acknowledged, for it
 * sees the answers leave, and which blocks each batch was given, for it sees batches planned. Every
 * acknowledged block is in exactly one batch, any other in one at most, and a batch never changes.
 * <em>Owned by the world's thread.</em>
 */
final class AllocationAudit {
  private final Set<BlockId> acknowledged = new TreeSet<>();
  private final NavigableMap<Long, AllocatedBatch> batches = new TreeMap<>();
  private final NavigableMap<BlockId, Long> batchOf = new TreeMap<>();

  /** Takes each message of the network between receivers and driver. */
  void onMessage(Object message) {
    if (message instanceof SupervisorMessage.BlockAcknowledged answer) {
      acknowledged.add(answer.id());
    }
  }

  /** The same planner, watched. */
  BatchPlanner watch(Life life, BatchPlanner planner) {
    return new Watched(life, planner);
  }

  private void onBatch(AllocatedBatch batch) {
    AllocatedBatch before = batches.putIfAbsent(batch.number(), batch);
    if (before != null) {
      require(before.equals(batch), "a batch was " + before + " and is now " + batch);
      return;
    }
    for (List<ReceivedBlockInfo> blocks : batch.blocks().values()) {
      for (ReceivedBlockInfo block : blocks) {
        Long other = batchOf.putIfAbsent(block.id(), batch.number());
        require(
            other == null,
            block.id() + " is in batch " + other + " and in batch " + batch.number());
      }
    }
  }

  /** Checks that nothing acknowledged is missing; returns the batches by number, from 0. */
  List<AllocatedBatch> finish() {
    Set<BlockId> missing = new TreeSet<>(acknowledged);
    missing.removeAll(batchOf.keySet());
    require(missing.isEmpty(), "acknowledged blocks are in no batch: " + missing);
    List<AllocatedBatch> inOrder = new ArrayList<>(batches.values());
    for (int number = 0; number < inOrder.size(); number++) {
      require(
          inOrder.get(number).number() == number,
          "batch " + number + " was never planned: " + batches.keySet());
    }
    return inOrder;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** Tells of each batch before it is planned. */
  private final class Watched implements BatchPlanner {
    private final Life life;
    private final BatchPlanner planner;

    Watched(Life life, BatchPlanner planner) {
      this.life = life;
      this.planner = planner;
    }

    @Override
    public void start(Time zeroTime, Optional<Time> lastBatch, List<AllocatedBatch> remembered)
        throws Exception {
      planner.start(zeroTime, lastBatch, remembered);
    }

    @Override
    public List<OutputJob> plan(AllocatedBatch batch) throws Exception {
      life.world().note(life.name(), "plans batch", batch.number());
      onBatch(batch);
      return planner.plan(batch);
    }

    @Override
    public void release(Time time) {
      planner.release(time);
    }

    @Override
    public Time oldestNeeded(Time batch) {
      return planner.oldestNeeded(batch);
    }

    @Override
    public Time coveredAt(Time batch) {
      return planner.coveredAt(batch);
    }
  }
}
