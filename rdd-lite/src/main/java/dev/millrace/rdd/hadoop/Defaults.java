package dev.millrace.rdd.hadoop;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.serializer.WritableSerialization;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;

/**
 * What Hadoop is told when the program says nothing: its own defaults, core-site.xml and the like
 * on the class path, and two choices of ours. <em>Immutable</em>: the configuration is read once,
 * for parsing its files takes longer than many a batch, never changed, and only copies are given
 * out.
 */
final class Defaults {

  private static final Configuration READ = read();

  private Defaults() {}

  private static Configuration read() {
    Configuration conf = new JobConf();
    // The other way of committing moves files while tasks still run: a save that fails would leave
    // some of them behind.
    if (isDefault(conf, FileOutputCommitter.FILEOUTPUTCOMMITTER_ALGORITHM_VERSION)) {
      conf.setInt(FileOutputCommitter.FILEOUTPUTCOMMITTER_ALGORITHM_VERSION, 1);
    }
    // Hadoop's own list has Avro's, whose jar is not among those we bring.
    if (isDefault(conf, "io.serializations") && !hasAvro()) {
      conf.set("io.serializations", WritableSerialization.class.getName());
    }
    return conf;
  }

  private static boolean hasAvro() {
    return Configuration.class.getClassLoader().getResource("org/apache/avro/io/DatumReader.class")
        != null;
  }

  /** A configuration of the caller's own. */
  static JobConf copy() {
    return new JobConf(READ);
  }

  /** The configuration that file systems are found by; nobody changes it. */
  static Configuration shared() {
    return READ;
  }

  /**
   * What settings say besides Hadoop's defaults: a {@code Configuration} lists those, too, and they
   * would hide ours.
   */
  static Map<String, String> without(Iterable<Map.Entry<String, String>> settings) {
    Map<String, String> own = new LinkedHashMap<>();
    for (Map.Entry<String, String> setting : settings) {
      if (!(settings instanceof Configuration conf && isDefault(conf, setting.getKey()))) {
        own.put(setting.getKey(), setting.getValue());
      }
    }
    return own;
  }

  private static boolean isDefault(Configuration conf, String name) {
    String[] sources = conf.getPropertySources(name);
    return sources != null
        && sources.length > 0
        && Arrays.stream(sources).allMatch(source -> source.endsWith("-default.xml"));
  }
}
