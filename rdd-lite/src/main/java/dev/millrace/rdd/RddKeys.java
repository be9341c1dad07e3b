package dev.millrace.rdd;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The configuration keys that contexts and local engines read. */
public final class RddKeys {

  /** Where tasks run. */
  public static final ConfigKey<Optional<String>> MASTER =
      new ConfigKey<>(
          "millrace.master",
          "",
          RddKeys::textOrNone,
          "Where tasks run: local, local[threads], local[*] or"
              + " local-cluster[executors,threads,MiB].");

  /** How people call the program. */
  public static final ConfigKey<Optional<String>> APP_NAME =
      new ConfigKey<>("millrace.app.name", "", RddKeys::textOrNone, "How people call the program.");

  /** How many partitions there are when nobody says. */
  public static final ConfigKey<OptionalInt> DEFAULT_PARALLELISM =
      new ConfigKey<>(
          "millrace.default.parallelism",
          "",
          text -> text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(positive(text)),
          "How many partitions parallelize and shuffles make when nobody says; the number of task"
              + " slots unless set.");

  /** How often a task may fail before its job does. */
  public static final ConfigKey<Integer> TASK_MAX_FAILURES =
      new ConfigKey<>(
          "millrace.task.maxFailures",
          "4",
          RddKeys::positive,
          "How often a task may fail before its job fails, on every master; the loss of an executor"
              + " does not count.");

  /** What the blocks of the one executor of {@code local[n]} may take of memory, in bytes. */
  public static final ConfigKey<OptionalLong> BLOCK_MEMORY =
      new ConfigKey<>(
          "millrace.executor.blockMemory",
          "",
          text -> text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(bytes(text)),
          "What the blocks of local's one executor may take of memory, as 512m or 2g; a part of the"
              + " largest heap unless set.");

  /** Whether tasks run from their serialised form. */
  public static final ConfigKey<Boolean> TASK_SERIALIZE =
      new ConfigKey<>(
          "millrace.task.serialize",
          "false",
          RddKeys::trueOrFalse,
          "Whether every task runs from its serialised form, as it would on another machine: for"
              + " tests.");

  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kmgt]?)b?");

  private RddKeys() {}

  /** All keys of this module. */
  public static List<ConfigKey<?>> all() {
    return List.of(
        MASTER, APP_NAME, DEFAULT_PARALLELISM, TASK_MAX_FAILURES, BLOCK_MEMORY, TASK_SERIALIZE);
  }

  private static Optional<String> textOrNone(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }

  private static int positive(String text) {
    int number;
    try {
      number = Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
    if (number < 1) {
      throw new IllegalArgumentException("must be positive");
    }
    return number;
  }

  private static long bytes(String text) {
    Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw new IllegalArgumentException(
          "must be a number of bytes, or a number with k, m, g or t behind it");
    }
    int power = " kmgt".indexOf(size.group(2).isEmpty() ? " " : size.group(2));
    long unit = 1L << (10 * power);
    long count = Long.parseLong(size.group(1));
    if (count < 1 || count > Long.MAX_VALUE / unit) {
      throw new IllegalArgumentException("must be positive and less than 8388608t");
    }
    return count * unit;
  }

  private static boolean trueOrFalse(String text) {
    return switch (text.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }
}
