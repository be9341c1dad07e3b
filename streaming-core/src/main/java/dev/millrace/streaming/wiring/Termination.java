package dev.millrace.streaming.wiring;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets threads wait for the end of a program that may not have begun. <em>Thread-safe.</em> */
public final class Termination {

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Set before {@code begun} opens; empty then if the program ended without running. */
  private volatile Optional<RunningProgram> program = Optional.empty();

  /** The program runs from now on. */
  public void begin(RunningProgram running) {
    program = Optional.of(running);
    begun.countDown();
  }

  /** The program is over, and all that it had is gone. */
  public void end() {
    begun.countDown();
    ended.countDown();
  }

  /**
   * Waits for the end.
   *
   * @throws RuntimeException the program's first failure, as soon as there is one
   */
  public void await() throws InterruptedException {
    begun.await();
    if (program.isPresent()) {
      program.get().awaitTermination();
    }
    ended.await();
  }

  /**
   * Waits for the end.
   *
   * @return whether it has come; false when the time is up
   * @throws RuntimeException the program's first failure, as soon as there is one
   */
  public boolean await(Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    if (!begun.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    if (program.isPresent() && !program.get().awaitTermination(until(deadlineNanos))) {
      return false;
    }
    return ended.await(until(deadlineNanos).toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Duration until(long deadlineNanos) {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }
}
