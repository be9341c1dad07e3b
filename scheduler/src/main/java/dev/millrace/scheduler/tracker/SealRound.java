package dev.millrace.scheduler.tracker;

import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.time.Time;
import java.util.Collection;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One tick's wait for the receivers to seal and report what they have buffered. <em>Owned by the
 * driver thread.</em>
 */
final class SealRound {

  private final Time tick;
  private final TreeSet<Integer> waiting;
  private final Consumer<AllocatedBatch> whenDurable;

  SealRound(Time tick, Collection<Integer> streams, Consumer<AllocatedBatch> whenDurable) {
    this.tick = tick;
    this.waiting = new TreeSet<>(streams);
    this.whenDurable = whenDurable;
  }

  Time tick() {
    return tick;
  }

  /** Who gets the batch. */
  Consumer<AllocatedBatch> whenDurable() {
    return whenDurable;
  }

  /** One receiver need not be waited for any more; true when it was the last. */
  boolean done(int streamId) {
    return waiting.remove(streamId) && waiting.isEmpty();
  }
}
