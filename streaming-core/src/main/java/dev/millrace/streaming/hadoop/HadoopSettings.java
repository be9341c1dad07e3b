package dev.millrace.streaming.hadoop;

import dev.millrace.rdd.hadoop.HadoopFormatFiles;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A Hadoop configuration that can travel to tasks. All parts of a stream share one, since reading
 * Hadoop's defaults takes longer than reading a small file. <em>Thread-safe.</em>
 */
public final class HadoopSettings implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Never changed once it is here. */
  private transient Configuration configuration;

  private final LinkedHashMap<String, String> own;

  /** Settings of the program's own, copied. */
  public HadoopSettings(Configuration configuration) {
    this.configuration = new Configuration(configuration);
    this.own = new LinkedHashMap<>(new HadoopFormatFiles().settings(this.configuration));
  }

  /** What the configuration files on the class path say. */
  public static HadoopSettings fromClassPath() {
    return new HadoopSettings(new Configuration());
  }

  Configuration configuration() {
    return configuration;
  }

  /** What is said besides Hadoop's defaults. */
  Map<String, String> own() {
    return Collections.unmodifiableMap(own);
  }

  FileSystem systemOf(Path path) throws IOException {
    return path.getFileSystem(configuration);
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    configuration.write(out);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    configuration = new Configuration(false);
    configuration.readFields(in);
  }
}
