package dev.millrace.rdd;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** A program's configuration: keys and texts. Not thread-safe; contexts copy it. */
public final class MillraceConf {

  private static final String PREFIX = "millrace.";

  private final Map<String, String> settings = new TreeMap<>();

  /** Sets a key, replacing what was set before. */
  public MillraceConf set(String key, String value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, () -> "the value of " + key);
    settings.put(key, value);
    return this;
  }

  /** Sets a key unless it was set before. */
  public MillraceConf setIfMissing(String key, String value) {
    return contains(key) ? this : set(key, value);
  }

  /** Sets {@code millrace.master}: where tasks run, {@code local[2]} for one. */
  public MillraceConf setMaster(String master) {
    return set(RddKeys.MASTER.name(), master);
  }

  /** Sets {@code millrace.app.name}: how people call the program. */
  public MillraceConf setAppName(String name) {
    return set(RddKeys.APP_NAME.name(), name);
  }

  /** Forgets what was set for a key; no error if nothing was. */
  public MillraceConf remove(String key) {
    settings.remove(key);
    return this;
  }

  /** Whether a key was set. */
  public boolean contains(String key) {
    return settings.containsKey(key);
  }

  /**
   * What was set for a key.
   *
   * @throws NoSuchElementException if nothing was set
   */
  public String get(String key) {
    String value = settings.get(key);
    if (value == null) {
      throw new NoSuchElementException(key + " is not set");
    }
    return value;
  }

  /** What was set for a key, else the given text. */
  public String get(String key, String otherwise) {
    return settings.getOrDefault(key, otherwise);
  }

  /**
   * What was set for a key as an {@code int}, else the given number.
   *
   * @throws IllegalArgumentException if the text is no such number
   */
  public int getInt(String key, int otherwise) {
    return parsed(key, otherwise, "a whole number", Integer::valueOf);
  }

  /**
   * What was set for a key as a {@code long}, else the given number.
   *
   * @throws IllegalArgumentException if the text is no such number
   */
  public long getLong(String key, long otherwise) {
    return parsed(key, otherwise, "a whole number", Long::valueOf);
  }

  /**
   * What was set for a key as a {@code double}, else the given number.
   *
   * @throws IllegalArgumentException if the text is no such number
   */
  public double getDouble(String key, double otherwise) {
    return parsed(key, otherwise, "a number", Double::valueOf);
  }

  /**
   * What was set for a key as a {@code boolean}, else the given one.
   *
   * @throws IllegalArgumentException if the text is neither {@code true} nor {@code false}
   */
  public boolean getBoolean(String key, boolean otherwise) {
    String text = get(key, String.valueOf(otherwise));
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(key + " = '" + text + "' must be true or false");
    }
    return text.equals("true");
  }

  private <V> V parsed(String key, V otherwise, String form, Function<String, V> parse) {
    String text = settings.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " = '" + text + "' must be " + form, e);
    }
  }

  /**
   * The value of a key: what was set, else its default, parsed and checked.
   *
   * @throws IllegalArgumentException if the text breaks the key's rule; the message names key, text
   *     and rule
   */
  public <V> V get(ConfigKey<V> key) {
    String text = settings.getOrDefault(key.name(), key.defaultText());
    try {
      return key.parse().apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key.name() + " = '" + text + "': " + e.getMessage() + ". " + key.meaning(), e);
    }
  }

  /** All that was set, sorted by key. */
  public Map<String, String> settings() {
    return Collections.unmodifiableMap(settings);
  }

  /** An independent configuration with the same settings. */
  public MillraceConf copy() {
    MillraceConf copy = new MillraceConf();
    copy.settings.putAll(settings);
    return copy;
  }

  /**
   * Checks that every {@code millrace.} key that was set is one that the program's modules read,
   * and that its text obeys the key's rule. Other keys are the program's own and are let alone.
   *
   * @param known the keys that are read
   * @param refused keys that are deliberately not supported, with the sentence that says what to do
   *     instead
   * @throws IllegalArgumentException for the first key, in alphabetic order, that is refused,
   *     unknown or breaks its rule; for an unknown one the message names the known key that is
   *     nearest
   */
  public static void check(
      MillraceConf conf, Collection<ConfigKey<?>> known, Map<String, String> refused) {
    Map<String, ConfigKey<?>> byName = new TreeMap<>();
    known.forEach(key -> byName.put(key.name(), key));
    for (String name : conf.settings.keySet()) {
      if (refused.containsKey(name)) {
        throw new IllegalArgumentException(name + " is not supported: " + refused.get(name));
      }
      if (byName.containsKey(name)) {
        conf.get(byName.get(name));
      } else if (name.startsWith(PREFIX)) {
        throw new IllegalArgumentException(
            "unknown configuration key " + name + nearest(name, List.copyOf(byName.keySet())));
      }
    }
  }

  private static String nearest(String name, List<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(candidate -> editDistance(name, candidate)))
        .map(candidate -> "; the nearest known one is " + candidate)
        .orElse("");
  }

  /** How many letters must be inserted, deleted or exchanged to make one text of the other. */
  private static int editDistance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int exchange = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                previous[column - 1] + exchange,
                1 + Math.min(previous[column], current[column - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
