package dev.millrace.scheduler;

import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.time.Time;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was decided once for a batch. <em>Immutable.</em>
 *
 * @param number the batch's identity in logs and sinks, dense from 0
 * @param time its tick, strictly increasing with the number
 * @param blocks the blocks of each receiver stream by stream id, in the order of their arrival; a
 *     stream without blocks may be absent
 * @param ranges the range of each direct input by stream id; one that could not be asked in time is
 *     absent
 */
public record AllocatedBatch(
    long number,
    Time time,
    Map<Integer, List<ReceivedBlockInfo>> blocks,
    Map<Integer, InputRange> ranges) {

  public AllocatedBatch {
    TreeMap<Integer, List<ReceivedBlockInfo>> copy = new TreeMap<>();
    blocks.forEach((stream, list) -> copy.put(stream, List.copyOf(list)));
    blocks = Collections.unmodifiableMap(copy);
    ranges = Collections.unmodifiableMap(new TreeMap<>(ranges));
  }

  /** A batch of received blocks alone. */
  public AllocatedBatch(long number, Time time, Map<Integer, List<ReceivedBlockInfo>> blocks) {
    this(number, time, blocks, Map.of());
  }

  /** The blocks of one stream, in the order of their arrival. */
  public List<ReceivedBlockInfo> blocksOf(int streamId) {
    return blocks.getOrDefault(streamId, List.of());
  }

  /** The range of a direct input; empty if it could not be asked in time. */
  public Optional<InputRange> rangeOf(int streamId) {
    return Optional.ofNullable(ranges.get(streamId));
  }

  /** Whether any stream brings something in. */
  public boolean hasInput() {
    return !blocks.isEmpty() || ranges.values().stream().anyMatch(range -> !range.isEmpty());
  }
}
