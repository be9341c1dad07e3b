package dev.millrace.rdd.local;

import dev.millrace.rdd.Job;
import dev.millrace.rdd.UserFunctionException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Runs jobs: which tasks can run, on which slot, and what follows from how they end.
 * <em>Thread-safe</em>: everything about jobs and slots changes under one lock, user code and
 * listeners are called without it.
 *
 * <p>A thread that awaits its job runs tasks of that job itself, on free slots or instead of a pool
 * thread that was asked to but has not begun: a job of one task needs no other thread. A pool
 * thread that has ended a task goes on with whatever can run on its executor.
 */
final class TaskScheduler {

  private final ExecutorPool executors;
  private final KeptPartitions kept;
  private final ShuffleOutputs outputs;
  private final Placement placement;
  private final TaskRunner runner;
  private final Supplier<TaskThread> currentThread;
  private final Listeners listeners;
  private final int failuresMax;

  private final ReentrantLock lock = new ReentrantLock();

  /** Jobs that have not ended, in the order in which they were submitted. */
  private final Set<JobRun<?>> jobs = new LinkedHashSet<>();

  private boolean closed;

  TaskScheduler(
      ExecutorPool executors,
      KeptPartitions kept,
      ShuffleOutputs outputs,
      TaskRunner runner,
      Supplier<TaskThread> currentThread,
      Listeners listeners,
      int failuresMax) {
    this.executors = executors;
    this.kept = kept;
    this.outputs = outputs;
    this.placement = new Placement(executors, new Locality(kept));
    this.runner = runner;
    this.currentThread = currentThread;
    this.listeners = listeners;
    this.failuresMax = failuresMax;
  }

  // ---- Jobs

  /** Starts a job on the executors' threads. */
  <R> JobRun<R> submit(Job<?, R> job) {
    List<Runnable> after = new ArrayList<>();
    JobRun<R> run;
    lock.lock();
    try {
      run = start(job);
      dispatch(attempt -> false, after);
    } finally {
      lock.unlock();
    }
    after.forEach(Runnable::run);
    return run;
  }

  /** Runs a job, the first of its tasks on the calling thread. */
  <R> List<R> run(Job<?, R> job) throws InterruptedException {
    List<Runnable> after = new ArrayList<>();
    JobRun<R> run;
    Optional<Attempt> mine;
    lock.lock();
    try {
      run = start(job);
      mine = dispatch(attempt -> attempt.job() == run, after);
    } finally {
      lock.unlock();
    }
    after.forEach(Runnable::run);
    return help(run, mine);
  }

  <R> List<R> await(JobRun<R> run) throws InterruptedException {
    return help(run, Optional.empty());
  }

  void cancel(JobRun<?> run, String reason) {
    lock.lock();
    try {
      if (!run.hasEnded()) {
        fail(
            run,
            "'" + run.description() + "' was cancelled: " + reason,
            new CancellationException(reason));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Fails all jobs and takes no new ones. */
  void close() {
    lock.lock();
    try {
      closed = true;
      List.copyOf(jobs).forEach(run -> cancel(run, "the engine is closed"));
    } finally {
      lock.unlock();
    }
  }

  /** Takes an executor out: what it ran runs elsewhere. Returns false if it was lost before. */
  boolean lose(LocalExecutor executor, String reason) {
    List<Runnable> after = new ArrayList<>();
    lock.lock();
    try {
      if (!executor.isAlive()) {
        return false;
      }
      executor.lose(reason);
      for (JobRun<?> run : List.copyOf(jobs)) {
        List.copyOf(run.attempts()).stream()
            .filter(attempt -> attempt.executor() == executor)
            .forEach(
                attempt -> {
                  attempt.abandon();
                  run.attempts().remove(attempt);
                  run.ready().addFirst(attempt.task());
                });
        requireExecutor(run);
      }
      dispatch(attempt -> false, after);
    } finally {
      lock.unlock();
    }
    after.forEach(Runnable::run);
    return true;
  }

  private <R> JobRun<R> start(Job<?, R> job) {
    if (closed) {
      throw new IllegalStateException(
          "the engine is closed; '" + job.description() + "' needs a new one");
    }
    JobRun<R> run = new JobRun<>(this, job, new StagePlan(job, kept, outputs), lock.newCondition());
    if (run.hasAllResults()) {
      run.complete();
    } else {
      jobs.add(run);
      advance(run);
      requireExecutor(run);
    }
    return run;
  }

  /** Makes ready what can run now. */
  private static void advance(JobRun<?> run) {
    for (Stage.Task task : run.plan().runnable(run.plan().last())) {
      task.activate();
      run.ready().add(task);
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

  private void fail(JobRun<?> run, String message, Throwable cause) {
    run.fail(message, cause);
    jobs.remove(run);
    run.ready().clear();
    run.attempts().forEach(Attempt::abandon);
  }

  /**
   * Gives free slots to ready tasks. The first attempt that the calling thread wants is left to it;
   * the others are handed to their executors by what is added to {@code after}, to be run without
   * the lock.
   */
  private Optional<Attempt> dispatch(Predicate<Attempt> wanted, List<Runnable> after) {
    Optional<Attempt> mine = Optional.empty();
    for (Optional<Attempt> next = placement.place(jobs);
        next.isPresent();
        next = placement.place(jobs)) {
      Attempt attempt = next.get();
      if (mine.isEmpty() && wanted.test(attempt)) {
        mine = next;
      } else {
        after.add(() -> hand(attempt));
      }
    }
    return mine;
  }

  private void hand(Attempt attempt) {
    try {
      attempt.executor().tasks().execute(() -> work(attempt));
    } catch (RejectedExecutionException e) {
      if (!isAbandoned(attempt)) {
        throw e;
      }
      // Its executor was lost, or the engine closed, before it could begin.
    }
  }

  private boolean isAbandoned(Attempt attempt) {
    lock.lock();
    try {
      return attempt.isAbandoned();
    } finally {
      lock.unlock();
    }
  }

  // ---- Threads

  /** On a thread of an executor: the attempt it was handed, then whatever else can run there. */
  private void work(Attempt handed) {
    LocalExecutor executor = handed.executor();
    Optional<Attempt> next = Optional.of(handed);
    while (next.isPresent()) {
      TaskThread thread = currentThread.get();
      next = runOne(next.get(), thread, attempt -> attempt.executor() == executor).next();
      thread.clearInterrupt();
    }
  }

  /** On a thread that awaits a job: tasks of that job, until it ends. */
  private <R> List<R> help(JobRun<R> run, Optional<Attempt> first) throws InterruptedException {
    Optional<Attempt> next = first;
    while (true) {
      if (next.isPresent()) {
        Outcome outcome = runOne(next.get(), currentThread.get(), each -> each.job() == run);
        if (outcome.threadWasInterrupted()) {
          cancel(run, "the waiting thread was interrupted");
          throw new InterruptedException("interrupted while running '" + run.description() + "'");
        }
        next = outcome.next();
      }
      if (next.isEmpty()) {
        lock.lock();
        try {
          if (run.hasEnded()) {
            return run.result();
          }
          next = run.notBegun();
          if (next.isEmpty()) {
            awaitEnd(run);
          }
        } finally {
          lock.unlock();
        }
      }
    }
  }

  private void awaitEnd(JobRun<?> run) throws InterruptedException {
    try {
      run.awaitEnd();
    } catch (InterruptedException e) {
      cancel(run, "the waiting thread was interrupted");
      throw e;
    }
  }

  /** What a thread that ended an attempt should do next. */
  private record Outcome(Optional<Attempt> next, boolean threadWasInterrupted) {}

  private Outcome runOne(Attempt attempt, TaskThread thread, Predicate<Attempt> wanted) {
    boolean worthless;
    lock.lock();
    try {
      if (!attempt.begin(thread)) {
        return new Outcome(Optional.empty(), false);
      }
      worthless = attempt.isAbandoned();
    } finally {
      lock.unlock();
    }
    Object result = null;
    Throwable thrown = null;
    if (!worthless) {
      try {
        result =
            runner.run(
                attempt.task().stage().body(), attempt.task().partition(), attempt.executor());
      } catch (Throwable e) {
        thrown = e;
      }
    }
    List<Runnable> after = new ArrayList<>();
    Optional<Attempt> next;
    lock.lock();
    try {
      end(attempt, result, Optional.ofNullable(thrown), after);
      next = dispatch(wanted, after);
    } finally {
      lock.unlock();
    }
    after.forEach(Runnable::run);
    if (attempt.wasInterrupted()) {
      thread.clearInterrupt();
      return new Outcome(next, false);
    }
    return new Outcome(next, thrown != null && Causes.isInterruption(thrown));
  }

  // ---- Ends of attempts

  private void end(
      Attempt attempt, Object result, Optional<Throwable> thrown, List<Runnable> after) {
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
      failed(attempt, thrown.get(), after);
    }
  }

  private void succeed(Attempt attempt, Object result) {
    Stage.Task task = attempt.task();
    JobRun<?> run = attempt.job();
    task.finish();
    if (task.stage().body() instanceof TaskBody.Write write) {
      attempt.executor().shuffles().put(write.edge().key(), task.partition(), (MapOutput) result);
      if (!task.stage().isActive()) {
        advance(run);
      }
    } else {
      run.succeed(task.index(), result);
      if (run.hasAllResults()) {
        run.complete();
        jobs.remove(run);
      }
    }
  }

  private void failed(Attempt attempt, Throwable thrown, List<Runnable> after) {
    Stage.Task task = attempt.task();
    JobRun<?> run = attempt.job();
    Throwable cause = Causes.own(thrown);
    after.add(
        () -> listeners.taskFailed(run.description(), task.partition(), attempt.number(), cause));
    int failureCount = task.fail();
    if (failureCount < failuresMax) {
      run.ready().add(task);
      return;
    }
    String operation =
        thrown instanceof UserFunctionException named
            ? named.operation()
            : task.stage().body().toString();
    fail(
        run,
        operation
            + " failed at partition "
            + task.partition()
            + " of '"
            + run.description()
            + "', failure "
            + failureCount
            + " of at most "
            + failuresMax
            + ": "
            + cause,
        cause);
  }
}
