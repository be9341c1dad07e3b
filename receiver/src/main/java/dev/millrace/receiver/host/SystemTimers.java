package dev.millrace.receiver.host;

import dev.millrace.receiver.port.Timers;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread for the timers of all receivers of a program. <em>Thread-safe.</em> */
public final class SystemTimers implements Timers, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SystemTimers.class);

  private final ScheduledThreadPoolExecutor thread;

  /** Its thread starts with the first timer. */
  public SystemTimers() {
    thread =
        new ScheduledThreadPoolExecutor(
            1, task -> HostThreads.daemon(task, "millrace-receiver-timers"));
    thread.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    try {
      Future<?> future = thread.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {}; // closed: nothing is due any more
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a receiver's timer failed", e);
      throw e;
    }
  }

  /** Drops what is not due and lets the thread end. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
