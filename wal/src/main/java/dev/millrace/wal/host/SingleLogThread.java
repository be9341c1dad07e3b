package dev.millrace.wal.host;

import dev.millrace.wal.LogThread;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named thread of its own for one log. <em>Thread-safe.</em>
 *
 * <p>It is a daemon: a program that forgets to close a log can still end, and what was acknowledged
 * is durable.
 */
public final class SingleLogThread implements LogThread, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SingleLogThread.class);

  private final Worker worker;

  /** Starts with the first task. */
  public SingleLogThread(String name) {
    worker = new Worker(name);
  }

  @Override
  public void execute(Runnable task) {
    worker.execute(task);
  }

  @Override
  public void executeAfter(Duration delay, Runnable task) {
    Future<?> unused = worker.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Runs what was given to {@link #execute}, drops what waits for its delay, and waits until the
   * thread has ended.
   */
  @Override
  public void close() {
    worker.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = worker.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Worker extends ScheduledThreadPoolExecutor {
    Worker(String name) {
      super(
          1,
          task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
          });
      setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** The executor keeps a task's failure in a future that nobody reads. */
    @Override
    protected void afterExecute(Runnable task, Throwable thrown) {
      super.afterExecute(task, thrown);
      if (task instanceof Future<?> future && future.isDone() && !future.isCancelled()) {
        try {
          future.get();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
          LOG.error("a log's task failed", e.getCause());
        }
      }
    }
  }
}
