package dev.millrace.testkit.law;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.batch.BatchLedger;
import dev.millrace.scheduler.core.DriverState;
import dev.millrace.scheduler.log.DriverEvent;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.DriverEvent.BatchCleaned;
import dev.millrace.scheduler.log.DriverEvent.BatchCompleted;
import dev.millrace.scheduler.log.DriverEvent.BatchDismissed;
import dev.millrace.scheduler.log.DriverEvent.BatchFailed;
import dev.millrace.scheduler.log.DriverEvent.BlockAdded;
import dev.millrace.scheduler.log.DriverEvent.BlocksDropped;
import dev.millrace.scheduler.log.DriverEvent.DriverStarted;
import dev.millrace.scheduler.log.DriverEvent.ReceiverEnded;
import dev.millrace.scheduler.log.DriverEvent.ReceiverLaunched;
import dev.millrace.scheduler.log.DriverEvent.RecordsLost;
import dev.millrace.scheduler.tracker.BlockCounts;
import dev.millrace.time.Time;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The blocks and batches of one life of a driver, kept apart from its own ledgers from the events
 * that it decides. <em>Owned by the world's thread.</em>
 */
final class BatchBook implements DriverEvent.Visitor {
  private static final String ONE_BATCH = "each block is in exactly one batch";
  private static final String IN_ORDER = "batches are dense and in order";
  private static final String NOT_NEEDED = "nothing that is needed is cleaned";

  private static final long WAITING = -1;

  private enum Outcome {
    PENDING,
    PROCESSED,
    FAILED,
    IGNORED
  }

  /** Where a block is. */
  private record Place(ReceivedBlockInfo block, long batch) {}

  /** What is known of a batch. */
  private static final class Batch {
    final Set<BlockId> blocks = new TreeSet<>();
    Outcome outcome;
    long records;

    Batch(Outcome outcome) {
      this.outcome = outcome;
    }
  }

  private final DriverState state;

  /** Only looked up, or walked to sum up: its order does not matter. */
  private final Map<BlockId, Place> places = new HashMap<>();

  private final TreeMap<Long, Batch> batches = new TreeMap<>();
  private final Map<Outcome, TreeSet<Long>> byOutcome = new EnumMap<>(Outcome.class);
  private long waitingBlocks;
  private long waitingRecords;
  private long batchedBlocks;
  private long batchedRecords;
  private long nextNumber;
  private Optional<Time> lastTime;

  /** Opens the book with what a life has recovered. */
  BatchBook(DriverState state) {
    this.state = state;
    for (Outcome outcome : Outcome.values()) {
      byOutcome.put(outcome, new TreeSet<>());
    }
    this.nextNumber =
        state.blocks().nextAllocation(new Time(0), Collections.emptySortedMap()).number();
    this.lastTime = state.blocks().lastAllocatedTime();
    state.blocks().unallocatedBlocks().forEach(this::addWaiting);
    BatchLedger ledger = state.batches();
    List<Long> awaiting = ledger.awaiting();
    List<Long> settled = ledger.settled();
    for (long number : ledger.retained()) {
      enter(
          state.blocks().batch(number),
          awaiting.contains(number)
              ? Outcome.PENDING
              : settled.contains(number) ? Outcome.PROCESSED : Outcome.FAILED);
    }
  }

  private void enter(AllocatedBatch recovered, Outcome outcome) {
    Batch batch = new Batch(outcome);
    batches.put(recovered.number(), batch);
    byOutcome.get(outcome).add(recovered.number());
    recovered.blocks().values().stream()
        .flatMap(Collection::stream)
        .forEach(block -> put(block, recovered.number(), batch));
  }

  /**
   * Compares with what the driver says of itself. Takes the same few steps however much there is.
   */
  void check() {
    BlockCounts counts = state.blocks().counts();
    BrokenLaw.unlessEqual(
        "stored = unallocated + allocated, in records",
        "recovered and added less dropped and cleaned",
        waitingRecords + batchedRecords,
        "unallocated and in batches of the ledger",
        counts.waitingRecords() + counts.batchedRecords());
    BrokenLaw.unlessEqual(
        "unallocated blocks are those added, neither allocated nor dropped",
        "in the books",
        waitingBlocks,
        "in the ledger",
        counts.waitingBlocks());
    BrokenLaw.unlessEqual(
        "blocks of batches are those allocated, neither dropped nor cleaned",
        "in the books",
        batchedBlocks,
        "in the ledger",
        counts.batchedBlocks());
    checkOutcomes(counts);
  }

  private void checkOutcomes(BlockCounts counts) {
    BatchLedger ledger = state.batches();
    BrokenLaw.unlessEqual(
        "allocated = pending + processed + ignored, in batches",
        "allocated and not cleaned",
        counts.batches(),
        "awaiting, failed and settled",
        ledger.awaitingCount() + ledger.failedCount() + ledger.settledCount());
    BrokenLaw.unlessEqual(
        "pending batches are those without an outcome",
        "in the books",
        byOutcome.get(Outcome.PENDING).size(),
        "in the ledger",
        ledger.awaitingCount());
    BrokenLaw.unlessEqual(
        "processed and ignored batches are those settled",
        "in the books",
        byOutcome.get(Outcome.PROCESSED).size() + byOutcome.get(Outcome.IGNORED).size(),
        "in the ledger",
        ledger.settledCount());
  }

  /** Whether a block waits or is in a batch. */
  boolean holds(BlockId id) {
    return places.containsKey(id);
  }

  /** The blocks of a batch. */
  Set<BlockId> blocksOf(long number) {
    return known(number).blocks;
  }

  /** Of each executor's data log the oldest record that a block of the ledger lies in. */
  Map<String, ReceivedBlockInfo> oldestLogged() {
    Map<String, ReceivedBlockInfo> oldest = new TreeMap<>();
    for (Place place : places.values()) {
      if (place.block().logged().isPresent()) {
        oldest.merge(
            place.block().executors().get(0),
            place.block(),
            (one, other) -> sequence(one) <= sequence(other) ? one : other);
      }
    }
    return oldest;
  }

  private static long sequence(ReceivedBlockInfo block) {
    return block.logged().orElseThrow().sequence();
  }

  @Override
  public void onDriverStarted(DriverStarted event) {
    for (long number : List.copyOf(byOutcome.get(Outcome.FAILED))) {
      become(number, known(number), Outcome.PENDING);
    }
  }

  @Override
  public void onReceiverLaunched(ReceiverLaunched event) {
    // No block moves.
  }

  @Override
  public void onReceiverEnded(ReceiverEnded event) {
    // No block moves.
  }

  @Override
  public void onRecordsLost(RecordsLost event) {
    // These were in no block.
  }

  @Override
  public void onBlockAdded(BlockAdded event) {
    addWaiting(event.block());
  }

  private void addWaiting(ReceivedBlockInfo block) {
    Place before = places.putIfAbsent(block.id(), new Place(block, WAITING));
    if (before != null) {
      throw new BrokenLaw(ONE_BATCH, block.id() + " is added again, it is " + before);
    }
    waitingBlocks++;
    waitingRecords += block.recordCount();
  }

  @Override
  public void onBlocksDropped(BlocksDropped event) {
    for (BlockId id : event.blocks()) {
      Place place = places.get(id);
      if (place == null) {
        throw new BrokenLaw(ONE_BATCH, id + " is dropped, it is nowhere");
      }
      takeOut(place);
    }
  }

  @Override
  public void onBatchAllocated(BatchAllocated event) {
    BrokenLaw.unlessEqual(IN_ORDER, "allocated", event.number(), "next", nextNumber);
    if (lastTime.isPresent() && !lastTime.get().less(event.time())) {
      throw new BrokenLaw(
          IN_ORDER, "batch " + event.number() + " at " + event.time() + " after " + lastTime.get());
    }
    nextNumber++;
    lastTime = Optional.of(event.time());
    Batch batch = new Batch(Outcome.PENDING);
    batches.put(event.number(), batch);
    byOutcome.get(Outcome.PENDING).add(event.number());
    for (List<BlockId> ids : event.blocks().values()) {
      for (BlockId id : ids) {
        allocate(id, event.number(), batch);
      }
    }
  }

  private void allocate(BlockId id, long number, Batch batch) {
    Place place = places.get(id);
    if (place == null || place.batch() != WAITING) {
      throw new BrokenLaw(ONE_BATCH, id + " is allocated to batch " + number + ", it is " + place);
    }
    takeOut(place);
    put(place.block(), number, batch);
  }

  private void put(ReceivedBlockInfo block, long number, Batch batch) {
    Place before = places.put(block.id(), new Place(block, number));
    if (before != null) {
      throw new BrokenLaw(ONE_BATCH, block.id() + " is in batch " + number + " and " + before);
    }
    batch.blocks.add(block.id());
    batch.records += block.recordCount();
    batchedBlocks++;
    batchedRecords += block.recordCount();
  }

  private void takeOut(Place place) {
    places.remove(place.block().id());
    long records = place.block().recordCount();
    if (place.batch() == WAITING) {
      waitingBlocks--;
      waitingRecords -= records;
    } else {
      Batch batch = batches.get(place.batch());
      batch.blocks.remove(place.block().id());
      batch.records -= records;
      batchedBlocks--;
      batchedRecords -= records;
    }
  }

  @Override
  public void onBatchCompleted(BatchCompleted event) {
    settle(event.number(), Outcome.PROCESSED);
  }

  @Override
  public void onBatchFailed(BatchFailed event) {
    settle(event.number(), Outcome.FAILED);
  }

  /** Outcomes come in the order of the batches. */
  private void settle(long number, Outcome outcome) {
    Batch batch = known(number);
    TreeSet<Long> pending = byOutcome.get(Outcome.PENDING);
    if (pending.isEmpty() || pending.first() != number) {
      throw new BrokenLaw(
          IN_ORDER, "batch " + number + " is " + outcome + " while these are pending: " + pending);
    }
    become(number, batch, outcome);
  }

  @Override
  public void onBatchDismissed(BatchDismissed event) {
    Batch batch = known(event.number());
    if (batch.outcome != Outcome.FAILED) {
      throw new BrokenLaw(NOT_NEEDED, "batch " + event.number() + " given up, " + batch.outcome);
    }
    become(event.number(), batch, Outcome.IGNORED);
  }

  @Override
  public void onBatchCleaned(BatchCleaned event) {
    Batch batch = known(event.number());
    if (batch.outcome == Outcome.PENDING || batch.outcome == Outcome.FAILED) {
      throw new BrokenLaw(NOT_NEEDED, "batch " + event.number() + " is " + batch.outcome);
    }
    batches.remove(event.number());
    byOutcome.get(batch.outcome).remove(event.number());
    batchedBlocks -= batch.blocks.size();
    batchedRecords -= batch.records;
    batch.blocks.forEach(places::remove);
  }

  private Batch known(long number) {
    Batch batch = batches.get(number);
    if (batch == null) {
      throw new BrokenLaw(IN_ORDER, "batch " + number + " is not allocated, or cleaned");
    }
    return batch;
  }

  private void become(long number, Batch batch, Outcome outcome) {
    byOutcome.get(batch.outcome).remove(number);
    batch.outcome = outcome;
    byOutcome.get(outcome).add(number);
  }
}
