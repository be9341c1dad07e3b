package dev.millrace.wal.host;

import dev.millrace.wal.LogThread;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
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

  /** Every thread there ever was: one, unless it was replaced. */
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

  private final Worker worker;

  /** Starts with the first task. */
  public SingleLogThread(String name) {
    worker =
        new Worker(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              threads.add(thread);
              return thread;
            });
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
   *
   * @throws IllegalStateException if called on the thread itself, which cannot wait for its own end
   */
  @Override
  public void close() {
    if (threads.contains(Thread.currentThread())) {
      throw new IllegalStateException("a log's thread must be closed by another thread");
    }
    worker.shutdown();
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= join(thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for a thread's end whatever happens; returns whether the caller was interrupted
   * meanwhile.
   */
  private static boolean join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  private static final class Worker extends ScheduledThreadPoolExecutor {
    Worker(ThreadFactory factory) {
      super(1, factory);
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
