package dev.millrace.rdd.hadoop;

import java.io.InterruptedIOException;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.JobID;
import org.apache.hadoop.mapred.TaskAttemptID;
import org.apache.hadoop.mapred.TaskID;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.TaskType;

/** The names that Hadoop's formats and committers know attempts by. */
final class Attempts {

  /** Outputs are in directories of their own, so that one name of a job is enough. */
  static final JobID JOB = new JobID("millrace", 0);

  private Attempts() {}

  /**
   * The name of an attempt.
   *
   * @param attempt its number, from 1
   */
  static TaskAttemptID id(int partition, int attempt) {
    return new TaskAttemptID(new TaskID(JOB, TaskType.REDUCE, partition), attempt - 1);
  }

  /** Has a configuration say which attempt it is for: formats look there. */
  static TaskAttemptID set(JobConf conf, int partition, int attempt) {
    TaskAttemptID id = id(partition, attempt);
    conf.set(MRJobConfig.ID, JOB.toString());
    conf.set(MRJobConfig.TASK_ID, id.getTaskID().toString());
    conf.set(MRJobConfig.TASK_ATTEMPT_ID, id.toString());
    conf.setBoolean(MRJobConfig.TASK_ISMAP, false);
    conf.setInt(MRJobConfig.TASK_PARTITION, partition);
    return id;
  }

  /** What a task throws that was interrupted, so that the engine sees that it was. */
  static InterruptedIOException interrupted(InterruptedException cause) {
    InterruptedIOException thrown = new InterruptedIOException("interrupted while reading");
    thrown.initCause(cause);
    return thrown;
  }
}
