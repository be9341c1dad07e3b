package dev.millrace.rdd.hadoop;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.util.ReflectionUtils;

/** What Hadoop is told besides its defaults, in a form that travels. <em>Immutable.</em> */
final class Settings implements Serializable {

  private static final long serialVersionUID = 1L;

  private final LinkedHashMap<String, String> values;

  Settings(Map<String, String> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /** A configuration of the caller's own, for a format may change it. */
  JobConf conf() {
    JobConf conf = Defaults.copy();
    values.forEach(conf::set);
    return conf;
  }

  /**
   * A new object of a class that a configuration or a program names.
   *
   * @throws IllegalArgumentException if the class is not of that kind
   */
  static <T> T create(Class<?> type, Class<T> kind, Configuration conf) {
    return kind.cast(ReflectionUtils.newInstance(require(type, kind), conf));
  }

  static Class<?> require(Class<?> type, Class<?> kind) {
    if (!kind.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          type.getName() + " is no " + kind.getName() + ", which is what is needed here");
    }
    return type;
  }

  /**
   * The class of a format.
   *
   * @param named what the program named
   * @param key the setting that names it otherwise
   */
  static Class<?> format(Optional<Class<?>> named, String key, Class<?> kind, Configuration conf) {
    Class<?> type =
        named
            .or(() -> Optional.ofNullable(conf.getClass(key, null)))
            .orElseThrow(() -> new IllegalArgumentException("the settings name no format: " + key));
    return require(type, kind);
  }
}
