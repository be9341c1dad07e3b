package dev.millrace.receiver.supervisor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a receiver waits before it starts again: the base at first, twice as long after each
 * failure, up to a cap; each wait is drawn out by up to a quarter, so that receivers that failed
 * together do not come back together. <em>Owned by its supervisor.</em>
 */
final class RestartBackoff {

  /** Longest wait, unless the base is longer. */
  static final Duration CAP = Duration.ofSeconds(30);

  private final long baseNanos;
  private final long capNanos;
  private final RandomGenerator random;
  private int failures;

  RestartBackoff(Duration base, RandomGenerator random) {
    this.baseNanos = base.toNanos();
    this.capNanos = Math.max(base.toNanos(), CAP.toNanos());
    this.random = random;
  }

  /** The wait after one more failure, in nanoseconds. */
  long next() {
    long wait = baseNanos;
    for (int doubling = 0; doubling < failures && wait < capNanos; doubling++) {
      wait = Math.min(capNanos, 2 * wait);
    }
    failures++;
    return wait + (long) (wait / 4.0 * random.nextDouble());
  }

  /** The receiver has worked: the next wait is the base again. */
  void reset() {
    failures = 0;
  }
}
