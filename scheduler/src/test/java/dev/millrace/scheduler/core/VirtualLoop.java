package dev.millrace.scheduler.core;

import dev.millrace.scheduler.DriverTimers;
import dev.millrace.wal.LogThread;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** One thread's worth of everything: tasks in the order of their virtual times. */
final class VirtualLoop implements InstantSource {

  private record Entry(long nanos, long order, int life, Runnable task) {}

  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(
          (a, b) ->
              a.nanos() != b.nanos()
                  ? Long.compare(a.nanos(), b.nanos())
                  : Long.compare(a.order(), b.order()));
  private final Instant start;
  private long nowNanos;
  private long order;
  private int life;

  VirtualLoop(Instant start) {
    this.start = start;
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nowNanos);
  }

  long nanos() {
    return nowNanos;
  }

  Executor executor() {
    return executor(Duration.ZERO);
  }

  /** Each task runs that long after it was given. */
  Executor executor(Duration latency) {
    return task -> schedule(latency, task);
  }

  DriverTimers timers() {
    return this::schedule;
  }

  LogThread logThread(Duration latency) {
    return new LogThread() {
      @Override
      public void execute(Runnable task) {
        schedule(latency, task);
      }

      @Override
      public void executeAfter(Duration delay, Runnable task) {
        schedule(delay, task);
      }
    };
  }

  void schedule(Duration delay, Runnable task) {
    queue.add(new Entry(nowNanos + delay.toNanos(), order++, life, task));
  }

  /** Runs everything that is due within the time. */
  void runFor(Duration duration) {
    long end = nowNanos + duration.toNanos();
    while (!queue.isEmpty() && queue.peek().nanos() <= end) {
      step();
    }
    nowNanos = end;
  }

  /** Runs what is due now, time standing still. */
  void settle() {
    runFor(Duration.ZERO);
  }

  /** Time passes and nobody gets to run, as in a long garbage collection. */
  void pause(Duration duration) {
    nowNanos += duration.toNanos();
  }

  /** Runs one task; false if there is none. */
  boolean step() {
    Entry next = queue.poll();
    if (next == null) {
      return false;
    }
    nowNanos = Math.max(nowNanos, next.nanos());
    if (next.life() == life) {
      next.task().run();
    }
    return true;
  }

  /** What was given so far never runs. */
  void newLife() {
    life++;
  }
}
