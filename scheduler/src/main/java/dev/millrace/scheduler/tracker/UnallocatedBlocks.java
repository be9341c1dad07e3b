package dev.millrace.scheduler.tracker;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.log.BlockCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Blocks that wait for a batch, by stream in the order of their arrival. <em>Owned by the driver
 * thread.</em>
 */
final class UnallocatedBlocks {

  /** Streams without waiting blocks are absent. */
  private final SortedMap<Integer, Map<BlockId, ReceivedBlockInfo>> byStream = new TreeMap<>();

  private long recordCount;

  void add(ReceivedBlockInfo block) {
    recordCount += block.recordCount();
    byStream
        .computeIfAbsent(block.id().streamId(), stream -> new LinkedHashMap<>())
        .put(block.id(), block);
  }

  boolean contains(BlockId id) {
    return byStream.containsKey(id.streamId()) && byStream.get(id.streamId()).containsKey(id);
  }

  /**
   * Takes blocks of one stream out.
   *
   * @throws IllegalStateException if one of them does not wait
   */
  List<ReceivedBlockInfo> take(int stream, List<BlockId> ids) {
    Map<BlockId, ReceivedBlockInfo> waiting = byStream.getOrDefault(stream, new LinkedHashMap<>());
    List<ReceivedBlockInfo> taken = new ArrayList<>(ids.size());
    for (BlockId id : ids) {
      ReceivedBlockInfo block = waiting.remove(id);
      if (block == null) {
        throw new IllegalStateException("block " + id + " does not wait for a batch");
      }
      taken.add(block);
      recordCount -= block.recordCount();
    }
    if (waiting.isEmpty()) {
      byStream.remove(stream);
    }
    return taken;
  }

  /** The names of what one batch takes: all, but of a stream no more than one event can name. */
  SortedMap<Integer, List<BlockId>> ids() {
    SortedMap<Integer, List<BlockId>> ids = new TreeMap<>();
    byStream.forEach(
        (stream, waiting) ->
            ids.put(stream, waiting.keySet().stream().limit(BlockCodec.IDS_MAX).toList()));
    return ids;
  }

  List<ReceivedBlockInfo> all() {
    List<ReceivedBlockInfo> all = new ArrayList<>();
    byStream.values().forEach(waiting -> all.addAll(waiting.values()));
    return all;
  }

  /** How many blocks wait. Takes a step for each stream. */
  long blockCount() {
    long count = 0;
    for (Map<BlockId, ReceivedBlockInfo> waiting : byStream.values()) {
      count += waiting.size();
    }
    return count;
  }

  /** How many records wait. */
  long recordCount() {
    return recordCount;
  }

  boolean isEmpty() {
    return byStream.isEmpty();
  }
}
