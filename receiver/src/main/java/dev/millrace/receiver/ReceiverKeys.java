package dev.millrace.receiver;

import dev.millrace.rdd.ConfigKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The configuration keys that receivers read. <em>Immutable.</em> */
public final class ReceiverKeys {

  private static final String PREFIX = "millrace.streaming.";

  /** Far beyond any use, and far from what nanoseconds cannot count. */
  private static final Duration DURATION_MAX = Duration.ofDays(365);

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,15})\\s*([a-z]*)");

  public static final ConfigKey<Duration> BLOCK_INTERVAL =
      new ConfigKey<>(
          PREFIX + "blockInterval",
          "200ms",
          text -> positive(duration(text, "ms")),
          "How old a block's first record grows before the block is sealed.");

  public static final ConfigKey<Integer> BLOCK_QUEUE_SIZE =
      new ConfigKey<>(
          PREFIX + "blockQueueSize",
          "10",
          text -> wholeNumber(text, 1, 100_000),
          "How many sealed blocks of a receiver wait for storage before its source is held back.");

  public static final ConfigKey<Double> MAX_RATE =
      new ConfigKey<>(
          PREFIX + "receiver.maxRate",
          Long.toString(Long.MAX_VALUE),
          ReceiverKeys::rate,
          "The most records per second that each receiver takes.");

  public static final ConfigKey<Optional<Double>> INITIAL_RATE =
      new ConfigKey<>(
          PREFIX + "backpressure.initialRate",
          "",
          text -> text.isBlank() ? Optional.empty() : Optional.of(rate(text)),
          "Records per second that each receiver takes at first; receiver.maxRate if not set.");

  public static final ConfigKey<Duration> RESTART_DELAY =
      new ConfigKey<>(
          PREFIX + "receiverRestartDelay",
          "2000ms",
          text -> duration(text, "ms"),
          "How long a failed receiver waits before it starts again, the first time.");

  public static final ConfigKey<Boolean> LOG_ENABLED =
      new ConfigKey<>(
          PREFIX + "receiver.writeAheadLog.enable",
          "false",
          ReceiverKeys::truth,
          "Whether received blocks are also written to a log before they are acknowledged.");

  public static final ConfigKey<Duration> BLOCK_STORE_TIMEOUT =
      new ConfigKey<>(
          PREFIX + "receiver.blockStoreTimeout",
          "30s",
          text -> positive(duration(text, "s")),
          "How long one attempt at storing a block may take.");

  public static final ConfigKey<Integer> MAX_LINE_BYTES =
      new ConfigKey<>(
          PREFIX + "socket.maxLineBytes",
          "1048576",
          text -> wholeNumber(text, 1, ReceiverSettings.BLOCK_BYTES_MAX),
          "The longest line in bytes that a socket stream takes; longer ones are skipped.");

  private ReceiverKeys() {}

  /** All keys, in a fixed order. */
  public static List<ConfigKey<?>> all() {
    return List.of(
        BLOCK_INTERVAL,
        BLOCK_QUEUE_SIZE,
        MAX_RATE,
        INITIAL_RATE,
        RESTART_DELAY,
        LOG_ENABLED,
        BLOCK_STORE_TIMEOUT,
        MAX_LINE_BYTES);
  }

  private static Duration duration(String text, String defaultUnit) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be a whole number and a unit (ms, s, m, h), such as 200ms");
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2).isEmpty() ? defaultUnit : matcher.group(2);
    Function<Long, Duration> of =
        switch (unit) {
          case "ms" -> Duration::ofMillis;
          case "s" -> Duration::ofSeconds;
          case "m", "min" -> Duration::ofMinutes;
          case "h" -> Duration::ofHours;
          default ->
              throw new IllegalArgumentException("has an unknown unit, known are ms, s, m, h");
        };
    Duration duration = of.apply(number);
    if (duration.compareTo(DURATION_MAX) > 0) {
      throw new IllegalArgumentException("must be at most " + DURATION_MAX.toHours() + "h");
    }
    return duration;
  }

  private static Duration positive(Duration duration) {
    if (duration.isZero()) {
      throw new IllegalArgumentException("must be positive");
    }
    return duration;
  }

  private static int wholeNumber(String text, int min, int max) {
    long number;
    try {
      number = Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
    if (number < min || number > max) {
      throw new IllegalArgumentException("must be between " + min + " and " + max);
    }
    return (int) number;
  }

  /** Rates are written as whole or decimal numbers; the largest long means no limit. */
  private static double rate(String text) {
    double rate;
    try {
      rate = Double.parseDouble(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number of records per second", e);
    }
    if (!(rate > 0)) {
      throw new IllegalArgumentException("must be positive");
    }
    return rate;
  }

  private static boolean truth(String text) {
    return switch (text.trim().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }
}
