package dev.millrace.rdd;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A program's configuration: keys and texts. Not thread-safe; contexts copy it. */
public final class MillraceConf {

  private final Map<String, String> settings = new TreeMap<>();

  public MillraceConf set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** The value of a key: what was set, else its default, parsed and checked. */
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
}
