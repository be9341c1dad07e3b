package dev.millrace.scheduler.tracker;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.message.HeardBlocks;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.scheduler.log.BlockCodec;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.DriverEvent.BatchCleaned;
import dev.millrace.scheduler.log.DriverEvent.BlockAdded;
import dev.millrace.scheduler.log.DriverEvent.BlocksDropped;
import dev.millrace.scheduler.log.DriverEvent.DriverStarted;
import dev.millrace.scheduler.log.DriverEvent.ReceiverEnded;
import dev.millrace.scheduler.log.DriverEvent.ReceiverLaunched;
import dev.millrace.scheduler.log.DriverEvent.RecordsLost;
import dev.millrace.scheduler.log.RangeCodec;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The ledger of received blocks: which wait, which are in which batch. It is changed by events
 * only, so that the same code runs live and at recovery; the questions ({@code would…}, {@code
 * next…}) decide and change nothing. <em>Owned by the driver thread.</em>
 *
 * <p>Invariants, checked at every event: a block is added once, to a receiver that is open, and is
 * taken into one batch; batch numbers are dense and batch times rise.
 */
public final class ReceivedBlockTracker {

  /** What adding a block would come to. */
  public enum Addition {
    /** It is new. */
    NEW,
    /** It was added before, and may have been allocated or cleaned since. */
    KNOWN,
    /** Its receiver's incarnation was never launched, or is over. */
    CLOSED
  }

  private final SortedMap<Long, IncarnationLedger> open = new TreeMap<>();
  private final UnallocatedBlocks unallocated = new UnallocatedBlocks();
  private final TreeMap<Long, AllocatedBatch> batches = new TreeMap<>();
  private final SortedMap<Integer, Long> recordsLost = new TreeMap<>();
  private final DataLogNeeds dataLogs = new DataLogNeeds();

  /** Blocks of batches and their records; they follow from the batches. */
  private long batchedBlocks;

  private long batchedRecords;

  /** The newest launch of this life; it is in no snapshot, for a new life launches anew. */
  private long newestIncarnation = -1;

  private Optional<Time> zeroTime = Optional.empty();
  private Optional<Time> lastTime = Optional.empty();
  private long nextNumber;

  /** What adding this block would come to. */
  public Addition wouldAdd(BlockId id) {
    IncarnationLedger incarnation = open.get(id.incarnation());
    if (incarnation == null || incarnation.streamId() != id.streamId()) {
      return Addition.CLOSED;
    }
    return incarnation.blocks().contains(id.sequence()) ? Addition.KNOWN : Addition.NEW;
  }

  /** Whether this loss report of an open incarnation has not been counted yet. */
  boolean isNewLossReport(long incarnation, long reportNumber) {
    IncarnationLedger ledger = open.get(incarnation);
    return ledger != null && !ledger.lossReports().contains(reportNumber);
  }

  /** The batch that takes all blocks that wait now, and ranges of direct inputs. */
  public BatchAllocated nextAllocation(Time time, SortedMap<Integer, InputRange> ranges) {
    return new BatchAllocated(nextNumber, time, unallocated.ids(), ranges);
  }

  /** The time of the first tick less one batch, once a driver has started. */
  public Optional<Time> zeroTime() {
    return zeroTime;
  }

  /** The time of the newest batch. */
  public Optional<Time> lastAllocatedTime() {
    return lastTime;
  }

  /** A batch that was allocated and not cleaned. */
  public AllocatedBatch batch(long number) {
    AllocatedBatch batch = batches.get(number);
    check(batch != null, "batch %s is not in the ledger", number);
    return batch;
  }

  /** Blocks that wait for a batch, in the order of their arrival by stream. */
  public List<ReceivedBlockInfo> unallocatedBlocks() {
    return unallocated.all();
  }

  /** All blocks that are not cleaned: those that wait, and those of batches. */
  public List<ReceivedBlockInfo> remainingBlocks() {
    List<ReceivedBlockInfo> remaining = new ArrayList<>(unallocated.all());
    batches.values().forEach(batch -> remaining.addAll(allBlocks(batch)));
    return remaining;
  }

  public boolean hasUnallocatedBlocks() {
    return !unallocated.isEmpty();
  }

  /** How much the ledger holds now. Takes a step for each stream. */
  public BlockCounts counts() {
    return new BlockCounts(
        unallocated.blockCount(),
        unallocated.recordCount(),
        batches.size(),
        batchedBlocks,
        batchedRecords);
  }

  /** Records counted as lost, by stream. */
  public SortedMap<Integer, Long> recordsLost() {
    return Collections.unmodifiableSortedMap(recordsLost);
  }

  /** For each data log the lowest record that is still needed. */
  Map<UUID, Long> oldestNeededInDataLogs() {
    return dataLogs.oldestNeeded();
  }

  /** Which blocks that takes into account. */
  HeardBlocks heardBlocks() {
    Map<Long, NavigableMap<Long, Long>> heard = new TreeMap<>();
    open.forEach((incarnation, ledger) -> heard.put(incarnation, ledger.blocks().runs()));
    return new HeardBlocks(newestIncarnation, heard);
  }

  public void onDriverStarted(DriverStarted event) {
    check(
        zeroTime.isEmpty() || zeroTime.get().equals(event.zeroTime()),
        "zero time cannot change from %s to %s",
        zeroTime,
        event.zeroTime());
    zeroTime = Optional.of(event.zeroTime());
    open.clear();
  }

  public void onReceiverLaunched(ReceiverLaunched event) {
    check(
        open.isEmpty() || open.lastKey() < event.incarnation(),
        "incarnation %s is not newer than %s",
        event.incarnation(),
        open.isEmpty() ? "none" : open.lastKey());
    open.put(event.incarnation(), new IncarnationLedger(event.streamId()));
    newestIncarnation = event.incarnation();
  }

  public void onReceiverEnded(ReceiverEnded event) {
    IncarnationLedger ended = open.remove(event.incarnation());
    check(
        ended != null && ended.streamId() == event.streamId(),
        "incarnation %s of stream %s is not open",
        event.incarnation(),
        event.streamId());
    countLost(event.streamId(), event.recordsLost());
  }

  public void onBlockAdded(BlockAdded event) {
    ReceivedBlockInfo block = event.block();
    BlockId id = block.id();
    check(wouldAdd(id) == Addition.NEW, "block %s cannot be added: %s", id, wouldAdd(id));
    open.get(id.incarnation()).blocks().add(id.sequence());
    unallocated.add(block);
    block.logged().ifPresent(dataLogs::add);
  }

  public void onRecordsLost(RecordsLost event) {
    check(
        isNewLossReport(event.incarnation(), event.reportNumber()),
        "loss report %s of incarnation %s is not new",
        event.reportNumber(),
        event.incarnation());
    open.get(event.incarnation()).lossReports().add(event.reportNumber());
    countLost(event.streamId(), event.recordCount());
  }

  public void onBlocksDropped(BlocksDropped event) {
    for (BlockId id : event.blocks()) {
      forget(removeAnywhere(id));
    }
    countLost(event.streamId(), event.recordsLost());
  }

  public void onBatchAllocated(BatchAllocated event) {
    check(
        event.number() == nextNumber, "batch %s cannot follow %s", event.number(), nextNumber - 1);
    check(
        lastTime.isEmpty() || lastTime.get().less(event.time()),
        "batch time %s cannot follow %s",
        event.time(),
        lastTime);
    TreeMap<Integer, List<ReceivedBlockInfo>> taken = new TreeMap<>();
    event.blocks().forEach((stream, ids) -> taken.put(stream, unallocated.take(stream, ids)));
    taken.values().forEach(this::countBatched);
    batches.put(
        event.number(), new AllocatedBatch(event.number(), event.time(), taken, event.ranges()));
    nextNumber++;
    lastTime = Optional.of(event.time());
  }

  public void onBatchCleaned(BatchCleaned event) {
    AllocatedBatch batch = batch(event.number());
    batch
        .blocks()
        .values()
        .forEach(
            blocks -> {
              blocks.forEach(this::uncountBatched);
              blocks.forEach(this::forget);
            });
    batches.remove(event.number());
  }

  public void encode(BinaryWriter out) {
    encodeTime(out, zeroTime);
    encodeTime(out, lastTime);
    out.writeCount(nextNumber);
    out.writeCount(open.size());
    open.forEach(
        (incarnation, ledger) -> {
          out.writeCount(incarnation);
          ledger.encode(out);
        });
    encodeBlocks(out, unallocatedBlocks());
    out.writeCount(batches.size());
    for (AllocatedBatch batch : batches.values()) {
      out.writeCount(batch.number()).writeSigned(batch.time().milliseconds());
      encodeBlocks(out, allBlocks(batch));
      RangeCodec.writeAll(out, batch.ranges());
    }
    out.writeCount(recordsLost.size());
    recordsLost.forEach((stream, count) -> out.writeCount(stream).writeCount(count));
  }

  /**
   * Sets a ledger that is still empty to what {@link #encode} wrote.
   *
   * @param hasRanges whether it was written by a version that knew direct inputs
   */
  public void restore(BinaryReader in, boolean hasRanges) {
    check(nextNumber == 0 && open.isEmpty() && unallocated.isEmpty(), "ledger is not empty");
    zeroTime = decodeTime(in);
    lastTime = decodeTime(in);
    nextNumber = in.readCount();
    for (int left = in.readLength(); left > 0; left--) {
      open.put(in.readCount(), IncarnationLedger.decode(in));
    }
    for (ReceivedBlockInfo block : decodeBlocks(in)) {
      unallocated.add(block);
      block.logged().ifPresent(dataLogs::add);
    }
    for (int left = in.readLength(); left > 0; left--) {
      long number = in.readCount();
      Time time = new Time(in.readSigned());
      List<ReceivedBlockInfo> blocks = decodeBlocks(in);
      restoreBatch(number, time, blocks, hasRanges ? RangeCodec.readAll(in) : new TreeMap<>());
    }
    for (int left = in.readLength(); left > 0; left--) {
      recordsLost.put(in.readIntCount(), in.readCount());
    }
  }

  private void restoreBatch(
      long number,
      Time time,
      List<ReceivedBlockInfo> blocks,
      SortedMap<Integer, InputRange> ranges) {
    TreeMap<Integer, List<ReceivedBlockInfo>> byStream = new TreeMap<>();
    for (ReceivedBlockInfo block : blocks) {
      byStream.computeIfAbsent(block.id().streamId(), stream -> new ArrayList<>()).add(block);
      block.logged().ifPresent(dataLogs::add);
    }
    countBatched(blocks);
    batches.put(number, new AllocatedBatch(number, time, byStream, ranges));
  }

  private ReceivedBlockInfo removeAnywhere(BlockId id) {
    if (unallocated.contains(id)) {
      return unallocated.take(id.streamId(), List.of(id)).get(0);
    }
    for (AllocatedBatch batch : batches.values()) {
      for (ReceivedBlockInfo block : batch.blocksOf(id.streamId())) {
        if (block.id().equals(id)) {
          uncountBatched(block);
          batches.put(batch.number(), without(batch, block));
          return block;
        }
      }
    }
    throw new IllegalStateException("block " + id + " is not in the ledger");
  }

  private static AllocatedBatch without(AllocatedBatch batch, ReceivedBlockInfo gone) {
    TreeMap<Integer, List<ReceivedBlockInfo>> blocks = new TreeMap<>(batch.blocks());
    List<ReceivedBlockInfo> left = new ArrayList<>(batch.blocksOf(gone.id().streamId()));
    left.remove(gone);
    blocks.put(gone.id().streamId(), left);
    return new AllocatedBatch(batch.number(), batch.time(), blocks, batch.ranges());
  }

  private void forget(ReceivedBlockInfo block) {
    block.logged().ifPresent(dataLogs::remove);
  }

  private void countBatched(List<ReceivedBlockInfo> blocks) {
    for (ReceivedBlockInfo block : blocks) {
      batchedBlocks++;
      batchedRecords += block.recordCount();
    }
  }

  private void uncountBatched(ReceivedBlockInfo block) {
    batchedBlocks--;
    batchedRecords -= block.recordCount();
  }

  private void countLost(int streamId, long records) {
    if (records > 0) {
      recordsLost.merge(streamId, records, Math::addExact);
    }
  }

  private static List<ReceivedBlockInfo> allBlocks(AllocatedBatch batch) {
    return batch.blocks().values().stream().flatMap(Collection::stream).toList();
  }

  private static void encodeBlocks(BinaryWriter out, List<ReceivedBlockInfo> blocks) {
    out.writeCount(blocks.size());
    blocks.forEach(block -> BlockCodec.write(out, block));
  }

  private static List<ReceivedBlockInfo> decodeBlocks(BinaryReader in) {
    List<ReceivedBlockInfo> blocks = new ArrayList<>();
    for (int left = in.readLength(); left > 0; left--) {
      blocks.add(BlockCodec.read(in));
    }
    return blocks;
  }

  private static void encodeTime(BinaryWriter out, Optional<Time> time) {
    out.writeByte(time.isPresent() ? 1 : 0);
    time.ifPresent(present -> out.writeSigned(present.milliseconds()));
  }

  private static Optional<Time> decodeTime(BinaryReader in) {
    return in.readByte() == 1 ? Optional.of(new Time(in.readSigned())) : Optional.empty();
  }

  private static void check(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalStateException(String.format(message, values));
    }
  }
}
