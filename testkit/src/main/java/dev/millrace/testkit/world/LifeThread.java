package dev.millrace.testkit.world;

import dev.millrace.wal.LogThread;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * A simulated thread. It takes up its next task a seeded moment after it became free, and is busy
 * for as long as a task spends. <em>Owned by the world's thread.</em>
 */
final class LifeThread implements LogThread {
  /** The longest wait for a processor, of which each thread draws its own bound. */
  private static final long[] WAIT_NANOS_MAX = {0, 1_000, 50_000, 2_000_000};

  private final Life life;
  private final String name;
  private final ChanceStream chance;
  private final long waitNanosMax;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final Runnable next = this::runNext;

  /** Whether an event that takes up the next task is queued. */
  private boolean awake;

  private long busyUntilNanos;

  LifeThread(Life life, String name) {
    this.life = life;
    this.name = name;
    this.chance = life.world().chance().stream(Chance.Domain.SCHED, name);
    this.waitNanosMax = WAIT_NANOS_MAX[chance.nextInt(WAIT_NANOS_MAX.length)];
  }

  @Override
  public void execute(Runnable task) {
    waiting.add(task);
    if (!awake) {
      awake = true;
      wakeUp();
    }
  }

  @Override
  public void executeAfter(Duration delay, Runnable task) {
    life.after(delay, name, () -> execute(task));
  }

  private void wakeUp() {
    long now = life.world().nanos();
    long wait = waitNanosMax == 0 ? 0 : chance.upTo(waitNanosMax);
    life.after(Math.max(0, busyUntilNanos - now) + wait, name, next);
  }

  private void runNext() {
    Runnable task = waiting.remove();
    life.world().runsOnItsOwnThread();
    task.run();
    busyUntilNanos = life.world().nanos();
    if (waiting.isEmpty()) {
      awake = false;
    } else {
      wakeUp();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
