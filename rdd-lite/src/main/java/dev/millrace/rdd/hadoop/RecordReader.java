package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.CorruptRecordFileException;
import dev.millrace.rdd.PartitionReader;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordFiles.Part;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads the files that a manifest names. <em>Immutable.</em>
 *
 * @param directory where the files are
 * @param parts the files, by partition
 * @param codec how records were encoded
 */
record RecordReader(String directory, List<Part> parts, RecordCodec<Object> codec)
    implements PartitionReader<Object> {

  @Override
  public int partitionCount() {
    return parts.size();
  }

  @Override
  public Iterator<Object> read(int partition, Consumer<AutoCloseable> whenTaskEnds)
      throws IOException {
    Part part = parts.get(partition);
    Path file = new Path(Files.path(directory), part.name());
    try {
      FileSystem files = Files.systemOf(file);
      long length = files.getFileStatus(file).getLen();
      if (length != part.length()) {
        throw new CorruptRecordFileException(
            file.toString(),
            "it has " + length + " bytes, but " + part.length() + " were written to it");
      }
      FSDataInputStream in = files.open(file);
      whenTaskEnds.accept(in);
      return new RecordIterator(file.toString(), in, part, codec);
    } catch (FileNotFoundException e) {
      throw new CorruptRecordFileException(
          file.toString(), "it is gone; was its checkpoint or object file deleted?", e);
    } catch (FSError e) {
      throw Files.asIoException("read", file.toString(), e);
    }
  }
}
