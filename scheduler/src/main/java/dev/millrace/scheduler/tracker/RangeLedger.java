package dev.millrace.scheduler.tracker;

import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.input.LoggedRange;
import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.RangeCodec;
import dev.millrace.time.Time;
import java.util.List;
import java.util.TreeMap;

/**
 * The ledger of direct inputs: which ranges they have given to batches, as far back as their
 * planning has to know. It is changed by events only, so that the same code runs live and at
 * recovery. <em>Owned by the driver thread.</em>
 */
public final class RangeLedger {

  /** Never holds an empty map; the last entry of a map is where planning goes on. */
  private final TreeMap<Integer, TreeMap<Time, InputRange>> ranges = new TreeMap<>();

  /** The ranges that the planning of a stream has to know, oldest first. */
  List<LoggedRange> of(int streamId) {
    return ranges.getOrDefault(streamId, new TreeMap<>()).entrySet().stream()
        .map(entry -> new LoggedRange(entry.getKey(), entry.getValue()))
        .toList();
  }

  public void onBatchAllocated(BatchAllocated event) {
    event.ranges().forEach((stream, range) -> add(stream, event.time(), range));
  }

  private void add(int streamId, Time batchTime, InputRange range) {
    TreeMap<Time, InputRange> logged = ranges.computeIfAbsent(streamId, stream -> new TreeMap<>());
    logged.headMap(range.recallAfter().orElse(batchTime), true).clear();
    if (!logged.isEmpty() && logged.lastEntry().getValue().isEmpty()) {
      logged.pollLastEntry(); // it has no part to recall, and planning no longer goes on there
    }
    logged.put(batchTime, range);
  }

  public void encode(BinaryWriter out) {
    out.writeCount(ranges.size());
    ranges.forEach(
        (stream, logged) -> {
          out.writeCount(stream).writeCount(logged.size());
          logged.forEach(
              (time, range) -> {
                out.writeSigned(time.milliseconds());
                RangeCodec.write(out, range);
              });
        });
  }

  public void restore(BinaryReader in) {
    for (int streams = in.readLength(); streams > 0; streams--) {
      TreeMap<Time, InputRange> logged = new TreeMap<>();
      ranges.put(in.readIntCount(), logged);
      for (int left = in.readLength(); left > 0; left--) {
        logged.put(new Time(in.readSigned()), RangeCodec.read(in));
      }
    }
  }
}
