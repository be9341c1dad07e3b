package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.Job.PartitionAction;
import dev.millrace.rdd.TextOutput;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** One directory being written. <em>Owned by the thread that saves.</em> */
final class TextSave implements TextOutput.Save {

  private final FileSystem files;
  private final Path directory;
  private final PartitionWriter writer;

  TextSave(FileSystem files, Path directory, PartitionWriter writer) {
    this.files = files;
    this.directory = directory;
    this.writer = writer;
  }

  @Override
  public PartitionAction<Object, String> writer() {
    return writer;
  }

  @Override
  public void commit(List<String> written) throws IOException {
    Path temporary = new Path(directory, HadoopTextOutput.TEMPORARY);
    try {
      for (int partition = 0; partition < written.size(); partition++) {
        String name = PartitionWriter.partName(partition);
        if (!written.get(partition).startsWith(name + ".")) {
          throw new IllegalArgumentException(
              "partition " + partition + " is said to be in " + written.get(partition));
        }
        rename(new Path(temporary, written.get(partition)), new Path(directory, name));
      }
      files.create(new Path(directory, HadoopTextOutput.SUCCESS), false).close();
      files.delete(temporary, true);
      Files.syncDirectory(files, directory);
    } catch (FSError e) {
      throw Files.asIoException("complete", directory.toString(), e);
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (files.exists(to) || !files.rename(from, to)) {
      throw new IOException(
          from + " cannot be renamed to " + to + ": somebody else writes to the same directory");
    }
  }

  @Override
  public void abort() throws IOException {
    try {
      files.delete(directory, true);
    } catch (FSError e) {
      throw Files.asIoException("remove", directory.toString(), e);
    }
  }
}
