package dev.millrace.scheduler.batch;

import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchFailedException;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.scheduler.StackTraces;
import dev.millrace.scheduler.listener.BatchInfo;
import dev.millrace.scheduler.listener.OutputOperationInfo;
import dev.millrace.scheduler.listener.StreamInputInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The jobs of one batch and how far they are. <em>Owned by the driver thread.</em> */
final class JobSet {

  private final AllocatedBatch batch;
  private final List<Job> jobs;
  private final Map<Integer, StreamInputInfo> inputs;
  private final long submissionTime;
  private final Map<Integer, OutputOperationInfo> outputs = new TreeMap<>();
  private final Map<Integer, BatchFailedException> failures = new TreeMap<>();
  private OptionalLong startTime = OptionalLong.empty();
  private OptionalLong endTime = OptionalLong.empty();
  private int unfinished;

  JobSet(
      AllocatedBatch batch,
      List<OutputJob> outputJobs,
      Map<Integer, StreamInputInfo> inputs,
      long submissionTime) {
    this.batch = batch;
    this.jobs = outputJobs.stream().map(output -> new Job(batch, output)).toList();
    this.inputs = inputs;
    this.submissionTime = submissionTime;
    this.unfinished = jobs.size();
    for (OutputJob output : outputJobs) {
      OutputOperationInfo earlier =
          outputs.put(
              output.outputIndex(),
              info(output, OptionalLong.empty(), OptionalLong.empty(), Optional.empty()));
      if (earlier != null) {
        throw new IllegalArgumentException(
            "output " + output.outputIndex() + " is twice in the batch at " + batch.time());
      }
    }
  }

  /** A batch whose jobs could not be made. */
  static JobSet unplanned(
      AllocatedBatch batch,
      Map<Integer, StreamInputInfo> inputs,
      long submissionTime,
      Throwable cause) {
    JobSet set = new JobSet(batch, List.of(), inputs, submissionTime);
    set.fail(-1, "its planning", cause);
    return set;
  }

  AllocatedBatch batch() {
    return batch;
  }

  List<Job> jobs() {
    return jobs;
  }

  /** A job has started; true when it is the batch's first. */
  boolean start(Job job, long timeMillis) {
    OutputJob output = job.output();
    outputs.put(
        output.outputIndex(),
        info(output, OptionalLong.of(timeMillis), OptionalLong.empty(), Optional.empty()));
    if (startTime.isPresent()) {
      return false;
    }
    startTime = OptionalLong.of(timeMillis);
    return true;
  }

  /** A job has ended; true when it was the batch's last. */
  boolean end(Job job, long timeMillis, Optional<Throwable> failure) {
    OutputJob output = job.output();
    OptionalLong started = outputs.get(output.outputIndex()).startTime();
    outputs.put(
        output.outputIndex(),
        info(output, started, OptionalLong.of(timeMillis), failure.map(StackTraces::of)));
    failure.ifPresent(
        cause ->
            fail(
                output.outputIndex(),
                "output " + output.outputIndex() + ", " + output.description(),
                cause));
    unfinished--;
    if (unfinished > 0) {
      return false;
    }
    endTime = OptionalLong.of(timeMillis);
    return true;
  }

  OutputOperationInfo output(Job job) {
    return outputs.get(job.output().outputIndex());
  }

  /** The failure of the first output that failed, in the order of the outputs. */
  Optional<BatchFailedException> failure() {
    return failures.values().stream().findFirst();
  }

  BatchInfo info() {
    return new BatchInfo(
        batch.number(),
        batch.time(),
        inputs,
        submissionTime,
        startTime,
        endTime,
        outputs,
        failure().map(StackTraces::of));
  }

  private void fail(int outputIndex, String what, Throwable cause) {
    failures.put(outputIndex, new BatchFailedException(batch.number(), batch.time(), what, cause));
  }

  private OutputOperationInfo info(
      OutputJob output, OptionalLong start, OptionalLong end, Optional<String> failure) {
    return new OutputOperationInfo(
        batch.time(),
        output.outputIndex(),
        output.name(),
        output.description(),
        start,
        end,
        failure);
  }
}
