package dev.millrace.scheduler.batch;

import dev.millrace.scheduler.SchedulerCrashPoints;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Runs one job on a job thread: tells that it has started, runs it, tells how it ended. */
final class JobHandler implements Runnable {

  private final Job job;
  private final InstantSource clock;
  private final Executor driver;
  private final JobEvents events;
  private final Consumer<String> crashPoints;

  JobHandler(
      Job job,
      InstantSource clock,
      Executor driver,
      JobEvents events,
      Consumer<String> crashPoints) {
    this.job = job;
    this.clock = clock;
    this.driver = driver;
    this.events = events;
    this.crashPoints = crashPoints;
  }

  @Override
  public void run() {
    long started = clock.millis();
    driver.execute(() -> events.onJobStarted(job, started));
    Optional<Throwable> failure = Optional.empty();
    try {
      job.output().body().run();
      crashPoints.accept(SchedulerCrashPoints.OUTPUT_DONE);
    } catch (Throwable e) { // whatever user code throws is the batch's failure, an Error too
      failure = Optional.of(e);
    }
    Optional<Throwable> outcome = failure;
    long ended = clock.millis();
    driver.execute(() -> events.onJobCompleted(job, ended, outcome));
  }
}
