package dev.millrace.testkit.receiver;

import dev.millrace.receiver.port.Timers;
import dev.millrace.testkit.world.Life;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Timers of one life. <em>Owned by the world's thread.</em> */
public final class SimulatedTimers implements Timers {
  private final Life life;

  /** Timers that end with {@code life}. */
  public SimulatedTimers(Life life) {
    this.life = life;
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    AtomicBoolean cancelled = new AtomicBoolean();
    life.after(
        delay.isNegative() ? Duration.ZERO : delay,
        life.name() + "/timer",
        () -> {
          if (!cancelled.get()) {
            task.run();
          }
        });
    return () -> cancelled.set(true);
  }
}
