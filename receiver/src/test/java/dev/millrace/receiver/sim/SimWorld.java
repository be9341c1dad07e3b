package dev.millrace.receiver.sim;

import dev.millrace.receiver.port.Monitor;
import dev.millrace.receiver.port.ReceiverThreads;
import dev.millrace.receiver.port.Timers;
import dev.millrace.wal.LogThread;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A world of one thread: a clock that only events move, and the events. Waiting runs events until
 * the wait is over.
 */
public final class SimWorld implements Timers, ReceiverThreads {

  /** Something that happens at a time. */
  private static final class Event implements Comparable<Event> {
    final long atNanos;
    final long number;
    Runnable action;

    Event(long atNanos, long number, Runnable action) {
      this.atNanos = atNanos;
      this.number = number;
      this.action = action;
    }

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowNanos = 1_000_000_000_000L;
  private long eventCount;
  private final List<Throwable> uncaught = new ArrayList<>();

  /** How long tasks of writers and storage wait for their thread. */
  public Supplier<Duration> threadDelay = () -> Duration.ZERO;

  public long nanos() {
    return nowNanos;
  }

  /** What user threads died of. */
  public List<Throwable> uncaught() {
    return uncaught;
  }

  public void execute(Runnable task) {
    at(0, task);
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    Event event = at(delay.toNanos(), task);
    return () -> event.action = () -> {};
  }

  private Event at(long delayNanos, Runnable task) {
    Event event = new Event(nowNanos + Math.max(0, delayNanos), eventCount++, task);
    events.add(event);
    return event;
  }

  /** Runs the next event; false if there is none. */
  public boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    nowNanos = Math.max(nowNanos, next.atNanos);
    next.action.run();
    return true;
  }

  /** Runs what happens in the next {@code span}. */
  public void run(Duration span) {
    long end = nowNanos + span.toNanos();
    while (!events.isEmpty() && events.peek().atNanos <= end) {
      step();
    }
    nowNanos = end;
  }

  /** Runs what is due now. */
  public void settle() {
    run(Duration.ZERO);
  }

  /** Moves the clock without running what becomes due, as a stopped process would see it. */
  public void freeze(Duration span) {
    nowNanos += span.toNanos();
  }

  /** Runs events until the condition holds, for at most ten minutes. */
  public void runUntil(BooleanSupplier condition) {
    long end = nowNanos + Duration.ofMinutes(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (nowNanos > end || !step()) {
        throw new AssertionError("the condition never held");
      }
    }
  }

  public LogThread logThread() {
    return new LogThread() {
      @Override
      public void executeAfter(Duration delay, Runnable task) {
        Runnable unused = after(delay, task);
      }

      @Override
      public void execute(Runnable task) {
        SimWorld.this.execute(task);
      }
    };
  }

  @Override
  public Launch open(String name, Consumer<Throwable> onUncaught) {
    return new SimLaunch();
  }

  /** The threads of a launch, all of them the world's. */
  private final class SimLaunch implements Launch {
    private final SimMonitor monitor = new SimMonitor();
    private final ArrayDeque<Runnable> writing = new ArrayDeque<>();

    @Override
    public Executor writer() {
      return task -> {
        writing.add(task);
        Runnable unused = after(threadDelay.get(), () -> writing.remove().run());
      };
    }

    @Override
    public Executor storage() {
      return task -> {
        Runnable unused = after(threadDelay.get(), task);
      };
    }

    @Override
    public Monitor monitor() {
      return monitor;
    }

    @Override
    public Runnable runUserCode(String what, Runnable code) {
      SimWorld.this.execute(code);
      return () -> {};
    }

    @Override
    public void close() {}
  }

  /** Nobody else runs while somebody is inside, save when it waits. */
  private final class SimMonitor implements Monitor {
    private boolean signalled;

    @Override
    public void lock() {}

    @Override
    public void unlock() {}

    @Override
    public void await(long nanos) {
      signalled = false;
      boolean[] late = new boolean[1];
      if (nanos != Long.MAX_VALUE) {
        Runnable unused = after(Duration.ofNanos(nanos), () -> late[0] = true);
      }
      runUntil(() -> signalled || late[0]);
    }

    @Override
    public void signalAll() {
      signalled = true;
    }

    @Override
    public <V> V join(CompletableFuture<V> result) {
      runUntil(result::isDone);
      return result.join();
    }
  }
}
