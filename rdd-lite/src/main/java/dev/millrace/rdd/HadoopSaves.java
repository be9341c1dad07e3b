package dev.millrace.rdd;

import dev.millrace.rdd.HadoopFiles.Api;
import dev.millrace.rdd.HadoopFiles.Save;
import dev.millrace.rdd.function.Tuple2;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The actions that write by Hadoop's output formats. */
final class HadoopSaves {

  private HadoopSaves() {}

  static <K, V> void save(
      PairRdd<K, V> rdd,
      String action,
      Api api,
      Optional<String> path,
      HadoopFormat format,
      boolean replace) {
    String where = path.map(directory -> " to " + directory).orElse("");
    try {
      write(rdd, action, RddContext.hadoopFiles().begin(api, path, format, replace));
    } catch (IOException e) {
      throw new UncheckedIOException(action + where + ": " + e.getMessage(), e);
    }
  }

  static <T> void saveText(RddLike<T, ?> rdd, String path, Class<?> codec) {
    PairRdd<Object, T> lines =
        rdd.pairs(
            "saveAsTextFile",
            Narrow.map("saveAsTextFile", record -> new Tuple2<>(null, record)),
            false);
    try {
      write(lines, "saveAsTextFile", RddContext.hadoopFiles().beginText(path, codec));
    } catch (IOException e) {
      throw new UncheckedIOException("saveAsTextFile to " + path + ": " + e.getMessage(), e);
    }
  }

  private static <K, V> void write(PairRdd<K, V> rdd, String action, Save<K, V> save)
      throws IOException {
    try {
      // Each attempt says that it is committed; one that is not throws.
      Actions.run(rdd, action, save.writer());
    } catch (RuntimeException e) {
      save.abort();
      throw e;
    }
    save.commit();
  }
}
