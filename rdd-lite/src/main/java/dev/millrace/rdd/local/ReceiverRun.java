package dev.millrace.rdd.local;

import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.ReceiverTask;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A receiver's job on one executor: STARTING → RUNNING → ENDED; a kill that comes while it starts
 * takes effect when it has started. <em>Thread-safe.</em>
 */
final class ReceiverRun {

  private final Consumer<Optional<Throwable>> onEnd;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** What kills it; empty while it starts. Guarded by this. */
  private Optional<ReceiverTask.Running> running = Optional.empty();

  /** Why it is to be killed. Guarded by this. */
  private Optional<Throwable> death = Optional.empty();

  ReceiverRun(Consumer<Optional<Throwable>> onEnd) {
    this.onEnd = onEnd;
  }

  /** Starts it; what {@code start} throws ends it. */
  void start(ReceiverTask task, ExecutorContext context) {
    ReceiverTask.Running started;
    try {
      started = task.start(context, this::end);
    } catch (RuntimeException e) {
      end(Optional.of(e));
      return;
    }
    Optional<Throwable> dead;
    synchronized (this) {
      running = Optional.of(started);
      dead = death;
    }
    dead.ifPresent(started::kill);
  }

  void kill(Throwable cause) {
    Optional<ReceiverTask.Running> killed;
    synchronized (this) {
      if (death.isPresent()) {
        return;
      }
      death = Optional.of(cause);
      killed = running;
    }
    if (!hasEnded()) {
      killed.ifPresent(work -> work.kill(cause));
    }
  }

  void end(Optional<Throwable> cause) {
    if (ended.compareAndSet(false, true)) {
      onEnd.accept(cause);
    }
  }

  boolean hasEnded() {
    return ended.get();
  }
}
