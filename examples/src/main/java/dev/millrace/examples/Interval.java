package dev.millrace.examples;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as people write them on a command line. */
final class Interval {

  private static final Pattern FORM = Pattern.compile("(\\d+)(ms|s|min)");

  private Interval() {}

  /**
   * Reads {@code 200ms}, {@code 1s} or {@code 2min}.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be a number with ms, s or min, 200ms for one: " + text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }
}
