package dev.millrace.rdd.host;

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
  private static final long WARN_AFTER_MILLIS = 10_000;

  private final ThreadPoolExecutor pool;

  /** Every thread that was ever started, to be joined. */
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  TaskThreads(String executorId, int slots) {
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
   * Returns when the threads are gone; a task that ignores its interruption is waited for, and
   * named in the log. The calling thread's interruption ends the wait and stays set.
   */
  void join() {
    try {
      for (Thread thread : threads) {
        while (thread != Thread.currentThread() && thread.isAlive()) {
          thread.join(WARN_AFTER_MILLIS);
          if (thread.isAlive()) {
            LOG.warn(
                "{} was interrupted but still runs a task: {}",
                thread.getName(),
                List.of(thread.getStackTrace()));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
