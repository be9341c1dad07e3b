package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.HadoopFiles;
import dev.millrace.rdd.Job.PartitionAction;
import dev.millrace.rdd.function.Tuple2;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.JobContext;
import org.apache.hadoop.mapred.JobContextImpl;
import org.apache.hadoop.mapred.OutputCommitter;
import org.apache.hadoop.mapred.OutputFormat;
import org.apache.hadoop.mapred.RecordWriter;
import org.apache.hadoop.mapred.Reporter;
import org.apache.hadoop.mapred.TaskAttemptContext;
import org.apache.hadoop.mapred.TaskAttemptContextImpl;
import org.apache.hadoop.mapreduce.JobStatus;

/**
 * An output by a format of {@code mapred}. <em>Immutable</em>; its writer travels.
 *
 * @param settings name format, committer and directory
 */
record MapredSave<K, V>(Settings settings) implements HadoopFiles.Save<K, V> {

  static <K, V> MapredSave<K, V> begin(Settings settings, boolean replace) throws IOException {
    JobConf conf = settings.conf();
    OutputFormat<?, ?> format = conf.getOutputFormat();
    if (!replace) {
      format.checkOutputSpecs(null, conf);
    }
    MapredSave<K, V> save = new MapredSave<>(settings);
    save.committer().setupJob(save.context());
    return save;
  }

  private OutputCommitter committer() {
    return settings.conf().getOutputCommitter();
  }

  private JobContext context() {
    return new JobContextImpl(settings.conf(), Attempts.JOB);
  }

  @Override
  public PartitionAction<Tuple2<K, V>, Boolean> writer() {
    return new Writer<>(settings);
  }

  @Override
  public void commit() throws IOException {
    committer().commitJob(context());
  }

  @Override
  public void abort() throws IOException {
    committer().abortJob(context(), JobStatus.State.FAILED.getValue());
  }

  private record Writer<K, V>(Settings settings) implements PartitionAction<Tuple2<K, V>, Boolean> {

    @Override
    public Boolean call(int partition, Iterator<Tuple2<K, V>> pairs) throws Exception {
      return call(partition, 1, pairs);
    }

    @Override
    public Boolean call(int partition, int attempt, Iterator<Tuple2<K, V>> pairs) throws Exception {
      JobConf conf = settings.conf();
      TaskAttemptContext context =
          new TaskAttemptContextImpl(conf, Attempts.set(conf, partition, attempt));
      OutputCommitter committer = conf.getOutputCommitter();
      committer.setupTask(context);
      try {
        write(conf, HadoopNames.part(partition), pairs);
        if (committer.needsTaskCommit(context)) {
          committer.commitTask(context);
        }
        return true;
      } catch (Exception e) {
        HadoopNames.alsoRun(e, () -> committer.abortTask(context));
        throw e;
      }
    }

    @SuppressWarnings("unchecked") // the program says that its pairs are what the format writes
    private static <K, V> void write(JobConf conf, String name, Iterator<Tuple2<K, V>> pairs)
        throws IOException {
      OutputFormat<K, V> format = conf.getOutputFormat();
      RecordWriter<K, V> writer = format.getRecordWriter(null, conf, name, Reporter.NULL);
      try {
        while (pairs.hasNext()) {
          Tuple2<K, V> pair = pairs.next();
          writer.write(pair._1(), pair._2());
        }
      } catch (Exception e) {
        HadoopNames.alsoRun(e, () -> writer.close(Reporter.NULL));
        throw e;
      }
      writer.close(Reporter.NULL);
    }
  }
}
