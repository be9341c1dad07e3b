package dev.millrace.scheduler.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.scheduler.PidGains;
import dev.millrace.scheduler.RateSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PidRateEstimatorTest {

  private static final Duration BATCH = Duration.ofMillis(20);
  private static final PidGains PROPORTIONAL_ONLY = new PidGains(1, 0, 0, 10);

  @Test
  void isTheEstimatorThatIsConfigured() {
    MillraceConf conf =
        new MillraceConf()
            .set("millrace.streaming.backpressure.enabled", "true")
            .set("millrace.streaming.backpressure.rateEstimator", "pid")
            .set("millrace.streaming.backpressure.initialRate", "500")
            .set("millrace.streaming.receiver.maxRate", "800")
            .set("millrace.streaming.backpressure.pid.proportional", "0.5")
            .set("millrace.streaming.backpressure.pid.integral", "0.1")
            .set("millrace.streaming.backpressure.pid.derived", "0.25")
            .set("millrace.streaming.backpressure.pid.minRate", "7");
    RateSettings settings = RateSettings.of(conf);
    assertEquals(new PidGains(0.5, 0.1, 0.25, 7), settings.backpressure().orElseThrow());
    assertEquals(OptionalDouble.of(500), settings.initialRate());
    assertEquals(800, settings.maxRate());
    assertEquals(
        new PidGains(1, 0.2, 0, 100),
        RateSettings.of(new MillraceConf().set("millrace.streaming.backpressure.enabled", "true"))
            .backpressure()
            .orElseThrow());
    assertTrue(RateSettings.of(new MillraceConf()).backpressure().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 0, 10", "0, -1, 0, 10", "0, 0, -1, 10", "0, 0, 0, 0", "NaN, 0, 0, 10"})
  void refusesConstantsOutOfRange(double p, double i, double d, double minRate) {
    assertThrows(IllegalArgumentException.class, () -> new PidGains(p, i, d, minRate));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PidRateEstimator(Duration.ZERO, PROPORTIONAL_ONLY));
  }

  @Test
  void theFirstBatchOnlySaysWhereToBegin() {
    assertEquals(OptionalDouble.empty(), estimator(1, 0.2, 0).compute(0, 10, 10, 0));
  }

  @Test
  void theSecondBatchGivesARate() {
    PidRateEstimator estimator = estimator(1, 0.2, 0);
    estimator.compute(0, 10, 10, 0);
    // 10 records in 10 ms are 1000 a second, just as before.
    assertEquals(OptionalDouble.of(1000), estimator.compute(10, 10, 10, 0));
  }

  @Test
  void givesNoRateWithoutATimeDifference() {
    PidRateEstimator estimator = estimator(1, 0.2, 0);
    estimator.compute(0, 10, 10, 0);
    estimator.compute(10, 10, 10, 0);
    assertEquals(OptionalDouble.empty(), estimator.compute(10, 20, 10, 0));
    assertEquals(OptionalDouble.empty(), estimator.compute(9, 20, 10, 0));
  }

  @Test
  void givesNoRateWithoutRecords() {
    PidRateEstimator estimator = estimator(1, 0.2, 0);
    estimator.compute(0, 10, 10, 0);
    assertEquals(OptionalDouble.empty(), estimator.compute(10, 0, 10, 0));
  }

  @Test
  void givesNoRateWithoutProcessingDelay() {
    PidRateEstimator estimator = estimator(1, 0.2, 0);
    estimator.compute(0, 10, 10, 0);
    assertEquals(OptionalDouble.empty(), estimator.compute(10, 10, 0, 0));
  }

  @Test
  void neverGivesLessThanTheMinimum() {
    SplittableRandom random = new SplittableRandom(3);
    PidRateEstimator estimator = new PidRateEstimator(BATCH, new PidGains(2, 1, 1, 25));
    List<Double> rates = new ArrayList<>();
    for (int batch = 0; batch < 1_000; batch++) {
      estimator
          .compute(batch * 20L, 1 + random.nextInt(3), 1 + random.nextInt(500), 3_000)
          .ifPresent(rates::add);
    }
    assertEquals(999, rates.size());
    assertTrue(rates.stream().allMatch(rate -> rate >= 25));
    assertTrue(rates.contains(25.0), "it has been pressed to the minimum");
  }

  @Test
  void withAProportionalPartAloneFollowsTheProcessingRate() {
    PidRateEstimator estimator = estimator(1, 0, 0);
    estimator.compute(0, 10, 20, 50);
    for (int batch = 1; batch < 50; batch++) {
      // Whatever waits: without an integral part the backlog does not count.
      assertEquals(
          batch * 1_000.0 / 20,
          estimator.compute(batch * 20L, batch, 20, batch * 10L).orElse(0),
          1e-9);
    }
  }

  @Test
  void withAnIntegralPartTheBacklogLowersTheRate() {
    PidRateEstimator estimator = estimator(1, 0.2, 0);
    estimator.compute(0, 20, 20, 0);
    // 1000 a second; 10 ms of a 20 ms batch wait, of which a fifth is corrected: 0.2 x 500.
    assertEquals(900, estimator.compute(20, 20, 20, 10).orElseThrow(), 1e-9);
  }

  @Test
  void withADerivativePartASteepChangeCounts() {
    PidRateEstimator estimator = estimator(1, 0, 0.01);
    estimator.compute(0, 20, 20, 0);
    // The rate halves within 20 ms: the error rises by 500 in 0.02 s, of which a hundredth counts.
    assertEquals(250, estimator.compute(20, 10, 20, 0).orElseThrow(), 1e-9);
  }

  private static PidRateEstimator estimator(double p, double i, double d) {
    return new PidRateEstimator(BATCH, new PidGains(p, i, d, 10));
  }
}
