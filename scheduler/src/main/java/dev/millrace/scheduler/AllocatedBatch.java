package dev.millrace.scheduler;

import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.time.Time;
import java.util.List;
import java.util.Map;

/**
 * What was decided once for a batch. <em>Immutable.</em>
 *
 * @param number the batch's identity in logs and sinks, dense from 0
 * @param time its tick, strictly increasing with the number
 * @param blocks the blocks of each receiver stream by stream id, in the order of their arrival; a
 *     stream without blocks may be absent
 */
public record AllocatedBatch(long number, Time time, Map<Integer, List<ReceivedBlockInfo>> blocks) {

  public List<ReceivedBlockInfo> blocksOf(int streamId) {
    return blocks.getOrDefault(streamId, List.of());
  }
}
