package dev.millrace.scheduler;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in a configuration. */
public final class DurationText {

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|min|h|d)?");

  /** Far beyond any use, and far from what nanoseconds cannot count. */
  private static final Duration MAX = Duration.ofDays(365);

  private DurationText() {}

  /**
   * Parses {@code 500}, {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}, {@code 1d} or ISO-8601
   * ({@code PT10S}); a bare number is milliseconds.
   *
   * @throws IllegalArgumentException if the text is none of these, not positive, or more than 365
   *     days
   */
  public static Duration parse(String text) {
    String trimmed = text.trim().toLowerCase(Locale.ROOT);
    Duration duration = trimmed.startsWith("p") ? iso(trimmed) : amount(trimmed);
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("must be positive");
    }
    if (duration.compareTo(MAX) > 0) {
      throw new IllegalArgumentException("must be at most " + MAX.toDays() + "d");
    }
    return duration;
  }

  private static Duration amount(String text) {
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a duration such as 500ms, 10s, 2m or PT10S");
    }
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m", "min" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static Duration iso(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("must be a duration such as 500ms, 10s, 2m or PT10S", e);
    }
  }
}
