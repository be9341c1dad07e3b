package dev.millrace.scheduler.host;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether the driver has failed or stopped, and those who wait to hear of it. <em>Thread-safe.</em>
 */
final class Termination {

  /**
   * Completed when the driver has stopped, or exceptionally by the first failure, whichever comes
   * first.
   */
  private final CompletableFuture<Void> outcome = new CompletableFuture<>();

  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  void fail(Throwable cause) {
    failure.complete(cause);
    outcome.completeExceptionally(cause);
  }

  void stopped() {
    outcome.complete(null);
  }

  Optional<Throwable> failure() {
    return Optional.ofNullable(failure.getNow(null));
  }

  void await() throws InterruptedException {
    try {
      outcome.get();
    } catch (ExecutionException e) {
      throw Waiting.unchecked(e.getCause());
    }
  }

  boolean await(Duration timeout) throws InterruptedException {
    try {
      outcome.get(Waiting.nanos(timeout), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw Waiting.unchecked(e.getCause());
    }
  }
}
