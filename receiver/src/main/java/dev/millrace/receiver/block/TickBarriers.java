package dev.millrace.receiver.block;

import dev.millrace.time.Time;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Ticks that wait until everything accepted before them is acknowledged. <em>Owned by its
 * intake.</em>
 */
final class TickBarriers {

  /** The driver has long gone on from older ticks; their answers would tell it nothing. */
  private static final int PENDING_MAX = 16;

  /** What one tick waits for. */
  private static final class Barrier {
    final Time tick;

    /** Generators whose open block could not be sealed at the tick. */
    final List<Generator<?>> unsealed;

    /** Blocks with a lower sequence must be released first. */
    long beforeSequence;

    Barrier(Time tick, List<Generator<?>> unsealed, long beforeSequence) {
      this.tick = tick;
      this.unsealed = unsealed;
      this.beforeSequence = beforeSequence;
    }
  }

  private final ArrayDeque<Barrier> pending = new ArrayDeque<>();

  void add(Time tick, List<? extends Generator<?>> unsealed, long beforeSequence) {
    if (pending.size() == PENDING_MAX) {
      pending.removeFirst();
    }
    pending.addLast(new Barrier(tick, new ArrayList<>(unsealed), beforeSequence));
  }

  void onSealed(Generator<?> generator, long sequence) {
    for (Barrier barrier : pending) {
      if (barrier.unsealed.remove(generator)) {
        barrier.beforeSequence = sequence + 1;
      }
    }
  }

  /** Removes and returns the ticks that wait for nothing below {@code lowestUnreleased}. */
  List<Time> passed(long lowestUnreleased) {
    List<Time> passed = new ArrayList<>();
    for (Iterator<Barrier> all = pending.iterator(); all.hasNext(); ) {
      Barrier barrier = all.next();
      if (barrier.unsealed.isEmpty() && lowestUnreleased >= barrier.beforeSequence) {
        passed.add(barrier.tick);
        all.remove();
      }
    }
    return passed;
  }
}
