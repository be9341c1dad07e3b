package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.TextOutput;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Text files on any file system that Hadoop reaches: a directory with one file {@code part-NNNNN}
 * for each partition and an empty file {@code _SUCCESS} that says it is complete. <em>Stateless and
 * thread-safe.</em>
 *
 * <pre>
 * begin:     directory/_temporary/
 * writers:   directory/_temporary/part-00003.0     attempts of partition 3, synced, of which
 *            directory/_temporary/part-00003.1     the job that finished names one
 * commit:    directory/part-00003, directory/_SUCCESS
 * </pre>
 *
 * <p>Nothing is visible under its own name before the commit, which renames exactly what the job's
 * result names: an attempt that failed, was repeated, or still runs somewhere adds nothing.
 */
public final class HadoopTextOutput implements TextOutput {

  static final String TEMPORARY = "_temporary";
  static final String SUCCESS = "_SUCCESS";
  static final String PART = "part-";

  /** For the service loader. */
  public HadoopTextOutput() {}

  @Override
  public Save begin(String path, boolean replace) throws IOException {
    Path directory = Files.path(path);
    FileSystem files = Files.systemOf(directory);
    try {
      if (files.exists(directory)) {
        if (!replace) {
          throw alreadyExists(path, files, directory);
        }
        removeEarlierOutput(path, files, directory);
      }
      Path temporary = new Path(directory, TEMPORARY);
      if (!files.mkdirs(temporary)) {
        throw new IOException("the directory " + temporary + " cannot be made");
      }
      return new TextSave(files, directory, new PartitionWriter(temporary.toString()));
    } catch (FSError e) {
      throw Files.asIoException("prepare", path, e);
    }
  }

  private static IOException alreadyExists(String path, FileSystem files, Path directory)
      throws IOException {
    boolean isIncomplete =
        files.exists(new Path(directory, TEMPORARY)) && !files.exists(new Path(directory, SUCCESS));
    return new FileAlreadyExistsException(
        path,
        null,
        (isIncomplete
                ? "it exists already, left incomplete by a save that did not finish"
                : "it exists already")
            + ". Save to a directory that does not exist, or remove this one first");
  }

  /**
   * Removes what an earlier save wrote, and nothing else: a wrong path must not cost somebody's
   * files.
   */
  private static void removeEarlierOutput(String path, FileSystem files, Path directory)
      throws IOException {
    List<String> foreign = new ArrayList<>();
    if (!files.getFileStatus(directory).isDirectory()) {
      foreign.add(directory.getName());
    } else {
      for (FileStatus entry : files.listStatus(directory)) {
        String name = entry.getPath().getName();
        boolean isOurs = name.equals(TEMPORARY) || name.equals(SUCCESS) || name.startsWith(PART);
        if (!isOurs) {
          foreign.add(name);
        }
      }
    }
    if (!foreign.isEmpty()) {
      throw new FileAlreadyExistsException(
          path,
          null,
          "it exists already and is not the output of an earlier save, which could be replaced: it"
              + " has "
              + foreign.get(0)
              + ". Save to another directory");
    }
    if (!files.delete(directory, true)) {
      throw new IOException("the earlier output in " + path + " cannot be removed");
    }
  }
}
