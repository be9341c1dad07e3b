package dev.millrace.scheduler.tracker;

import dev.millrace.time.Time;
import java.util.Collection;
import java.util.TreeSet;

/**
 * One tick's wait for the receivers to seal and report what they have buffered. <em>Owned by the
 * driver thread.</em>
 */
final class SealRound {

  private final Time tick;
  private final TreeSet<Integer> waiting;

  SealRound(Time tick, Collection<Integer> streams) {
    this.tick = tick;
    this.waiting = new TreeSet<>(streams);
  }

  Time tick() {
    return tick;
  }

  /** One receiver need not be waited for any more; true when it was the last. */
  boolean done(int streamId) {
    return waiting.remove(streamId) && waiting.isEmpty();
  }
}
