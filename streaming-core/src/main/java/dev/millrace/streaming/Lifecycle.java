package dev.millrace.streaming;

import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.streaming.wiring.RunningProgram;
import dev.millrace.streaming.wiring.RuntimeLauncher;
import dev.millrace.streaming.wiring.RuntimeSpec;
import dev.millrace.streaming.wiring.ShutdownHook;
import dev.millrace.streaming.wiring.Termination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one life of a streaming context. <em>Thread-safe.</em> */
final class Lifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private final String name;
  private final RuntimeLauncher launcher;
  private final Runnable onStopped;
  private final Termination termination = new Termination();

  /** Changed under the lock only; volatile so that asking never waits. */
  private volatile StreamingContextState state = StreamingContextState.INITIALIZED;

  /** Those who watch from the start on; once there is a runtime it keeps them. Under the lock. */
  private final List<StreamingListener> listeners = new ArrayList<>();

  /** Under the lock. */
  private Optional<RunningProgram> runtime = Optional.empty();

  /** Under the lock. */
  private Optional<ShutdownHook> shutdownHook = Optional.empty();

  /**
   * A life that has not begun.
   *
   * @param name the program's name
   * @param launcher where it runs
   * @param onStopped called when the context is stopped, perhaps more than once
   */
  Lifecycle(String name, RuntimeLauncher launcher, Runnable onStopped) {
    this.name = name;
    this.launcher = launcher;
    this.onStopped = onStopped;
  }

  StreamingContextState state() {
    return state;
  }

  /**
   * Changes what the start will use.
   *
   * @throws IllegalStateException once the context was started or stopped
   */
  synchronized void beforeStart(String call, Runnable change) {
    if (state != StreamingContextState.INITIALIZED) {
      throw new IllegalStateException(
          call + " has to be called before start(), but the context is " + state);
    }
    change.run();
  }

  synchronized void addListener(StreamingListener listener) {
    runtime.ifPresentOrElse(
        running -> running.addListener(listener), () -> listeners.add(listener));
  }

  synchronized void removeListener(StreamingListener listener) {
    runtime.ifPresentOrElse(
        running -> running.removeListener(listener), () -> listeners.remove(listener));
  }

  /**
   * Starts the program.
   *
   * @param spec describes it, for the listeners that were added
   * @param onShutdown called when the process ends before the program was stopped
   */
  synchronized void start(
      Function<List<StreamingListener>, RuntimeSpec> spec, Runnable onShutdown) {
    switch (state) {
      case INITIALIZED -> launch(spec, onShutdown);
      case ACTIVE ->
          throw new IllegalStateException(
              "the streaming context has started already and goes on: call start() once");
      case STOPPED ->
          throw new IllegalStateException(
              "the streaming context has been stopped and cannot be started again: make a new one");
    }
  }

  private void launch(Function<List<StreamingListener>, RuntimeSpec> spec, Runnable onShutdown) {
    try {
      RunningProgram running = launcher.start(name, () -> spec.apply(List.copyOf(listeners)));
      runtime = Optional.of(running);
      shutdownHook = Optional.of(new ShutdownHook(name + "-shutdown", onShutdown));
      state = StreamingContextState.ACTIVE;
      termination.begin(running);
    } catch (RuntimeException | Error e) {
      runtime.ifPresent(running -> running.stop(false));
      becomeStopped();
      throw e;
    }
  }

  void stop(boolean graceful) {
    Optional<RunningProgram> running;
    synchronized (this) {
      if (state == StreamingContextState.INITIALIZED) {
        LOG.info("The streaming context is stopped before it was started");
        becomeStopped();
      }
      running = runtime;
    }
    // Not under the lock: a job that calls stop() while we wait for it must be refused, not hang.
    running
        .map(streaming -> streaming.stop(graceful))
        .ifPresent(report -> warnOf(report, graceful));
    becomeStopped();
  }

  private synchronized void becomeStopped() {
    shutdownHook.ifPresent(ShutdownHook::remove);
    shutdownHook = Optional.empty();
    onStopped.run();
    state = StreamingContextState.STOPPED;
    termination.end();
  }

  private static void warnOf(StopReport report, boolean graceful) {
    if (graceful && !report.drained()) {
      LOG.warn("The graceful stop ran out of time: {}", report);
    }
  }

  /** Gives up a failed batch. */
  boolean dismissFailedBatch(long batchNumber) {
    Optional<RunningProgram> running;
    synchronized (this) {
      running = state == StreamingContextState.ACTIVE ? runtime : Optional.empty();
    }
    return running
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "batch " + batchNumber + " cannot be dismissed: the context is " + state))
        .dismissFailedBatch(batchNumber);
  }

  void await() throws InterruptedException {
    termination.await();
  }

  boolean await(Duration timeout) throws InterruptedException {
    return termination.await(timeout);
  }
}
