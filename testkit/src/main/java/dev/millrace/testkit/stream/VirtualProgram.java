package dev.millrace.testkit.stream;

import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.streaming.wiring.RunningProgram;
import dev.millrace.testkit.driver.SimulatedProcess;
import dev.millrace.testkit.world.World;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A program that runs in a world: who waits for it makes the world's time pass. <em>Owned by the
 * world's thread.</em>
 */
final class VirtualProgram implements RunningProgram {
  private final World world;
  private final Duration batchDuration;
  private final Duration stopPatience;
  private final List<StreamingListener> listeners;
  private final List<Throwable> failures = new ArrayList<>();
  private Optional<SimulatedProcess> process = Optional.empty();
  private Optional<StopReport> stopped = Optional.empty();

  /** Whether the world's events run, below a call of the test's. */
  private boolean passing;

  VirtualProgram(
      World world,
      Duration batchDuration,
      Duration stopPatience,
      List<StreamingListener> listeners) {
    this.world = world;
    this.batchDuration = batchDuration;
    this.stopPatience = stopPatience;
    this.listeners = new ArrayList<>(listeners);
  }

  /** Starts the process, which was given this program's listeners and failures. */
  void start(SimulatedProcess begun) {
    List<Optional<Throwable>> outcome = new ArrayList<>();
    process = Optional.of(begun);
    begun.start(outcome::add);
    pass(() -> !outcome.isEmpty(), Duration.ofDays(1));
    outcome
        .get(0)
        .ifPresent(
            failure -> {
              throw new IllegalStateException("the graph does not start", failure);
            });
  }

  void onEvent(StreamingListenerEvent event) {
    List.copyOf(listeners).forEach(event::deliverTo);
  }

  void onFailure(Throwable failure) {
    failures.add(failure);
  }

  /** The failures of batches, in their order. */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /** Lets time pass until some more batches are over and what they needed is gone. */
  void runBatches(int count) {
    Time last = lastBatch().plus(batchDuration.multipliedBy(count));
    pass(() -> false, sinceNow(last).plus(batchDuration.dividedBy(2)));
    if (!pass(() -> isOver(last), stopPatience)) {
      throw new AssertionError(
          "batch " + last + " did not end within " + stopPatience + " of virtual time");
    }
  }

  private Duration sinceNow(Time time) {
    Duration left = time.minus(new Time(world.instant().toEpochMilli()));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private boolean isOver(Time batch) {
    return !lastBatch().less(batch) && running().state().batches().awaitingCount() == 0;
  }

  private Time lastBatch() {
    return running()
        .state()
        .blocks()
        .lastAllocatedTime()
        .orElseGet(() -> running().core().zeroTime());
  }

  /** How many batches there have been. */
  long batchCount() {
    return lastBatch().minus(zeroTime()).dividedBy(batchDuration);
  }

  Time zeroTime() {
    return running().core().zeroTime();
  }

  @Override
  public StopReport stop(boolean graceful) {
    if (passing) {
      throw new IllegalStateException(
          "stop was called inside a batch or a listener, which it would wait for: call it in the"
              + " test itself");
    }
    if (stopped.isEmpty()) {
      stopped = Optional.of(stopProcess(graceful));
    }
    return stopped.get();
  }

  private StopReport stopProcess(boolean graceful) {
    List<Optional<Throwable>> outcome = new ArrayList<>();
    if (graceful) {
      running().stop(outcome::add);
    } else {
      running().stopAtOnce(outcome::add);
    }
    pass(() -> !outcome.isEmpty(), stopPatience);
    return running().core().report();
  }

  @Override
  public void awaitTermination() {
    throwFailure();
    if (stopped.isEmpty()) {
      throw new IllegalStateException(
          "awaitTermination() would wait for ever: in a stream test time passes only while the test"
              + " runs batches, so give a timeout or stop the context first");
    }
  }

  @Override
  public boolean awaitTermination(Duration timeout) {
    pass(() -> stopped.isPresent() || !failures.isEmpty(), timeout);
    throwFailure();
    return stopped.isPresent();
  }

  private void throwFailure() {
    for (Throwable failure : failures) {
      throw failure instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(failure);
    }
  }

  @Override
  public boolean dismissFailedBatch(long batchNumber) {
    boolean dismissed = running().core().dismiss(batchNumber);
    pass(() -> false, Duration.ZERO);
    return dismissed;
  }

  @Override
  public void addListener(StreamingListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(StreamingListener listener) {
    listeners.remove(listener);
  }

  private SimulatedProcess running() {
    return process.orElseThrow();
  }

  private boolean pass(BooleanSupplier condition, Duration limit) {
    passing = true;
    try {
      return world.runUntil(condition, limit);
    } finally {
      passing = false;
    }
  }
}
