package dev.millrace.testkit.receiver;

import dev.millrace.receiver.port.Monitor;
import dev.millrace.testkit.world.Life;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A monitor for the one thread of a world: nobody else runs while somebody is inside, save when it
 * waits; then the world's events run. <em>Owned by the world's thread.</em>
 */
final class SimulatedMonitor implements Monitor {
  private final Life life;

  /** How often it was entered and not left. */
  private int depth;

  private long signals;

  SimulatedMonitor(Life life) {
    this.life = life;
  }

  @Override
  public void lock() {
    depth++;
  }

  @Override
  public void unlock() {
    requireInside("unlock");
    depth--;
  }

  @Override
  public void await(long nanos) {
    requireInside("await");
    int entered = depth;
    long seen = signals;
    depth = 0;
    try {
      if (nanos == Long.MAX_VALUE) {
        life.await(() -> signals != seen);
      } else {
        life.await(() -> signals != seen, Duration.ofNanos(nanos));
      }
    } finally {
      depth = entered;
    }
  }

  @Override
  public void signalAll() {
    requireInside("signalAll");
    signals++;
  }

  @Override
  public <V> V join(CompletableFuture<V> result) {
    life.await(result::isDone);
    return result.join();
  }

  private void requireInside(String call) {
    if (depth == 0) {
      throw new IllegalMonitorStateException(call + " was called outside the monitor");
    }
  }
}
