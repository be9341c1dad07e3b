package dev.millrace.receiver.block;

import dev.millrace.receiver.BlockGenerator;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Turns the open blocks of a receiver's generators into sealed ones: when they are due, too full,
 * or a tick asks for it, and there is room in the queue. <em>Owned by its intake.</em>
 */
final class Sealer<T> {

  private final SealedQueue<T> queue;
  private final ReceiverListener counters;
  private final IntakeListener listener;
  private final long intervalNanos;
  private final long blockBytesMax;
  private final List<Generator<T>> generators = new ArrayList<>();

  /** A call of {@link #sealDue} is on its way. */
  private boolean timerArmed;

  /** Nothing is sealed any more. */
  private boolean closed;

  Sealer(
      SealedQueue<T> queue,
      ReceiverSettings settings,
      ReceiverListener counters,
      IntakeListener listener) {
    this.queue = queue;
    this.counters = counters;
    this.listener = listener;
    this.intervalNanos = settings.blockInterval().toNanos();
    this.blockBytesMax = settings.blockBytesMax();
  }

  void add(Generator<T> generator) {
    generators.add(generator);
  }

  void start() {
    generators.forEach(Generator::start);
  }

  /** Whether the open block may take this many bytes, after sealing it if it is due or too full. */
  boolean hasRoomFor(Generator<T> generator, long bytes, long nowNanos) {
    boolean tooFull =
        bytes > 0 && !generator.isEmpty() && generator.openBytes() + bytes > blockBytesMax;
    if (tooFull || generator.isDue(nowNanos, intervalNanos)) {
      return seal(generator, nowNanos);
    }
    return true;
  }

  /** Records were added: sees to it that they are sealed in time. */
  void afterAdding(Generator<T> generator, long nowNanos) {
    armTimer(generator, nowNanos);
    if (generator.openBytes() >= blockBytesMax) {
      boolean unused = seal(generator, nowNanos); // if there is no room it waits, and its source
    }
  }

  /** Seals the open block now, or as soon as there is room; false if it has to wait. */
  boolean seal(Generator<T> generator, long nowNanos) {
    if (!generator.isEmpty()) {
      generator.askSeal();
    }
    return sealIfAsked(generator, nowNanos);
  }

  /** Seals what is due, and has the timer set for what is due next. */
  void sealDue(long nowNanos) {
    timerArmed = false;
    if (closed) {
      return;
    }
    for (Generator<T> generator : generators) {
      if (generator.isDue(nowNanos, intervalNanos)) {
        boolean unused = seal(generator, nowNanos); // if there is no room it waits
      }
    }
    generators.stream()
        .filter(generator -> !generator.isEmpty() && !generator.isSealAsked())
        .min(Comparator.comparingLong(generator -> generator.dueIn(nowNanos, intervalNanos)))
        .ifPresent(generator -> armTimer(generator, nowNanos));
  }

  /** Seals everything; what had no room is waited for when the tick is answered. */
  void sealTick(Time tick, long nowNanos) {
    List<Generator<T>> unsealed = new ArrayList<>();
    for (Generator<T> generator : generators) {
      if (!seal(generator, nowNanos)) {
        unsealed.add(generator);
      }
    }
    queue.sealTick(tick, unsealed);
  }

  /** There may be room: seals what waited for it; false if something still does. */
  boolean useRoom(long nowNanos) {
    boolean all = true;
    for (Generator<T> generator : generators) {
      all &= sealIfAsked(generator, nowNanos);
    }
    return all;
  }

  /** The generators take nothing more. */
  void stop(long nowNanos) {
    for (Generator<T> generator : generators) {
      generator.stopAdding();
      boolean unused = seal(generator, nowNanos); // if there is no room, stopping takes longer
    }
  }

  /** Moves the generators on as far as their blocks allow; whether all of them have stopped. */
  boolean advance() {
    generators.forEach(Generator::advance);
    return generators.stream().allMatch(g -> g.state() == BlockGenerator.State.STOPPED_ALL);
  }

  /** Gives the open blocks up; returns how many records they hold. */
  long giveUp() {
    long open = openRecords();
    closed = true;
    generators.forEach(Generator::giveUp);
    return open;
  }

  /** How many records the open blocks hold; none once they are given up. */
  long openRecords() {
    long open = 0;
    if (!closed) {
      for (Generator<T> generator : generators) {
        open += generator.openRecords();
      }
    }
    return open;
  }

  private boolean sealIfAsked(Generator<T> generator, long nowNanos) {
    if (!generator.isSealAsked() || closed) {
      return true;
    }
    if (!queue.hasRoom()) {
      return false;
    }
    SealedBlock block = queue.add(generator, generator.seal(), nowNanos);
    counters.onBlockSealed(block.id(), block.recordCount(), block.value().sizeBytes());
    try {
      generator.listener().onGenerateBlock(block.id());
    } catch (RuntimeException e) {
      listener.onListenerFailure(e);
    }
    listener.onBlockWaiting();
    return true;
  }

  private void armTimer(Generator<T> generator, long nowNanos) {
    if (!timerArmed && !generator.isEmpty()) {
      timerArmed = true;
      listener.onSealTimer(generator.dueIn(nowNanos, intervalNanos));
    }
  }
}
