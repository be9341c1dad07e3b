package dev.millrace.streaming.hadoop;

import dev.millrace.rdd.RangePart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The records of a file that holds nothing but records of one length. <em>Immutable.</em> */
record BinaryFilePart(FoundFile file, int recordLength, HadoopSettings settings)
    implements RangePart<byte[]> {

  @Override
  public Iterator<byte[]> read(Consumer<AutoCloseable> whenTaskEnds) throws IOException {
    if (file.length() % recordLength != 0) {
      throw new IOException(
          file.path()
              + " cannot be cut into records of "
              + recordLength
              + " bytes: it has "
              + file.length()
              + " bytes, "
              + file.length() % recordLength
              + " too many");
    }
    FileSystem system = settings.systemOf(new Path(file.path()));
    FSDataInputStream in = system.open(file.requireUnchanged(system));
    whenTaskEnds.accept(in);
    return new Records(in);
  }

  /** <em>Owned by one task.</em> */
  private final class Records implements Iterator<byte[]> {

    private final FSDataInputStream in;
    private long left = file.length() / recordLength;

    Records(FSDataInputStream in) {
      this.in = in;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public byte[] next() {
      if (left == 0) {
        throw new NoSuchElementException("there is no further record in " + file.path());
      }
      byte[] record = new byte[recordLength];
      try {
        in.readFully(record);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file.path() + ": " + e.getMessage(), e);
      }
      left--;
      return record;
    }
  }
}
