package dev.millrace.streaming.hadoop;

import dev.millrace.rdd.RangePart;
import dev.millrace.rdd.function.Tuple2;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.hadoop.util.ReflectionUtils;
import org.apache.hadoop.util.StringUtils;

/** What an input format makes of a file, split after split. <em>Immutable.</em> */
record InputFormatPart<K, V>(
    FoundFile file, Class<? extends InputFormat<K, V>> format, HadoopSettings settings)
    implements RangePart<Tuple2<K, V>> {

  private static final String JOB = "millrace";

  @Override
  public Iterator<Tuple2<K, V>> read(Consumer<AutoCloseable> whenTaskEnds)
      throws IOException, InterruptedException {
    Path path = file.requireUnchanged(settings.systemOf(new Path(file.path())));
    Configuration configuration = new Configuration(settings.configuration());
    configuration.set(FileInputFormat.INPUT_DIR, patternOf(path));
    InputFormat<K, V> made = ReflectionUtils.newInstance(format, configuration);
    List<InputSplit> splits = made.getSplits(new JobContextImpl(configuration, new JobID(JOB, 0)));
    Pairs pairs = new Pairs(made, configuration, new ArrayList<>(splits).iterator());
    whenTaskEnds.accept(pairs::close);
    pairs.advance();
    return pairs;
  }

  /** Input formats take patterns, separated by commas: one that matches this path alone. */
  private static String patternOf(Path path) {
    StringBuilder pattern = new StringBuilder();
    for (char c : path.toString().toCharArray()) {
      if ("\\*?[]{}".indexOf(c) >= 0) {
        pattern.append('\\');
      }
      pattern.append(c);
    }
    return StringUtils.escapeString(pattern.toString());
  }

  /** <em>Owned by one task.</em> */
  private final class Pairs implements Iterator<Tuple2<K, V>> {

    private final InputFormat<K, V> made;
    private final Configuration configuration;
    private final Iterator<InputSplit> splits;

    /** The reader of the current split; null before the first and after the last. */
    private RecordReader<K, V> reader;

    private boolean hasPair;

    Pairs(InputFormat<K, V> made, Configuration configuration, Iterator<InputSplit> splits) {
      this.made = made;
      this.configuration = configuration;
      this.splits = splits;
    }

    @Override
    public boolean hasNext() {
      return hasPair;
    }

    @Override
    public Tuple2<K, V> next() {
      if (!hasPair) {
        throw new NoSuchElementException("there is no further record in " + file.path());
      }
      try {
        Tuple2<K, V> pair =
            new Tuple2<>(own(reader.getCurrentKey()), own(reader.getCurrentValue()));
        advance();
        return pair;
      } catch (IOException e) {
        throw new IllegalStateException("cannot read " + file.path() + ": " + e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while " + file.path() + " was read", e);
      }
    }

    void advance() throws IOException, InterruptedException {
      hasPair = reader != null && reader.nextKeyValue();
      while (!hasPair && splits.hasNext()) {
        close();
        TaskAttemptContext attempt =
            new TaskAttemptContextImpl(
                configuration,
                new TaskAttemptID(new TaskID(new JobID(JOB, 0), TaskType.MAP, 0), 0));
        InputSplit split = splits.next();
        reader = made.createRecordReader(split, attempt);
        reader.initialize(split, attempt);
        hasPair = reader.nextKeyValue();
      }
    }

    /** Readers fill the same key and value again and again; a record outlives the next one. */
    @SuppressWarnings("unchecked") // a copy is of its original's class
    private <T> T own(T value) throws IOException {
      if (!(value instanceof Writable original)) {
        return value;
      }
      DataOutputBuffer out = new DataOutputBuffer();
      original.write(out);
      DataInputBuffer in = new DataInputBuffer();
      in.reset(out.getData(), out.getLength());
      Writable copy = ReflectionUtils.newInstance(original.getClass(), configuration);
      copy.readFields(in);
      return (T) copy;
    }

    void close() throws IOException {
      if (reader != null) {
        reader.close();
        reader = null;
      }
    }
  }
}
