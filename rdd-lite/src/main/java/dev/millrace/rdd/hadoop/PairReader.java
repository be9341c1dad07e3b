package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.PartitionReader;
import dev.millrace.rdd.function.Function2;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.hadoop.mapred.InputFormat;
import org.apache.hadoop.mapred.InputSplit;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.RecordReader;
import org.apache.hadoop.mapred.Reporter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/**
 * Reads splits by an input format. <em>Immutable.</em>
 *
 * @param <T> what is made of a key and a value
 */
sealed interface PairReader<T> extends PartitionReader<T> {

  List<SplitForm> splits();

  @Override
  default int partitionCount() {
    return splits().size();
  }

  /** Opens one split. */
  interface Source<T> extends Closeable {

    /** Whether there is another record; goes on to it. */
    boolean advance() throws IOException;

    T record() throws Exception;
  }

  Source<T> open(int partition) throws IOException;

  @Override
  default Iterator<T> read(int partition, Consumer<AutoCloseable> whenTaskEnds) throws IOException {
    Source<T> source = open(partition);
    Records<T> records = new Records<>(source);
    whenTaskEnds.accept(records);
    return records;
  }

  /**
   * By a format of {@code mapred}.
   *
   * @param record makes a record of a key and a value that are its own
   */
  record Mapred<T>(
      Class<?> format,
      Settings settings,
      List<SplitForm> splits,
      Function2<Object, Object, T> record)
      implements PairReader<T> {

    @Override
    public Source<T> open(int partition) throws IOException {
      JobConf conf = settings.conf();
      @SuppressWarnings("unchecked")
      InputFormat<Object, Object> input = Settings.create(format, InputFormat.class, conf);
      RecordReader<Object, Object> reader =
          input.getRecordReader(
              splits.get(partition).read(InputSplit.class, conf), conf, Reporter.NULL);
      return new Source<>() {
        private Object key;
        private Object value;

        @Override
        public boolean advance() throws IOException {
          key = reader.createKey();
          value = reader.createValue();
          return reader.next(key, value);
        }

        @Override
        public T record() throws Exception {
          return record.call(key, value);
        }

        @Override
        public void close() throws IOException {
          reader.close();
        }
      };
    }
  }

  /**
   * By a format of {@code mapreduce}.
   *
   * @param record makes a record of a key and a value that are used again for the next one
   */
  record Mapreduce<T>(
      Class<?> format,
      Settings settings,
      List<SplitForm> splits,
      Function2<Object, Object, T> record)
      implements PairReader<T> {

    @Override
    public Source<T> open(int partition) throws IOException {
      JobConf conf = settings.conf();
      TaskAttemptContext context = new TaskAttemptContextImpl(conf, Attempts.id(partition, 1));
      try {
        @SuppressWarnings("unchecked")
        org.apache.hadoop.mapreduce.InputFormat<Object, Object> input =
            Settings.create(format, org.apache.hadoop.mapreduce.InputFormat.class, conf);
        org.apache.hadoop.mapreduce.InputSplit split =
            splits.get(partition).read(org.apache.hadoop.mapreduce.InputSplit.class, conf);
        org.apache.hadoop.mapreduce.RecordReader<Object, Object> reader =
            input.createRecordReader(split, context);
        try {
          reader.initialize(split, context);
        } catch (IOException | InterruptedException | RuntimeException e) {
          closeAfter(e, reader);
          throw e;
        }
        return new NewSource<>(reader, record);
      } catch (InterruptedException e) {
        throw Attempts.interrupted(e);
      }
    }
  }

  /** What a reader that did not come to its first record may have opened. */
  private static void closeAfter(Exception failure, Closeable reader) {
    try {
      reader.close();
    } catch (IOException | RuntimeException e) { // perhaps it never opened anything
      failure.addSuppressed(e);
    }
  }

  /** A reader of {@code mapreduce}. */
  record NewSource<T>(
      org.apache.hadoop.mapreduce.RecordReader<Object, Object> reader,
      Function2<Object, Object, T> make)
      implements Source<T> {

    @Override
    public boolean advance() throws IOException {
      try {
        return reader.nextKeyValue();
      } catch (InterruptedException e) {
        throw Attempts.interrupted(e);
      }
    }

    @Override
    public T record() throws Exception {
      return make.call(reader.getCurrentKey(), reader.getCurrentValue());
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  /** The records of a split. <em>Owned by one task.</em> */
  final class Records<T> implements Iterator<T>, AutoCloseable {

    private final Source<T> source;
    private boolean found;
    private boolean ended;
    private boolean closed;

    Records(Source<T> source) {
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      try {
        if (!found && !ended) {
          found = source.advance();
          ended = !found;
          if (ended) {
            close(); // not only when the task ends: it may read many splits
          }
        }
        return found;
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      found = false;
      try {
        return source.record();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new UncheckedIOException(new IOException("a record cannot be made: " + e, e));
      }
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        source.close();
      }
    }
  }
}
