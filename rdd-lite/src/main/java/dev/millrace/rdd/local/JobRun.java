package dev.millrace.rdd.local;

import dev.millrace.rdd.Job;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.RunningJob;
import dev.millrace.rdd.TaskValues;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;

/**
 * A job that was submitted: RUNNING → ENDED, with results or with a failure. <em>Guarded by the
 * scheduler's lock</em>; what implements {@link RunningJob} is thread-safe because the scheduler
 * takes it.
 */
final class JobRun<R> implements RunningJob<R> {

  private final TaskScheduler scheduler;
  private final Job<?, R> job;
  private final StagePlan plan;
  private final Condition end;
  private final Object[] results;
  private final Deque<Stage.Task> ready = new ArrayDeque<>();
  private final Set<Attempt> attempts = new LinkedHashSet<>();

  /** What tasks of earlier stages added to accumulators, in the order in which they ended. */
  private final List<TaskValues> addedEarlier = new ArrayList<>();

  /** What tasks of the last stage added, by their place; complete whenever a result is. */
  private final TaskValues[] added;

  /** Results that are still missing. */
  private int missingCount;

  private boolean ended;
  private Optional<Failure> failure = Optional.empty();

  JobRun(TaskScheduler scheduler, Job<?, R> job, StagePlan plan, Condition end) {
    this.scheduler = scheduler;
    this.job = job;
    this.plan = plan;
    this.end = end;
    this.results = new Object[job.partitions().size()];
    this.added = new TaskValues[results.length];
    this.missingCount = results.length;
  }

  /**
   * Why a job failed: kept in parts so that every caller gets an exception of its own, with its own
   * stack.
   */
  private record Failure(String message, Throwable cause) {}

  @Override
  public List<R> await() throws InterruptedException {
    return scheduler.await(this);
  }

  @Override
  public void cancel(String reason) {
    scheduler.cancel(this, reason);
  }

  // ---- For the scheduler, under its lock

  StagePlan plan() {
    return plan;
  }

  String description() {
    return job.description();
  }

  /** Tasks that wait for a slot, in the order in which they became ready. */
  Deque<Stage.Task> ready() {
    return ready;
  }

  /** Attempts that have a slot. */
  Set<Attempt> attempts() {
    return attempts;
  }

  /** An attempt that no thread has begun. */
  Optional<Attempt> notBegun() {
    return attempts.stream().filter(attempt -> !attempt.hasBegun()).findFirst();
  }

  void awaitEnd() throws InterruptedException {
    while (!ended) {
      end.await();
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /** Takes a result of the last stage; the last one ends the job. */
  void succeed(int index, Object result, TaskValues values) {
    results[index] = result;
    added[index] = values;
    missingCount--;
  }

  void addEarlier(TaskValues values) {
    addedEarlier.add(values);
  }

  /** What successful tasks added to accumulators and nobody has taken yet. */
  List<TaskValues> takeAdded() {
    List<TaskValues> all = new ArrayList<>(addedEarlier);
    Arrays.stream(added).filter(Objects::nonNull).forEach(all::add);
    addedEarlier.clear();
    Arrays.fill(added, null);
    return all;
  }

  boolean hasAllResults() {
    return missingCount == 0;
  }

  void complete() {
    ended = true;
    end.signalAll();
  }

  void fail(String message, Throwable cause) {
    failure = Optional.of(new Failure(message, cause));
    ended = true;
    end.signalAll();
  }

  @SuppressWarnings("unchecked") // the action's results
  List<R> result() {
    failure.ifPresent(
        failed -> {
          throw new JobFailedException(failed.message(), failed.cause());
        });
    return (List<R>) Collections.unmodifiableList(Arrays.asList(results));
  }
}
