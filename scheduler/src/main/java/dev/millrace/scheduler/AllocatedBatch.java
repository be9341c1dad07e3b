package dev.millrace.scheduler;

import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.time.Time;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was decided once for a batch. <em>Immutable.</em>
 *
 * @param number the batch's identity in logs and sinks, dense from 0
 * @param time its tick, strictly increasing with the number
 * @param blocks the blocks of each receiver stream by stream id, in the order of their arrival; a
 *     stream without blocks may be absent
 */
public record AllocatedBatch(long number, Time time, Map<Integer, List<ReceivedBlockInfo>> blocks) {

  public AllocatedBatch {
    TreeMap<Integer, List<ReceivedBlockInfo>> copy = new TreeMap<>();
    blocks.forEach((stream, list) -> copy.put(stream, List.copyOf(list)));
    blocks = Collections.unmodifiableMap(copy);
  }

  /** The blocks of one stream, in the order of their arrival. */
  public List<ReceivedBlockInfo> blocksOf(int streamId) {
    return blocks.getOrDefault(streamId, List.of());
  }
}
