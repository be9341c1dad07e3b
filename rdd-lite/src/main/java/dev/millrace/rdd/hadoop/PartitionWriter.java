package dev.millrace.rdd.hadoop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.rdd.Job.PartitionAction;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Writes a partition to a file of its own, which the commit may take. <em>Immutable</em>; runs on
 * executors, for one partition perhaps at several at the same time.
 *
 * @param temporary the directory for attempts
 */
record PartitionWriter(String temporary) implements PartitionAction<Object, String> {

  private static final int BUFFER_BYTES = 64 << 10;

  /** More attempts than any job makes. */
  private static final int ATTEMPTS_MAX = 1_000;

  /** The name of a partition's file. */
  static String partName(int partition) {
    return String.format(Locale.ROOT, "%s%05d", HadoopTextOutput.PART, partition);
  }

  /**
   * Writes the records' texts as lines.
   *
   * @return the name of the attempt's file within the temporary directory
   */
  @Override
  public String call(int partition, Iterator<Object> records) throws IOException {
    Path directory = Files.path(temporary);
    FileSystem files = Files.systemOf(directory);
    if (!files.exists(directory)) {
      throw new FileNotFoundException(
          temporary + " is gone: the save has ended, or somebody removed its directory");
    }
    try {
      for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        Path file = new Path(directory, partName(partition) + "." + attempt);
        FSDataOutputStream created;
        try {
          created = files.create(file, false);
        } catch (FileAlreadyExistsException e) {
          continue; // another attempt's
        }
        write(records, created);
        return file.getName();
      }
    } catch (FSError e) {
      throw Files.asIoException("write partition " + partition + " to", temporary, e);
    }
    throw new IOException(
        "partition " + partition + " has " + ATTEMPTS_MAX + " attempts in " + temporary);
  }

  private static void write(Iterator<Object> records, FSDataOutputStream created)
      throws IOException {
    try (FSDataOutputStream file = created;
        OutputStream lines = new BufferedOutputStream(file, BUFFER_BYTES)) {
      while (records.hasNext()) {
        lines.write(String.valueOf(records.next()).getBytes(UTF_8));
        lines.write('\n');
      }
      lines.flush();
      if (file.hasCapability(StreamCapabilities.HSYNC)) {
        file.hsync();
      }
    }
  }
}
