package dev.millrace.scheduler.batch;

import dev.millrace.time.Time;
import java.time.Duration;

/**
 * The ticks that are due and have no batch yet. Ticks follow each other without a gap, so a backlog
 * of any length is two times, a first and a last. <em>Owned by the driver thread.</em>
 */
final class TickBacklog {

  private final Duration batchDuration;

  /** The tick whose batch is being allocated or comes next. */
  private Time next;

  /** The newest tick that is due. */
  private Time lastDue;

  /** A graceful stop goes on at least to this tick. */
  private Time coverUntil;

  TickBacklog(Time first, Duration batchDuration) {
    this.batchDuration = batchDuration;
    this.next = first;
    this.lastDue = first.minus(batchDuration);
    this.coverUntil = lastDue;
  }

  Time next() {
    return next;
  }

  void due(Time tick) {
    lastDue = tick;
  }

  /** Outputs need the batches up to this tick to have seen all blocks. */
  void cover(Time tick) {
    coverUntil = tick.greater(coverUntil) ? tick : coverUntil;
  }

  boolean isDue() {
    return next.lessEq(lastDue);
  }

  /** Whether outputs still need a batch at the next tick. */
  boolean needsCover() {
    return next.lessEq(coverUntil);
  }

  /** The next tick has its batch. */
  void advance() {
    next = next.plus(batchDuration);
  }
}
