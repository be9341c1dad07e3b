package dev.millrace.rdd;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How pairs are read from or written to files by one of Hadoop's formats. <em>Immutable.</em>
 *
 * @param format Hadoop's {@code InputFormat} or {@code OutputFormat}, of the package {@code mapred}
 *     or {@code mapreduce}; empty if the settings name it
 * @param key the class of the keys; empty if the settings name it, or it does not matter
 * @param value the class of the values, likewise
 * @param settings what Hadoop is told besides its defaults
 */
public record HadoopFormat(
    Optional<Class<?>> format,
    Optional<Class<?>> key,
    Optional<Class<?>> value,
    Map<String, String> settings) {

  public HadoopFormat {
    Objects.requireNonNull(format, "format");
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** A format with the classes of its keys and values. */
  public static HadoopFormat of(
      Class<?> format, Class<?> key, Class<?> value, Map<String, String> settings) {
    return new HadoopFormat(Optional.of(format), Optional.of(key), Optional.of(value), settings);
  }

  /** A format that the settings name. */
  public static HadoopFormat of(Map<String, String> settings) {
    return new HadoopFormat(Optional.empty(), Optional.empty(), Optional.empty(), settings);
  }

  /** The same with one more setting. */
  public HadoopFormat with(String name, String setting) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(name, setting);
    return new HadoopFormat(format, key, value, more);
  }
}
