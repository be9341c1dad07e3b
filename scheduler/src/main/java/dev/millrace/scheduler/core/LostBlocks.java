package dev.millrace.scheduler.core;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.log.DriverEvent.BlocksDropped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Finds the blocks of an earlier life that can be read nowhere any more: not in a data log, and no
 * executor has a copy. They are dropped with their number of records, so that batches do not fail
 * over and over for what cannot come back.
 */
final class LostBlocks {

  private static final String REASON =
      "the driver restarted, and with it went all copies of blocks that were in no log";

  private final DriverState state;
  private final Predicate<BlockId> hasCopies;

  LostBlocks(DriverState state, Predicate<BlockId> hasCopies) {
    this.state = state;
    this.hasCopies = hasCopies;
  }

  /** One event per stream that lost blocks. */
  List<BlocksDropped> find() {
    Map<Integer, List<BlockId>> gone = new TreeMap<>();
    Map<Integer, Long> recordsLost = new TreeMap<>();
    collect(state.blocks().unallocatedBlocks(), true, gone, recordsLost);
    Set<Long> unfinished = new HashSet<>(state.batches().awaiting());
    for (long number : state.batches().retained()) {
      state
          .blocks()
          .batch(number)
          .blocks()
          .values()
          .forEach(blocks -> collect(blocks, unfinished.contains(number), gone, recordsLost));
    }
    return gone.entrySet().stream()
        .map(
            entry ->
                new BlocksDropped(
                    entry.getKey(),
                    entry.getValue(),
                    recordsLost.getOrDefault(entry.getKey(), 0L),
                    REASON))
        .toList();
  }

  private void collect(
      Collection<ReceivedBlockInfo> blocks,
      boolean countAsLost,
      Map<Integer, List<BlockId>> gone,
      Map<Integer, Long> recordsLost) {
    for (ReceivedBlockInfo block : blocks) {
      if (block.logged().isEmpty() && !hasCopies.test(block.id())) {
        gone.computeIfAbsent(block.id().streamId(), stream -> new ArrayList<>()).add(block.id());
        if (countAsLost) {
          recordsLost.merge(block.id().streamId(), block.recordCount(), Math::addExact);
        }
      }
    }
  }
}
