package dev.millrace.streaming.hadoop;

import com.google.common.collect.Iterators;
import dev.millrace.rdd.HadoopFiles;
import dev.millrace.rdd.HadoopFiles.Api;
import dev.millrace.rdd.HadoopFiles.Inputs;
import dev.millrace.rdd.HadoopFormat;
import dev.millrace.rdd.PartitionReader;
import dev.millrace.rdd.RangePart;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.hadoop.HadoopFormatFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.InputFormat;

/** What an input format makes of a file, split after split. <em>Immutable.</em> */
record InputFormatPart<K, V>(
    FoundFile file, Class<? extends InputFormat<K, V>> format, HadoopSettings settings)
    implements RangePart<Tuple2<K, V>> {

  private static final HadoopFiles FORMATS = new HadoopFormatFiles();

  @Override
  public Iterator<Tuple2<K, V>> read(Consumer<AutoCloseable> whenTaskEnds) throws IOException {
    Path path = file.requireUnchanged(settings.systemOf(new Path(file.path())));
    HadoopFormat described =
        new HadoopFormat(Optional.of(format), Optional.empty(), Optional.empty(), settings.own());
    PartitionReader<Tuple2<K, V>> splits =
        FORMATS.pairs(Api.MAPREDUCE, new Inputs(List.of(path.toString()), true), described, 1);
    return Iterators.concat(
        IntStream.range(0, splits.partitionCount())
            .mapToObj(split -> read(splits, split, whenTaskEnds))
            .iterator());
  }

  private Iterator<Tuple2<K, V>> read(
      PartitionReader<Tuple2<K, V>> splits, int split, Consumer<AutoCloseable> whenTaskEnds) {
    try {
      return splits.read(split, whenTaskEnds);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file.path() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("cannot read " + file.path() + ": " + e.getMessage(), e);
    }
  }
}
