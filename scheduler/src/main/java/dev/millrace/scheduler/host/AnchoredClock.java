package dev.millrace.scheduler.host;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The wall clock as it was read once, moved on by the monotonic clock: it never jumps and never
 * goes back. <em>Thread-safe.</em>
 */
final class AnchoredClock implements InstantSource {

  private final Instant anchor = Instant.now();
  private final long anchorNanos = System.nanoTime();

  @Override
  public Instant instant() {
    return anchor.plusNanos(System.nanoTime() - anchorNanos);
  }
}
