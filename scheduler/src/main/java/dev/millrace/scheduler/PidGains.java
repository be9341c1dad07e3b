package dev.millrace.scheduler;

/**
 * The constants of the controller that follows the processing rate. <em>Immutable.</em>
 *
 * @param proportional how much of the error of now is corrected
 * @param integral how much of the backlog is corrected
 * @param derivative how much the error's change counts
 * @param minRate records per second below which the rate never falls
 */
public record PidGains(double proportional, double integral, double derivative, double minRate) {

  public PidGains {
    requireNotNegative("proportional", proportional);
    requireNotNegative("integral", integral);
    requireNotNegative("derivative", derivative);
    if (!(minRate > 0) || Double.isInfinite(minRate)) {
      throw new IllegalArgumentException("minRate must be positive and finite: " + minRate);
    }
  }

  private static void requireNotNegative(String name, double gain) {
    if (!(gain >= 0) || Double.isInfinite(gain)) {
      throw new IllegalArgumentException(name + " must be finite and not negative: " + gain);
    }
  }
}
