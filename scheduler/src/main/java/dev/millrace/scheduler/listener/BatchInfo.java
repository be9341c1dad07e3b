package dev.millrace.scheduler.listener;

import dev.millrace.time.Time;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A batch as it is at some moment. Times are milliseconds since the epoch, delays are milliseconds.
 * <em>Immutable.</em>
 *
 * @param batchNumber the batch's dense number
 * @param batchTime its tick
 * @param streamIdToInputInfo what each input stream brings in, by stream id
 * @param submissionTime when its jobs were ready to run
 * @param processingStartTime when its first job started, empty before
 * @param processingEndTime when its last job ended, empty before
 * @param outputOperationInfos its outputs by their id
 * @param failureReason why the batch failed; empty unless it did
 */
public record BatchInfo(
    long batchNumber,
    Time batchTime,
    Map<Integer, StreamInputInfo> streamIdToInputInfo,
    long submissionTime,
    OptionalLong processingStartTime,
    OptionalLong processingEndTime,
    Map<Integer, OutputOperationInfo> outputOperationInfos,
    Optional<String> failureReason) {

  public BatchInfo {
    streamIdToInputInfo = Collections.unmodifiableMap(new TreeMap<>(streamIdToInputInfo));
    outputOperationInfos = Collections.unmodifiableMap(new TreeMap<>(outputOperationInfos));
  }

  /** From submission to the start of the first job; empty before. */
  public OptionalLong schedulingDelay() {
    return difference(OptionalLong.of(submissionTime), processingStartTime);
  }

  /** From the start of the first job to the end of the last; empty before. */
  public OptionalLong processingDelay() {
    return difference(processingStartTime, processingEndTime);
  }

  /** From submission to the end of the last job; empty before. */
  public OptionalLong totalDelay() {
    return difference(OptionalLong.of(submissionTime), processingEndTime);
  }

  /** Records of all input streams together. */
  public long numRecords() {
    return streamIdToInputInfo.values().stream().mapToLong(StreamInputInfo::numRecords).sum();
  }

  private static OptionalLong difference(OptionalLong from, OptionalLong to) {
    return from.isPresent() && to.isPresent()
        ? OptionalLong.of(to.getAsLong() - from.getAsLong())
        : OptionalLong.empty();
  }
}
