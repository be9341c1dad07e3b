package dev.millrace.scheduler.batch;

import dev.millrace.scheduler.SchedulerCrashPoints;
import dev.millrace.scheduler.listener.StreamingListenerBatchStarted;
import dev.millrace.scheduler.listener.StreamingListenerBatchSubmitted;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.listener.StreamingListenerOutputOperationCompleted;
import dev.millrace.scheduler.listener.StreamingListenerOutputOperationStarted;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Runs the jobs of batches: all of a batch in the order of its outputs, batch after batch, on as
 * many job threads as there are. <em>Owned by the driver thread.</em>
 */
public final class JobScheduler {

  private final Executor jobs;
  private final Executor driver;
  private final InstantSource clock;
  private final Consumer<StreamingListenerEvent> listeners;
  private final Consumer<String> crashPoints;

  /**
   * A scheduler with nothing to do.
   *
   * @param jobs runs jobs, first come first served
   * @param driver runs tasks on the driver thread
   * @param crashPoints told each step that has just been done, on the driver thread and on those
   *     that run jobs
   */
  public JobScheduler(
      Executor jobs,
      Executor driver,
      InstantSource clock,
      Consumer<StreamingListenerEvent> listeners,
      Consumer<String> crashPoints) {
    this.jobs = jobs;
    this.driver = driver;
    this.clock = clock;
    this.listeners = listeners;
    this.crashPoints = crashPoints;
  }

  /**
   * Submits a batch with at least one job; {@code whenOver} runs on the driver thread once all have
   * ended.
   */
  void submit(JobSet set, Runnable whenOver) {
    listeners.accept(new StreamingListenerBatchSubmitted(set.info()));
    JobEvents events = new Progress(set, whenOver);
    for (Job job : set.jobs()) {
      jobs.execute(new JobHandler(job, clock, driver, events, crashPoints));
    }
    crashPoints.accept(SchedulerCrashPoints.BATCH_SUBMITTED);
  }

  private final class Progress implements JobEvents {

    private final JobSet set;
    private final Runnable whenOver;

    Progress(JobSet set, Runnable whenOver) {
      this.set = set;
      this.whenOver = whenOver;
    }

    @Override
    public void onJobStarted(Job job, long timeMillis) {
      if (set.start(job, timeMillis)) {
        listeners.accept(new StreamingListenerBatchStarted(set.info()));
      }
      listeners.accept(new StreamingListenerOutputOperationStarted(set.output(job)));
    }

    @Override
    public void onJobCompleted(Job job, long timeMillis, Optional<Throwable> failure) {
      boolean last = set.end(job, timeMillis, failure);
      listeners.accept(new StreamingListenerOutputOperationCompleted(set.output(job)));
      if (last) {
        whenOver.run();
      }
    }
  }
}
