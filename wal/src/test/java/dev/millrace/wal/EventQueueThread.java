package dev.millrace.wal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A log thread for tests: tasks run on the calling thread when the test says so, timers under
 * virtual time.
 */
final class EventQueueThread implements LogThread {
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparing(Timer::at).thenComparing(Timer::number));
  private Duration now = Duration.ZERO;
  private long timersCount;

  private record Timer(Duration at, long number, Runnable task) {}

  @Override
  public void execute(Runnable task) {
    ready.addLast(task);
  }

  @Override
  public void executeAfter(Duration delay, Runnable task) {
    timers.add(new Timer(now.plus(delay), timersCount++, task));
  }

  /** Runs all tasks that are due now. */
  void run() {
    while (!ready.isEmpty()) {
      ready.removeFirst().run();
    }
  }

  /** Lets time pass, timer by timer. */
  void advance(Duration by) {
    Duration until = now.plus(by);
    run();
    while (!timers.isEmpty() && timers.peek().at().compareTo(until) <= 0) {
      Timer timer = timers.remove();
      now = timer.at();
      timer.task().run();
      run();
    }
    now = until;
  }

  boolean hasTimers() {
    return !timers.isEmpty();
  }
}
