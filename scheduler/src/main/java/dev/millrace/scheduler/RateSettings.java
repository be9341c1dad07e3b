package dev.millrace.scheduler;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.receiver.ReceiverSettings;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How fast inputs may bring records in. <em>Immutable.</em>
 *
 * @param backpressure the constants of the controller that follows the processing rate; empty when
 *     rates stay as they are
 * @param initialRate records per second that each direct input gives at first, if there is a limit;
 *     receivers have theirs from {@link ReceiverSettings}
 * @param maxRate records per second that are never exceeded; the largest long for no limit
 */
public record RateSettings(
    Optional<PidGains> backpressure, OptionalDouble initialRate, double maxRate) {

  /** No limit and no controller. */
  public static final RateSettings UNLIMITED =
      new RateSettings(Optional.empty(), OptionalDouble.empty(), Long.MAX_VALUE);

  /** From here on, about the largest long, a rate is none. */
  private static final double NO_LIMIT = 9e18;

  public RateSettings {
    if (!(maxRate > 0)) {
      throw new IllegalArgumentException("maxRate must be positive: " + maxRate);
    }
    if (initialRate.isPresent() && !(initialRate.getAsDouble() > 0)) {
      throw new IllegalArgumentException("initialRate must be positive: " + initialRate);
    }
  }

  /** The settings of a configuration. */
  public static RateSettings of(MillraceConf conf) {
    ReceiverSettings receivers = ReceiverSettings.from(conf);
    double initial = receivers.initialRate();
    return new RateSettings(
        conf.get(SchedulerKeys.BACKPRESSURE_ENABLED) ? Optional.of(gains(conf)) : Optional.empty(),
        initial < NO_LIMIT ? OptionalDouble.of(initial) : OptionalDouble.empty(),
        receivers.maxRate());
  }

  private static PidGains gains(MillraceConf conf) {
    return new PidGains(
        conf.get(SchedulerKeys.PID_PROPORTIONAL),
        conf.get(SchedulerKeys.PID_INTEGRAL),
        conf.get(SchedulerKeys.PID_DERIVED),
        conf.get(SchedulerKeys.PID_MIN_RATE));
  }
}
