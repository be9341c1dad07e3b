package dev.millrace.scheduler.tracker;

import dev.millrace.scheduler.input.DirectInput;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.input.RangeRequest;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.listener.StreamingListenerInputDelayed;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Asks the direct inputs for their ranges, tick by tick, and hands over what has been answered. An
 * input is asked for one range at a time; since only its own ranges move its position, a range that
 * comes too late for its tick is as good for a later one. <em>Owned by the driver thread.</em>
 */
public final class DirectInputs {

  /** What asking works with. */
  public record Ports(
      Executor inputThreads, Executor driver, Consumer<StreamingListenerEvent> listeners) {}

  /** One input and how far it is. */
  private static final class Slot {
    private final DirectInputSpec spec;
    private OptionalDouble rate;
    private boolean asking;
    private Optional<InputRange> ready = Optional.empty();

    /** Batches that missed it since it was last in time. */
    private int delays;

    Slot(DirectInputSpec spec, OptionalDouble rate) {
      this.spec = spec;
      this.rate = rate;
    }
  }

  private final Map<Integer, Slot> slots = new TreeMap<>();
  private final RangeLedger ledger;
  private final ReceivedBlockTracker blocks;
  private final Time started;
  private final Duration batchDuration;
  private final Duration patience;
  private final Ports ports;

  /**
   * Nothing is asked before the first {@link #ask}.
   *
   * @param started when this life of the program started
   * @param initialRate records per second that each input may give until {@link #limit}, if there
   *     is a limit
   * @param patience how long a tick waits for ranges; shown to people
   */
  public DirectInputs(
      List<DirectInputSpec> inputs,
      RangeLedger ledger,
      ReceivedBlockTracker blocks,
      Time started,
      Duration batchDuration,
      OptionalDouble initialRate,
      Duration patience,
      Ports ports) {
    for (DirectInputSpec input : inputs) {
      if (slots.put(input.streamId(), new Slot(input, initialRate)) != null) {
        throw new IllegalArgumentException(
            "a stream has one input; two were given for stream " + input.streamId());
      }
    }
    this.ledger = ledger;
    this.blocks = blocks;
    this.started = started;
    this.batchDuration = batchDuration;
    this.patience = patience;
    this.ports = ports;
  }

  boolean has(int streamId) {
    return slots.containsKey(streamId);
  }

  /** Limits an input from the next range on. */
  void limit(int streamId, double recordsPerSecond) {
    slots.get(streamId).rate = OptionalDouble.of(recordsPerSecond);
  }

  /**
   * Asks every input that is not being asked and has no range ready.
   *
   * @param whenAnswered gets an input's stream on the driver thread, never inside this call, once
   *     it need not be waited for any more
   * @return the streams of those whose answers are to come
   */
  List<Integer> ask(Time tick, IntConsumer whenAnswered) {
    List<Integer> awaited = new ArrayList<>();
    for (Slot slot : slots.values()) {
      if (!slot.asking && slot.ready.isEmpty()) {
        ask(slot, tick, whenAnswered);
      }
      if (slot.asking) {
        awaited.add(slot.spec.streamId());
      }
    }
    return awaited;
  }

  /** The ranges that are ready, to be logged with the batch of this tick. */
  SortedMap<Integer, InputRange> take(Time tick) {
    SortedMap<Integer, InputRange> ranges = new TreeMap<>();
    for (Slot slot : slots.values()) {
      slot.ready.ifPresent(range -> ranges.put(slot.spec.streamId(), range));
      slot.ready = Optional.empty();
      if (slot.asking) {
        reportDelay(slot, tick, "it has not answered within " + patience.toMillis() + " ms");
      }
    }
    return ranges;
  }

  private void ask(Slot slot, Time tick, IntConsumer whenAnswered) {
    RangeRequest request =
        new RangeRequest(
            tick,
            blocks.zeroTime().orElseThrow(),
            started,
            batchDuration,
            ledger.of(slot.spec.streamId()),
            recordsMax(slot));
    if (slot.spec.input().isImmediate()) {
      settle(slot, tick, Answer.of(slot.spec.input(), request));
      return;
    }
    slot.asking = true;
    ports
        .inputThreads()
        .execute(
            () -> {
              Answer answer = Answer.of(slot.spec.input(), request);
              ports.driver().execute(() -> onAnswer(slot, tick, answer, whenAnswered));
            });
  }

  private void onAnswer(Slot slot, Time tick, Answer answer, IntConsumer whenAnswered) {
    slot.asking = false;
    settle(slot, tick, answer);
    whenAnswered.accept(slot.spec.streamId());
  }

  private void settle(Slot slot, Time tick, Answer answer) {
    slot.ready = answer.range();
    boolean inTime = blocks.lastAllocatedTime().map(tick::greater).orElse(true);
    if (answer.failure().isPresent()) {
      reportDelay(slot, tick, "it cannot be asked: " + answer.failure().get());
    } else if (inTime) {
      slot.delays = 0;
    }
  }

  /** At least one record, so that a low rate and short batches do not add up to a standstill. */
  private OptionalLong recordsMax(Slot slot) {
    if (slot.rate.isEmpty()) {
      return OptionalLong.empty();
    }
    double records = slot.rate.getAsDouble() * batchDuration.toNanos() / 1e9;
    return OptionalLong.of(Math.max(1, (long) records));
  }

  private void reportDelay(Slot slot, Time tick, String reason) {
    slot.delays++;
    ports
        .listeners()
        .accept(
            new StreamingListenerInputDelayed(
                slot.spec.streamId(), slot.spec.name(), tick, slot.delays, reason));
  }

  /** What an input said: a range, or why there is none. */
  private record Answer(Optional<InputRange> range, Optional<Throwable> failure) {

    static <L> Answer of(DirectInput<L> input, RangeRequest request) {
      try {
        return new Answer(
            Optional.of(input.plan(request, input.latest(request))), Optional.empty());
      } catch (Throwable e) { // a program's filter runs in it: whatever it throws delays the input
        return new Answer(Optional.empty(), Optional.of(e));
      }
    }
  }
}
