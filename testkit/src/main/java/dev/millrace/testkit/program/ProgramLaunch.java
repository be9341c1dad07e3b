package dev.millrace.testkit.program;

import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.streaming.wiring.RunningProgram;
import dev.millrace.streaming.wiring.RuntimeLauncher;
import dev.millrace.streaming.wiring.RuntimeSpec;
import dev.millrace.testkit.world.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a context of one life starts: keeps the description, which the world runs. <em>Owned by the
 * world's thread.</em>
 */
final class ProgramLaunch implements RuntimeLauncher, RunningProgram {
  private static final String WORLD_STOPS = "the world starts and stops simulated programs: ";

  private final Life life;
  private final List<StreamingListener> listeners = new ArrayList<>();
  private Optional<RuntimeSpec> spec = Optional.empty();

  ProgramLaunch(Life life) {
    this.life = life;
  }

  @Override
  public RunningProgram start(String name, Supplier<RuntimeSpec> described) {
    RuntimeSpec started = described.get();
    listeners.addAll(started.listeners());
    spec = Optional.of(started);
    return this;
  }

  /** What the program consists of, once its context was started. */
  RuntimeSpec spec() {
    return spec.orElseThrow();
  }

  void tell(StreamingListenerEvent event) {
    List.copyOf(listeners).forEach(event::deliverTo);
  }

  /** Called when the life is over; before that, a program has no business to. */
  @Override
  public StopReport stop(boolean graceful) {
    if (life.isAlive()) {
      throw new IllegalStateException(WORLD_STOPS + "do not call stop()");
    }
    return new StopReport(0, 0, 0, 0);
  }

  @Override
  public void awaitTermination() {
    throw new IllegalStateException(WORLD_STOPS + "describe it and return, do not wait for it");
  }

  @Override
  public boolean awaitTermination(Duration timeout) {
    awaitTermination();
    return false;
  }

  @Override
  public boolean dismissFailedBatch(long batchNumber) {
    throw new IllegalStateException(
        WORLD_STOPS + "failed batches run again in the next life, do not dismiss any");
  }

  @Override
  public void addListener(StreamingListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(StreamingListener listener) {
    listeners.remove(listener);
  }
}
