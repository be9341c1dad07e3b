package dev.millrace.streaming.hadoop;

import dev.millrace.rdd.function.Function;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that lie directly in a directory, or in all that match a pattern. <em>Owned by the
 * thread that asks the input.</em>
 */
final class Directory {

  private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

  private final Path pattern;
  private final Function<Path, Boolean> filter;
  private final HadoopSettings settings;
  private boolean missing;

  /**
   * A directory that nobody has looked at.
   *
   * @param pattern a directory, in which {@code *}, {@code ?}, {@code [a-z]} and {@code {a,b}} may
   *     stand
   * @param filter says of each file's path whether it counts
   */
  Directory(Path pattern, Function<Path, Boolean> filter, HadoopSettings settings) {
    this.pattern = pattern;
    this.filter = filter;
    this.settings = settings;
  }

  /** Hidden files: those that are being written, as a rule, and marks that their writers leave. */
  static boolean isVisible(Path path) {
    String name = path.getName();
    return !name.startsWith(".") && !name.startsWith("_") && !name.endsWith("._COPYING_");
  }

  /** All files that count, each once. A directory that does not exist has none. */
  List<FoundFile> list() throws Exception {
    FileSystem system = settings.systemOf(pattern);
    FileStatus[] matches = system.globStatus(pattern);
    TreeMap<String, FoundFile> files = new TreeMap<>();
    boolean found = false;
    if (matches != null) {
      for (FileStatus match : matches) {
        if (match.isDirectory()) {
          found = true;
          list(system, match.getPath(), files);
        }
      }
    }
    warnIfMissing(!found);
    return new ArrayList<>(files.values());
  }

  private void list(FileSystem system, Path directory, Map<String, FoundFile> files)
      throws Exception {
    for (FileStatus status : statusesOf(system, directory)) {
      if (status.isFile() && filter.call(status.getPath())) {
        FoundFile file = FoundFile.of(status);
        files.put(file.path(), file);
      }
    }
  }

  /** A directory that matched the pattern may be deleted before it is listed. */
  private static FileStatus[] statusesOf(FileSystem system, Path directory) throws IOException {
    try {
      return system.listStatus(directory);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private void warnIfMissing(boolean nowMissing) {
    if (nowMissing && !missing) {
      LOG.warn("no directory matches {}: the stream is empty until there is one", pattern);
    }
    missing = nowMissing;
  }
}
