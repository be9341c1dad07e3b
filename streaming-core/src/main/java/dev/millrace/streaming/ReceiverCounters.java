package dev.millrace.streaming;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what receivers do, by stream. <em>Thread-safe.</em> */
final class ReceiverCounters implements ReceiverListener {

  /** A stream's map has all counters from the beginning and never changes. */
  private final Map<Integer, Map<ReceiverCounter, LongAdder>> byStream = new ConcurrentHashMap<>();

  /** The counts of a stream now; all zero for one that is not known. */
  Map<ReceiverCounter, Long> of(int streamId) {
    Map<ReceiverCounter, Long> counts = new EnumMap<>(ReceiverCounter.class);
    counters(streamId).forEach((counter, adder) -> counts.put(counter, adder.sum()));
    return counts;
  }

  private Map<ReceiverCounter, LongAdder> counters(int streamId) {
    return byStream.computeIfAbsent(streamId, ignored -> allZero());
  }

  private static Map<ReceiverCounter, LongAdder> allZero() {
    Map<ReceiverCounter, LongAdder> counters = new EnumMap<>(ReceiverCounter.class);
    for (ReceiverCounter counter : ReceiverCounter.values()) {
      counters.put(counter, new LongAdder());
    }
    return counters;
  }

  private void add(int streamId, ReceiverCounter counter, long count) {
    counters(streamId).get(counter).add(count);
  }

  @Override
  public void onBlockSealed(BlockId id, long recordCount, long sizeBytes) {
    add(id.streamId(), ReceiverCounter.BLOCKS_SEALED, 1);
    add(id.streamId(), ReceiverCounter.RECORDS_SEALED, recordCount);
  }

  @Override
  public void onBlockAcknowledged(BlockId id, long recordCount) {
    add(id.streamId(), ReceiverCounter.BLOCKS_ACKNOWLEDGED, 1);
  }

  @Override
  public void onBlockStoreFailed(BlockId id, Throwable cause) {
    add(id.streamId(), ReceiverCounter.BLOCK_STORE_FAILURES, 1);
  }

  @Override
  public void onUnderReplicated(BlockId id, int copies, int wanted) {
    add(id.streamId(), ReceiverCounter.UNDER_REPLICATED_BLOCKS, 1);
  }

  @Override
  public void onRecordsLost(int streamId, long count, String reason) {
    add(streamId, ReceiverCounter.RECORDS_LOST, count);
  }

  @Override
  public void onPoisonRecord(int streamId) {
    add(streamId, ReceiverCounter.RECORDS_UNENCODABLE, 1);
  }

  @Override
  public void onRecordsRejected(int streamId, long count) {
    add(streamId, ReceiverCounter.RECORDS_REJECTED, count);
  }

  @Override
  public void onOversizeLine(int streamId, long lengthBytes) {
    add(streamId, ReceiverCounter.OVERSIZE_LINES, 1);
  }

  @Override
  public void onMalformedLines(int streamId, long count) {
    add(streamId, ReceiverCounter.MALFORMED_LINES, count);
  }

  @Override
  public void onPartialLine(int streamId, long lengthBytes) {
    add(streamId, ReceiverCounter.PARTIAL_LINES, 1);
  }

  @Override
  public void onSourceHeldBack(int streamId) {
    add(streamId, ReceiverCounter.SOURCE_HELD_BACK, 1);
  }

  @Override
  public void onReceiverRestart(int streamId, int attempt, String reason) {
    add(streamId, ReceiverCounter.RESTARTS, 1);
  }

  @Override
  public void onReceiverError(int streamId, String message) {
    add(streamId, ReceiverCounter.ERRORS, 1);
  }
}
