package dev.millrace.rdd.local;

import java.util.Optional;

/**
 * One run of a task on one slot: WAITING for its thread → RUNNING → ENDED. <em>Guarded by the
 * scheduler's lock</em>, but for what never changes.
 */
final class Attempt {

  private final JobRun<?> job;
  private final Stage.Task task;
  private final LocalExecutor executor;
  private final int number;

  /** The thread that runs it; empty while it waits and after it has ended. */
  private Optional<TaskThread> thread = Optional.empty();

  private boolean begun;

  /** Whether nobody wants its result any more: its job has ended or its executor is lost. */
  private boolean abandoned;

  private boolean interrupted;

  Attempt(JobRun<?> job, Stage.Task task, LocalExecutor executor) {
    this.job = job;
    this.task = task;
    this.executor = executor;
    this.number = task.nextAttempt();
  }

  JobRun<?> job() {
    return job;
  }

  Stage.Task task() {
    return task;
  }

  LocalExecutor executor() {
    return executor;
  }

  /** Its number among the attempts at its task, from 1. */
  int number() {
    return number;
  }

  boolean hasBegun() {
    return begun;
  }

  /** Gives it to a thread; false if another one has it already. */
  boolean begin(TaskThread runner) {
    if (begun) {
      return false;
    }
    begun = true;
    thread = Optional.of(runner);
    return true;
  }

  boolean runsOn(TaskThread asked) {
    return thread.filter(asked::equals).isPresent();
  }

  /** From now on its thread is somebody else's business. */
  void end() {
    thread = Optional.empty();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** Makes its result worthless and interrupts it if it runs. */
  void abandon() {
    abandoned = true;
    interrupted = thread.isPresent();
    thread.ifPresent(TaskThread::interrupt);
  }

  /** Whether the engine interrupted its thread. */
  boolean wasInterrupted() {
    return interrupted;
  }
}
