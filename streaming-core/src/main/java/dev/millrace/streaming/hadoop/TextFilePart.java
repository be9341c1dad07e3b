package dev.millrace.streaming.hadoop;

import dev.millrace.rdd.RangePart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.util.LineReader;

/**
 * The lines of a text file. A line ends with a line feed, a carriage return, or both; a byte order
 * mark at the start is no text. <em>Immutable.</em>
 */
record TextFilePart(FoundFile file, HadoopSettings settings) implements RangePart<String> {

  @Override
  public Iterator<String> read(Consumer<AutoCloseable> whenTaskEnds) throws IOException {
    FileSystem system = settings.systemOf(new Path(file.path()));
    Path path = file.requireUnchanged(system);
    InputStream raw = system.open(path);
    whenTaskEnds.accept(raw);
    CompressionCodec codec = new CompressionCodecFactory(settings.configuration()).getCodec(path);
    LineReader lines = new LineReader(codec == null ? raw : codec.createInputStream(raw));
    whenTaskEnds.accept(lines);
    return new Lines(file.path(), lines);
  }

  /** <em>Owned by one task.</em> */
  private static final class Lines implements Iterator<String> {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String path;
    private final LineReader lines;
    private final Text line = new Text();
    private boolean first = true;
    private boolean hasLine;

    Lines(String path, LineReader lines) {
      this.path = path;
      this.lines = lines;
      advance();
    }

    @Override
    public boolean hasNext() {
      return hasLine;
    }

    @Override
    public String next() {
      if (!hasLine) {
        throw new NoSuchElementException("there is no further line in " + path);
      }
      String text = line.toString();
      advance();
      if (first) {
        first = false;
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      }
      return text;
    }

    private void advance() {
      try {
        hasLine = lines.readLine(line) > 0;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
      }
    }
  }
}
