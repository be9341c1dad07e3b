package dev.millrace.receiver.supervisor;

import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.port.ReceiverThreads;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Calls a receiver's onStart and onStop, each on a thread of its own, for they are user code and
 * may block. <em>Owned by the supervisor's actor</em>, but for the flags, which anybody may read.
 */
final class ReceiverLifecycle {

  private final Receiver<?> receiver;
  private final ReceiverThreads.Launch threads;
  private final Consumer<SupervisorEvent> mailbox;

  private volatile boolean started;
  private volatile boolean stopped;

  /** Completed when the latest onStart has returned, with what it threw. */
  private CompletableFuture<Optional<Throwable>> starting =
      CompletableFuture.completedFuture(Optional.empty());

  private Runnable interruptStart = () -> {};

  ReceiverLifecycle(
      Receiver<?> receiver, ReceiverThreads.Launch threads, Consumer<SupervisorEvent> mailbox) {
    this.receiver = receiver;
    this.threads = threads;
    this.mailbox = mailbox;
  }

  boolean isStarted() {
    return started && !stopped;
  }

  boolean isStopped() {
    return stopped;
  }

  void start(int attempt) {
    stopped = false;
    started = true;
    CompletableFuture<Optional<Throwable>> result = new CompletableFuture<>();
    starting = result;
    interruptStart =
        threads.runUserCode("start", () -> result.complete(thrownBy(receiver::onStart)));
    CompletableFuture<Void> unused =
        result.thenAccept(
            failure -> mailbox.accept(new SupervisorEvent.StartReturned(attempt, failure)));
  }

  /** Calls onStop; an onStart that has not returned by then is interrupted and waited for. */
  void halt(int attempt) {
    stopped = true;
    CompletableFuture<Optional<Throwable>> startReturned = starting;
    Runnable interrupt = interruptStart;
    CompletableFuture<Optional<Throwable>> result = new CompletableFuture<>();
    threads.runUserCode(
        "stop",
        () -> {
          Optional<Throwable> failure = thrownBy(receiver::onStop);
          if (!startReturned.isDone()) {
            interrupt.run();
          }
          result.complete(failure);
        });
    CompletableFuture<Void> unused =
        result.thenAcceptBoth(
            startReturned,
            (failure, ignored) ->
                mailbox.accept(new SupervisorEvent.HaltReturned(attempt, failure)));
  }

  /** The launch is fenced: the receiver's threads should end; onStop is called once, for that. */
  void abandon() {
    boolean running = started && !stopped;
    stopped = true;
    interruptStart.run();
    if (running) {
      threads.runUserCode("stop", () -> thrownBy(receiver::onStop));
    }
  }

  private static Optional<Throwable> thrownBy(Runnable userCode) {
    try {
      userCode.run();
      return Optional.empty();
    } catch (Throwable e) { // whatever a user's code throws is reported to the driver
      return Optional.of(e);
    }
  }
}
