package dev.millrace.rdd.host;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one executor's task slots, named {@code millrace-task-<executor>-<number>}; each
 * starts when it is first needed. <em>Thread-safe.</em>
 */
final class TaskThreads implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(TaskThreads.class);

  private final ThreadPoolExecutor pool;
  private final Duration patience;

  /** Every thread that was ever started, to be joined. */
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  /**
   * No threads yet.
   *
   * @param patience how long tasks that were interrupted are waited for, all together
   */
  TaskThreads(String executorId, int slots, Duration patience) {
    this.patience = patience;
    pool =
        new ThreadPoolExecutor(
            slots,
            slots,
            0,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            body -> newThread("millrace-task-" + executorId + "-" + threads.size(), body));
  }

  private Thread newThread(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    // A program whose main method returns while a task hangs is to end all the same.
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  /**
   * Runs a task on one of the threads.
   *
   * @throws RejectedExecutionException after {@link #stop}
   */
  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** Interrupts what runs and takes nothing more; does not wait. */
  void stop() {
    pool.shutdownNow();
  }

  /**
   * Returns when the threads are gone. A task that ignores its interruption is waited for a while,
   * then named in the log and left behind: user code must not be able to keep a program from
   * stopping, and the thread is a daemon. The calling thread's interruption ends the wait and stays
   * set.
   */
  void join() {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    try {
      for (Thread thread : threads) {
        if (thread != Thread.currentThread()) {
          thread.join(Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000));
          warnIfAlive(thread);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void warnIfAlive(Thread thread) {
    if (thread.isAlive()) {
      LOG.warn(
          "{} was interrupted and still runs a task after {}, it is left behind: {}",
          thread.getName(),
          patience,
          List.of(thread.getStackTrace()));
    }
  }
}
