package dev.millrace.scheduler.rate;

import dev.millrace.scheduler.listener.BatchInfo;
import dev.millrace.scheduler.listener.StreamInputInfo;
import dev.millrace.scheduler.tracker.TrackerCommand;
import dev.millrace.scheduler.tracker.TrackerCommand.UpdateReceiverRateLimit;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Limits one input stream to what its batches show can be processed. A batch that failed shows
 * nothing. <em>Owned by the driver thread.</em>
 */
public final class RateController {

  private final int streamId;
  private final RateEstimator estimator;
  private final double maxRate;
  private final Consumer<TrackerCommand> tracker;

  /**
   * A controller that has not seen a batch.
   *
   * @param maxRate records per second that no limit exceeds
   * @param tracker takes the limits
   */
  public RateController(
      int streamId, RateEstimator estimator, double maxRate, Consumer<TrackerCommand> tracker) {
    this.streamId = streamId;
    this.estimator = estimator;
    this.maxRate = maxRate;
    this.tracker = tracker;
  }

  /** All jobs of a batch have ended, and that is durable. */
  public void onBatchCompleted(BatchInfo batch) {
    if (batch.failureReason().isPresent() || batch.processingEndTime().isEmpty()) {
      return;
    }
    Optional<StreamInputInfo> input =
        Optional.ofNullable(batch.streamIdToInputInfo().get(streamId));
    OptionalDouble rate =
        estimator.compute(
            batch.processingEndTime().getAsLong(),
            input.map(StreamInputInfo::numRecords).orElse(0L),
            batch.processingDelay().orElseThrow(),
            batch.schedulingDelay().orElseThrow());
    rate.ifPresent(
        limit -> tracker.accept(new UpdateReceiverRateLimit(streamId, Math.min(limit, maxRate))));
  }
}
