package dev.millrace.scheduler.rate;

import dev.millrace.scheduler.PidGains;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * A proportional-integral-derivative controller: it moves the rate towards that at which the last
 * batch was processed. What waits to be processed already counts as an error of the past, which has
 * to be worked off; the proportional part answers to the error of now, the derivative part to how
 * fast it changes. The first batch only says where to begin. <em>Owned by the driver thread.</em>
 */
public final class PidRateEstimator implements RateEstimator {

  private final double batchMillis;
  private final PidGains gains;

  private boolean seeded;
  private long latestEndMillis = -1;
  private double latestRate;
  private double latestError;

  /**
   * An estimator that knows no batch.
   *
   * @param batchDuration from tick to tick, positive
   */
  public PidRateEstimator(Duration batchDuration, PidGains gains) {
    if (batchDuration.isZero() || batchDuration.isNegative()) {
      throw new IllegalArgumentException("batchDuration must be positive: " + batchDuration);
    }
    this.batchMillis = batchDuration.toNanos() / 1e6;
    this.gains = gains;
  }

  @Override
  public OptionalDouble compute(
      long endMillis, long records, long processingDelayMillis, long schedulingDelayMillis) {
    if (endMillis <= latestEndMillis || records <= 0 || processingDelayMillis <= 0) {
      return OptionalDouble.empty();
    }
    double processingRate = records * 1000.0 / processingDelayMillis;
    if (!seeded) {
      seeded = true;
      latestEndMillis = endMillis;
      latestRate = processingRate;
      return OptionalDouble.empty();
    }
    double error = latestRate - processingRate;
    double backlogError = schedulingDelayMillis * processingRate / batchMillis;
    double change = (error - latestError) * 1000.0 / (endMillis - latestEndMillis);
    latestRate =
        Math.max(
            gains.minRate(),
            latestRate
                - gains.proportional() * error
                - gains.integral() * backlogError
                - gains.derivative() * change);
    latestError = error;
    latestEndMillis = endMillis;
    return OptionalDouble.of(latestRate);
  }
}
