package dev.millrace.streaming.hadoop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Comparator;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file as it was when it was found. Its text is logged with the batch that has the file, and
 * never changes its form: {@code modified length path}. <em>Immutable.</em>
 *
 * @param path its whole URI
 * @param length its bytes
 * @param modifiedMillis when it was modified, in milliseconds since the epoch
 */
record FoundFile(String path, long length, long modifiedMillis) implements Serializable {

  /** The oldest first, so that records come about in the order in which they were written. */
  static final Comparator<FoundFile> ORDER =
      Comparator.comparingLong(FoundFile::modifiedMillis).thenComparing(FoundFile::path);

  static FoundFile of(FileStatus status) {
    return new FoundFile(
        status.getPath().toString(), status.getLen(), status.getModificationTime());
  }

  /** The file that {@link #toString} wrote. */
  static FoundFile parse(String text) {
    String[] fields = text.split(" ", 3);
    if (fields.length != 3) {
      throw new IllegalArgumentException("a file is written 'modified length path': " + text);
    }
    return new FoundFile(fields[2], Long.parseLong(fields[1]), Long.parseLong(fields[0]));
  }

  /**
   * Makes sure that the file is still the one that was found: a batch that runs again must have the
   * same records.
   *
   * @return its path
   * @throws IOException if it has gone or has changed
   */
  Path requireUnchanged(FileSystem system) throws IOException {
    Path file = new Path(path);
    FoundFile now;
    try {
      now = of(system.getFileStatus(file));
    } catch (FileNotFoundException e) {
      throw new IOException(
          path + " has gone before its batch was over: keep files until their batch is completed",
          e);
    }
    if (now.length != length || now.modifiedMillis != modifiedMillis) {
      throw new IOException(
          path
              + " was changed after it was found: it had "
              + length
              + " bytes, modified at "
              + modifiedMillis
              + ", and has "
              + now.length
              + ", modified at "
              + now.modifiedMillis
              + "; write files under another name and rename them when they are complete");
    }
    return file;
  }

  @Override
  public String toString() {
    return modifiedMillis + " " + length + " " + path;
  }
}
