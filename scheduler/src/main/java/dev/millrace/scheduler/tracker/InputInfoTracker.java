package dev.millrace.scheduler.tracker;

import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.listener.StreamInputInfo;
import dev.millrace.time.Time;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each input stream brings into each batch that is not over. <em>Owned by the driver
 * thread.</em>
 */
public final class InputInfoTracker {

  private final TreeMap<Time, Map<Integer, StreamInputInfo>> infos = new TreeMap<>();

  /** Reports what an allocation says: records and blocks of each receiver stream. */
  public void reportAllocation(AllocatedBatch batch) {
    batch
        .blocks()
        .forEach(
            (stream, blocks) -> {
              long records = blocks.stream().mapToLong(ReceivedBlockInfo::recordCount).sum();
              report(batch.time(), new StreamInputInfo(stream, records, describe(blocks)));
            });
  }

  /**
   * Reports one input of one batch.
   *
   * @throws IllegalStateException if that input has been reported for that batch before
   */
  public void report(Time batchTime, StreamInputInfo info) {
    Map<Integer, StreamInputInfo> batch = infos.computeIfAbsent(batchTime, time -> new TreeMap<>());
    StreamInputInfo earlier = batch.putIfAbsent(info.inputStreamId(), info);
    if (earlier != null) {
      throw new IllegalStateException(
          "input stream "
              + info.inputStreamId()
              + " was reported twice for the batch at "
              + batchTime
              + ": "
              + earlier
              + ", then "
              + info);
    }
  }

  /** What was reported for a batch, by stream. */
  public Map<Integer, StreamInputInfo> infosOf(Time batchTime) {
    return Collections.unmodifiableMap(new TreeMap<>(infos.getOrDefault(batchTime, Map.of())));
  }

  /** Forgets a batch. */
  public void forget(Time batchTime) {
    infos.remove(batchTime);
  }

  private static Map<String, Object> describe(List<ReceivedBlockInfo> blocks) {
    return Map.of(
        StreamInputInfo.METADATA_KEY_DESCRIPTION,
        blocks.size() + (blocks.size() == 1 ? " block" : " blocks"));
  }
}
