package dev.millrace.testkit.actor;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import dev.millrace.testkit.world.Life;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** Akka's timers, as events of a life. <em>Owned by the world's thread.</em> */
public final class WorldScheduler extends AbstractScheduler {
  private static final double MAX_FREQUENCY_HERTZ = 1e9;

  private final ActorThreads threads;

  /** Called by Akka, through reflection, with what every scheduler gets. */
  @SuppressWarnings("unused")
  public WorldScheduler(Config config, LoggingAdapter log, ThreadFactory threadFactory) {
    this.threads = ActorThreads.current();
  }

  ActorThreads threads() {
    return threads;
  }

  @Override
  @SuppressWarnings("deprecation") // what the methods that are not deprecated call
  public Cancellable schedule(
      FiniteDuration initialDelay,
      FiniteDuration interval,
      Runnable task,
      ExecutionContext executor) {
    Timer timer = new Timer(task, executor, Optional.of(interval));
    timer.startAfter(initialDelay);
    return timer;
  }

  @Override
  public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
    Timer timer = new Timer(task, executor, Optional.empty());
    timer.startAfter(delay);
    return timer;
  }

  @Override
  public double maxFrequency() {
    return MAX_FREQUENCY_HERTZ;
  }

  private final class Timer implements Cancellable {
    private final Runnable task;
    private final ExecutionContext executor;
    private final Optional<FiniteDuration> interval;
    private boolean over;

    Timer(Runnable task, ExecutionContext executor, Optional<FiniteDuration> interval) {
      this.task = task;
      this.executor = executor;
      this.interval = interval;
    }

    void startAfter(FiniteDuration delay) {
      Life life = threads.life();
      life.after(
          Duration.ofNanos(Math.max(0, delay.toNanos())), life.name() + "/akka/timer", this::fire);
    }

    private void fire() {
      if (over) {
        return;
      }
      over = interval.isEmpty();
      executor.execute(task);
      interval.ifPresent(this::startAfter);
    }

    @Override
    public boolean cancel() {
      boolean cancels = !over;
      over = true;
      return cancels;
    }

    @Override
    public boolean isCancelled() {
      return over;
    }
  }
}
