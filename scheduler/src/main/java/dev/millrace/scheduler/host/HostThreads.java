package dev.millrace.scheduler.host;

import dev.millrace.scheduler.DriverTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The driver's threads besides those of the log, the listeners and the actors: the clock, the
 * planner, those that ask direct inputs, and the job threads. All are daemons, each is started by
 * its first task. <em>Thread-safe.</em>
 */
final class HostThreads {

  private final ScheduledThreadPoolExecutor clock;
  private final ThreadPoolExecutor planner;
  private final ThreadPoolExecutor inputs;
  private final ThreadPoolExecutor jobs;
  private final List<Thread> started = new CopyOnWriteArrayList<>();

  /**
   * No thread yet.
   *
   * @param directInputs how many direct inputs there are: each may wait for its source
   */
  HostThreads(String program, int directInputs, int concurrentJobs) {
    clock = new ScheduledThreadPoolExecutor(1, named(program + "-clock"));
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    planner = pool(1, program + "-planner");
    inputs = pool(Math.max(1, directInputs), program + "-input");
    jobs = pool(concurrentJobs, program + "-job");
  }

  /** Timers whose tasks run on {@code driver}; the clock's thread only hands them over. */
  DriverTimers timers(Executor driver) {
    return (delay, task) -> {
      if (!clock.isShutdown()) {
        Future<?> unused =
            clock.schedule(() -> driver.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      }
    };
  }

  Executor planner() {
    return planner;
  }

  Executor inputs() {
    return inputs;
  }

  Executor jobs() {
    return jobs;
  }

  /** Whether the calling thread is one that {@link #stop} waits for. */
  boolean isOwnThread() {
    return started.contains(Thread.currentThread());
  }

  /**
   * Interrupts what runs, drops what waits, and waits for the threads to end.
   *
   * @return the names of the threads that had not ended when the time was up
   */
  List<String> stop(Duration timeout) {
    List<ExecutorService> pools = List.of(clock, planner, inputs, jobs);
    pools.forEach(ExecutorService::shutdownNow);
    long deadline = System.nanoTime() + timeout.toNanos();
    List<String> left = new ArrayList<>();
    try {
      for (Thread thread : started) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(millis, 1));
        if (thread.isAlive()) {
          left.add(thread.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return left;
  }

  private ThreadPoolExecutor pool(int size, String name) {
    return new ThreadPoolExecutor(
        size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
  }

  private ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      int number = count.getAndIncrement();
      Thread thread = new Thread(task, number == 0 ? name : name + "-" + number);
      thread.setDaemon(true);
      started.add(thread);
      return thread;
    };
  }
}
