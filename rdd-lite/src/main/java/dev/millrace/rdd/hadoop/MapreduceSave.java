package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.HadoopFiles;
import dev.millrace.rdd.Job.PartitionAction;
import dev.millrace.rdd.function.Tuple2;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.OutputFormat;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/**
 * An output by a format of {@code mapreduce}. <em>Owned by the thread that saves</em>; its writer
 * travels.
 */
final class MapreduceSave<K, V> implements HadoopFiles.Save<K, V> {

  private final Class<?> type;
  private final Settings settings;
  private final JobContext job;
  private final OutputCommitter committer;

  private MapreduceSave(
      Class<?> type, Settings settings, JobContext job, OutputCommitter committer) {
    this.type = type;
    this.settings = settings;
    this.job = job;
    this.committer = committer;
  }

  static <K, V> MapreduceSave<K, V> begin(Class<?> type, Settings settings, boolean replace)
      throws IOException {
    JobConf conf = settings.conf();
    TaskAttemptContext context = new TaskAttemptContextImpl(conf, Attempts.set(conf, 0, 1));
    OutputFormat<?, ?> format = Settings.create(type, OutputFormat.class, conf);
    try {
      JobContext job = new JobContextImpl(conf, Attempts.JOB);
      if (!replace) {
        format.checkOutputSpecs(job);
      }
      OutputCommitter committer = format.getOutputCommitter(context);
      committer.setupJob(job);
      return new MapreduceSave<>(type, settings, job, committer);
    } catch (InterruptedException e) {
      throw Attempts.interrupted(e);
    }
  }

  @Override
  public PartitionAction<Tuple2<K, V>, Boolean> writer() {
    return new Writer<>(type, settings);
  }

  @Override
  public void commit() throws IOException {
    committer.commitJob(job);
  }

  @Override
  public void abort() throws IOException {
    committer.abortJob(job, JobStatus.State.FAILED);
  }

  private record Writer<K, V>(Class<?> type, Settings settings)
      implements PartitionAction<Tuple2<K, V>, Boolean> {

    @Override
    public Boolean call(int partition, Iterator<Tuple2<K, V>> pairs) throws Exception {
      return call(partition, 1, pairs);
    }

    @Override
    public Boolean call(int partition, int attempt, Iterator<Tuple2<K, V>> pairs) throws Exception {
      JobConf conf = settings.conf();
      TaskAttemptContext context =
          new TaskAttemptContextImpl(conf, Attempts.set(conf, partition, attempt));
      // The program says that its pairs are what the format writes.
      @SuppressWarnings("unchecked")
      OutputFormat<K, V> format = Settings.create(type, OutputFormat.class, conf);
      OutputCommitter committer = format.getOutputCommitter(context);
      committer.setupTask(context);
      try {
        write(format.getRecordWriter(context), context, pairs);
        if (committer.needsTaskCommit(context)) {
          committer.commitTask(context);
        }
        return true;
      } catch (Exception e) {
        HadoopNames.alsoRun(e, () -> committer.abortTask(context));
        throw e;
      }
    }

    private static <K, V> void write(
        RecordWriter<K, V> writer, TaskAttemptContext context, Iterator<Tuple2<K, V>> pairs)
        throws IOException, InterruptedException {
      try {
        while (pairs.hasNext()) {
          Tuple2<K, V> pair = pairs.next();
          writer.write(pair._1(), pair._2());
        }
      } catch (Exception e) {
        HadoopNames.alsoRun(e, () -> writer.close(context));
        throw e;
      }
      writer.close(context);
    }
  }
}
