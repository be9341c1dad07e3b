package dev.millrace.scheduler.host;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ways to wait for what another thread does. */
final class Waiting {

  private Waiting() {}

  static <T> T forever(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw unchecked(e.getCause());
    }
  }

  /** Whether it was done when the time was up, or when the waiting thread was interrupted. */
  static boolean atMost(CompletableFuture<?> future, Duration timeout) {
    try {
      future.get(nanos(timeout), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return future.isDone();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return future.isDone();
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    }
  }

  /**
   * A duration as nanoseconds; one that is too long, some three hundred years, is as good as for
   * ever.
   */
  static long nanos(Duration duration) {
    try {
      return Math.max(duration.toNanos(), 0);
    } catch (ArithmeticException e) {
      return duration.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  /** The same failure as something that may be thrown anywhere. */
  static RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException("the driver failed: " + cause, cause);
  }
}
