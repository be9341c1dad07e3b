package dev.millrace.rdd.local;

import dev.millrace.rdd.Job;
import dev.millrace.rdd.TaskValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Runs the attempts of the {@link JobBook} on threads. <em>Thread-safe</em>: everything about jobs
 * and slots changes under one lock, user code and listeners are called without it.
 *
 * <p>A thread that awaits its job runs tasks of that job itself, on free slots or instead of a pool
 * thread that was asked to but has not begun: a job of one task needs no other thread. A pool
 * thread that has ended a task goes on with whatever can run on its executor.
 */
final class TaskScheduler {

  private final KeptPartitions kept;
  private final KeptStates states;
  private final ShuffleOutputs outputs;
  private final TaskRunner runner;
  private final Supplier<TaskThread> currentThread;
  private final Listeners listeners;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock, with all that it refers to. */
  private final JobBook book;

  TaskScheduler(
      JobBook book,
      KeptPartitions kept,
      KeptStates states,
      ShuffleOutputs outputs,
      TaskRunner runner,
      Supplier<TaskThread> currentThread,
      Listeners listeners) {
    this.book = book;
    this.kept = kept;
    this.states = states;
    this.outputs = outputs;
    this.runner = runner;
    this.currentThread = currentThread;
    this.listeners = listeners;
  }

  // ---- Jobs

  /** Starts a job on the executors' threads. */
  <R> JobRun<R> submit(Job<?, R> job) {
    List<Attempt> others = new ArrayList<>();
    JobRun<R> run;
    lock.lock();
    try {
      run = start(job);
      book.place(attempt -> false, others::add);
    } finally {
      lock.unlock();
    }
    others.forEach(this::hand);
    return run;
  }

  /** Runs a job, the first of its tasks on the calling thread. */
  <R> List<R> run(Job<?, R> job) throws InterruptedException {
    List<Attempt> others = new ArrayList<>();
    JobRun<R> run;
    Optional<Attempt> mine;
    lock.lock();
    try {
      run = start(job);
      mine = book.place(attempt -> attempt.job() == run, others::add);
    } finally {
      lock.unlock();
    }
    others.forEach(this::hand);
    return help(run, mine);
  }

  private <R> JobRun<R> start(Job<?, R> job) {
    kept.freeForgotten();
    states.freeForgotten();
    outputs.freeForgotten();
    JobRun<R> run =
        new JobRun<>(this, job, new StagePlan(job, kept, states, outputs), lock.newCondition());
    book.start(run, currentThread.get());
    return run;
  }

  <R> List<R> await(JobRun<R> run) throws InterruptedException {
    return help(run, Optional.empty());
  }

  void cancel(JobRun<?> run, String reason) {
    lock.lock();
    try {
      book.fail(
          run,
          "'" + run.description() + "' was cancelled: " + reason,
          new CancellationException(reason));
    } finally {
      lock.unlock();
    }
  }

  /** Cancels all jobs and takes no new ones. */
  void close() {
    lock.lock();
    try {
      book.close(run -> cancel(run, "the engine is closed"));
    } finally {
      lock.unlock();
    }
  }

  /** Takes an executor out: what it ran runs elsewhere. Returns false if it was lost before. */
  boolean lose(LocalExecutor executor, String reason) {
    List<Attempt> others = new ArrayList<>();
    lock.lock();
    try {
      if (!executor.isAlive()) {
        return false;
      }
      book.lose(executor, reason);
      book.place(attempt -> false, others::add);
    } finally {
      lock.unlock();
    }
    others.forEach(this::hand);
    return true;
  }

  // ---- Threads

  private void hand(Attempt attempt) {
    try {
      attempt.executor().tasks().execute(() -> work(attempt));
    } catch (RejectedExecutionException e) {
      if (isNeeded(attempt)) {
        throw e;
      }
      // Its executor was lost, or the engine closed, before a thread could begin it or after
      // another one did.
    }
  }

  private boolean isNeeded(Attempt attempt) {
    lock.lock();
    try {
      return !attempt.isAbandoned() && !attempt.hasBegun();
    } finally {
      lock.unlock();
    }
  }

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
        next = helpWith(run, next.get());
      } else {
        lock.lock();
        try {
          next = run.notBegun();
          if (run.hasEnded()) {
            break;
          }
          if (next.isEmpty()) {
            awaitEnd(run);
          }
        } finally {
          lock.unlock();
        }
      }
    }
    mergeAdded(run);
    return run.result();
  }

  /** What tasks added to accumulators; merging is user code, so it runs without the lock. */
  private void mergeAdded(JobRun<?> run) {
    List<TaskValues> added;
    lock.lock();
    try {
      added = run.takeAdded();
    } finally {
      lock.unlock();
    }
    added.forEach(TaskValues::merge);
  }

  private Optional<Attempt> helpWith(JobRun<?> run, Attempt attempt) throws InterruptedException {
    Outcome outcome = runOne(attempt, currentThread.get(), each -> each.job() == run);
    if (outcome.threadWasInterrupted()) {
      cancel(run, "the waiting thread was interrupted");
      // An attempt that is already this thread's is worthless now; ending it frees its slot.
      outcome.next().ifPresent(left -> runOne(left, currentThread.get(), each -> false));
      throw new InterruptedException("interrupted while running '" + run.description() + "'");
    }
    return outcome.next();
  }

  private void awaitEnd(JobRun<?> run) throws InterruptedException {
    try {
      run.awaitEnd();
    } catch (InterruptedException e) {
      cancel(run, "the waiting thread was interrupted");
      throw e;
    }
  }

  // ---- One attempt

  /**
   * What a thread that ended an attempt should do next, and whether somebody else interrupted it.
   */
  private record Outcome(Optional<Attempt> next, boolean threadWasInterrupted) {}

  private Outcome runOne(Attempt attempt, TaskThread thread, Predicate<Attempt> wanted) {
    boolean worthless;
    lock.lock();
    try {
      if (!attempt.begin(thread)) {
        return new Outcome(Optional.empty(), false); // another thread has it
      }
      worthless = attempt.isAbandoned();
    } finally {
      lock.unlock();
    }
    TaskRunner.Result result = null;
    Throwable thrown = null;
    if (!worthless) {
      try {
        result =
            runner.run(
                attempt.task().stage().body(),
                attempt.task().partition(),
                attempt.number(),
                attempt.executor());
      } catch (Throwable e) {
        thrown = e;
        tellOfFailure(attempt, e);
      }
    }
    Optional<Attempt> next = end(attempt, result, Optional.ofNullable(thrown), wanted);
    if (attempt.wasInterrupted()) {
      thread.clearInterrupt();
      return new Outcome(next, false);
    }
    return new Outcome(next, thrown != null && Causes.isInterruption(thrown));
  }

  /**
   * Before the failure can end the job, so that whoever awaits the job finds that listeners know.
   */
  private void tellOfFailure(Attempt attempt, Throwable thrown) {
    if (!isAbandoned(attempt) && !Causes.isOutputMissing(thrown)) {
      listeners.taskFailed(
          attempt.job().description(),
          attempt.task().partition(),
          attempt.number(),
          Causes.own(thrown));
    }
  }

  private Optional<Attempt> end(
      Attempt attempt,
      TaskRunner.Result result,
      Optional<Throwable> thrown,
      Predicate<Attempt> wanted) {
    List<Attempt> others = new ArrayList<>();
    Optional<Attempt> next;
    lock.lock();
    try {
      book.end(attempt, result, thrown);
      next = book.place(wanted, others::add);
    } finally {
      lock.unlock();
    }
    others.forEach(this::hand);
    return next;
  }

  private boolean isAbandoned(Attempt attempt) {
    lock.lock();
    try {
      return attempt.isAbandoned();
    } finally {
      lock.unlock();
    }
  }
}
