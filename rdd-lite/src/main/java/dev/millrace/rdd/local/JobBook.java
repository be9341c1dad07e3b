package dev.millrace.rdd.local;

import dev.millrace.rdd.UserFunctionException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which jobs there are, which of their tasks can run, and what follows from how an attempt ends.
 * <em>Guarded by the scheduler's lock</em>; runs nothing itself.
 */
final class JobBook {

  private final ExecutorPool executors;
  private final Placement placement;
  private final int failuresMax;

  /** Jobs that have not ended, in the order in which they were submitted. */
  private final Set<JobRun<?>> jobs = new LinkedHashSet<>();

  private boolean closed;

  JobBook(ExecutorPool executors, Placement placement, int failuresMax) {
    this.executors = executors;
    this.placement = placement;
    this.failuresMax = failuresMax;
  }

  // ---- Jobs

  /** Takes in a job that a thread wants to have run. */
  void start(JobRun<?> run, TaskThread caller) {
    if (closed) {
      throw new IllegalStateException(
          "the engine is closed; '" + run.description() + "' needs a new one");
    }
    requireOutsideTasks(run, caller);
    if (run.hasAllResults()) {
      run.complete();
    } else {
      jobs.add(run);
      advance(run);
      requireExecutor(run);
    }
  }

  /** A task that awaited a job would hold the very slot that the job may need. */
  private void requireOutsideTasks(JobRun<?> run, TaskThread caller) {
    for (JobRun<?> other : jobs) {
      if (other.attempts().stream().anyMatch(attempt -> attempt.runsOn(caller))) {
        throw new IllegalStateException(
            "'"
                + run.description()
                + "' was asked for inside a task of '"
                + other.description()
                + "'; functions cannot run jobs: run it before, and let the function use its"
                + " result");
      }
    }
  }

  void fail(JobRun<?> run, String message, Throwable cause) {
    if (!run.hasEnded()) {
      run.fail(message, cause);
      jobs.remove(run);
      run.ready().clear();
      run.attempts().forEach(Attempt::abandon);
    }
  }

  /** Takes no new jobs from now on; those that run are given to {@code end}. */
  void close(Consumer<JobRun<?>> end) {
    closed = true;
    List.copyOf(jobs).forEach(end);
  }

  /** What the executor ran is ready again, without counting as failed. */
  void lose(LocalExecutor executor, String reason) {
    executor.lose(reason);
    for (JobRun<?> run : List.copyOf(jobs)) {
      for (Attempt attempt : List.copyOf(run.attempts())) {
        if (attempt.executor() == executor) {
          attempt.abandon();
          run.attempts().remove(attempt);
          run.ready().addFirst(attempt.task());
        }
      }
      requireExecutor(run);
    }
  }

  private void requireExecutor(JobRun<?> run) {
    if (executors.all().stream().noneMatch(LocalExecutor::isAlive)) {
      fail(
          run,
          "'" + run.description() + "' cannot run: all executors are lost",
          new IllegalStateException("all executors are lost"));
    }
  }

  /** Makes ready what can run now. */
  private static void advance(JobRun<?> run) {
    for (Stage.Task task : run.plan().runnable(run.plan().last())) {
      task.activate();
      run.ready().add(task);
    }
  }

  // ---- Attempts

  /**
   * Gives free slots to ready tasks. The first attempt that the calling thread wants is returned;
   * the others go to {@code others}.
   */
  Optional<Attempt> place(Predicate<Attempt> wanted, Consumer<Attempt> others) {
    Optional<Attempt> mine = Optional.empty();
    Optional<Attempt> next = placement.place(jobs);
    while (next.isPresent()) {
      if (mine.isEmpty() && wanted.test(next.get())) {
        mine = next;
      } else {
        others.accept(next.get());
      }
      next = placement.place(jobs);
    }
    return mine;
  }

  /** Takes the result of an attempt, or what it threw, and frees its slot. */
  void end(Attempt attempt, TaskRunner.Result result, Optional<Throwable> thrown) {
    attempt.end();
    if (attempt.executor().isAlive()) {
      attempt.executor().returnSlot();
    }
    attempt.job().attempts().remove(attempt);
    if (attempt.isAbandoned()) {
      return;
    }
    if (thrown.isEmpty()) {
      succeed(attempt, result);
    } else if (Causes.isOutputMissing(thrown.get())) {
      attempt.task().suspend();
      advance(attempt.job());
    } else {
      failed(attempt, thrown.get());
    }
  }

  private void succeed(Attempt attempt, TaskRunner.Result result) {
    Stage.Task task = attempt.task();
    JobRun<?> run = attempt.job();
    task.finish();
    if (task.stage().body() instanceof TaskBody.Write write) {
      attempt
          .executor()
          .shuffles()
          .put(write.edge().key(), task.partition(), (MapOutput) result.value());
      run.addEarlier(result.values());
      if (!task.stage().isActive()) {
        advance(run);
      }
      return;
    }
    run.succeed(task.index(), result.value(), result.values());
    if (run.hasAllResults()) {
      run.complete();
      jobs.remove(run);
    }
  }

  private void failed(Attempt attempt, Throwable thrown) {
    int failureCount = attempt.task().fail();
    if (failureCount < failuresMax) {
      attempt.job().ready().add(attempt.task());
      return;
    }
    Throwable cause = Causes.own(thrown);
    fail(
        attempt.job(),
        placeOf(attempt, thrown)
            + ", failure "
            + failureCount
            + " of at most "
            + failuresMax
            + ": "
            + cause,
        cause);
  }

  private static String placeOf(Attempt attempt, Throwable thrown) {
    String job = "'" + attempt.job().description() + "'";
    int partition = attempt.task().partition();
    return thrown instanceof UserFunctionException named
        ? named.operation() + " failed at partition " + partition + " of " + job
        : job + " failed at partition " + partition + " of " + attempt.task().stage().body().node();
  }
}
