package dev.millrace.scheduler.rate;

import java.util.OptionalDouble;

/** Estimates how many records a second can be processed. <em>Owned by the driver thread.</em> */
public interface RateEstimator {

  /**
   * Learns from a batch.
   *
   * @param endMillis when its last job ended, in milliseconds since the epoch
   * @param records how many records it had
   * @param processingDelayMillis how long its jobs took
   * @param schedulingDelayMillis how long it waited for them to begin
   * @return the new rate in records per second; empty if there is nothing to learn from this batch
   */
  OptionalDouble compute(
      long endMillis, long records, long processingDelayMillis, long schedulingDelayMillis);
}
