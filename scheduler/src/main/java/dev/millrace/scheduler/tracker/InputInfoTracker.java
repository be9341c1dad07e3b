package dev.millrace.scheduler.tracker;

import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.input.DirectInput;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.listener.StreamInputInfo;
import dev.millrace.time.Time;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What each input stream brings into each batch that is not over. <em>Owned by the driver
 * thread.</em>
 */
public final class InputInfoTracker {

  private final TreeMap<Time, Map<Integer, StreamInputInfo>> infos = new TreeMap<>();
  private final Map<Integer, DirectInput<?>> direct = new TreeMap<>();

  /** Nothing has been reported. */
  public InputInfoTracker(List<DirectInputSpec> inputs) {
    inputs.forEach(spec -> direct.put(spec.streamId(), spec.input()));
  }

  /**
   * Reports what an allocation says: records and blocks of each receiver stream, the range of each
   * direct input.
   */
  public void reportAllocation(AllocatedBatch batch) {
    batch
        .blocks()
        .forEach(
            (stream, blocks) -> {
              long records = blocks.stream().mapToLong(ReceivedBlockInfo::recordCount).sum();
              report(batch.time(), new StreamInputInfo(stream, records, describe(blocks)));
            });
    batch
        .ranges()
        .forEach(
            (stream, range) ->
                report(
                    batch.time(),
                    new StreamInputInfo(stream, range.recordCount(), describe(stream, range))));
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

  /** An input that the program no longer has cannot say what its range meant. */
  private Map<String, Object> describe(int stream, InputRange range) {
    return Optional.ofNullable(direct.get(stream))
        .map(input -> input.metadata(range))
        .orElse(Map.of());
  }

  private static Map<String, Object> describe(List<ReceivedBlockInfo> blocks) {
    return Map.of(
        StreamInputInfo.METADATA_KEY_DESCRIPTION,
        blocks.size() + (blocks.size() == 1 ? " block" : " blocks"));
  }
}
