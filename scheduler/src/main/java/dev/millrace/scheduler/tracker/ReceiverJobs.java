package dev.millrace.scheduler.tracker;

import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverLostException;
import dev.millrace.receiver.ReceiverLostException.UnacknowledgedBlock;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.scheduler.DriverTimers;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.SchedulerCrashPoints;
import dev.millrace.scheduler.StackTraces;
import dev.millrace.scheduler.log.DriverEvent.ReceiverEnded;
import dev.millrace.scheduler.log.DriverEvent.ReceiverLaunched;
import dev.millrace.scheduler.log.Journal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps one job per receiver running: places it, and when it ends, for whatever reason, closes its
 * incarnation and places the next one, until stopped. <em>Owned by the driver thread.</em>
 */
final class ReceiverJobs {

  private enum State {
    IDLE,
    STARTED,
    STOPPING,
    HALTED
  }

  /** What the tracker does beside when a receiver ends. */
  interface Watcher {

    /** A receiver that was not active could not be launched; it is tried again. */
    void onLaunchFailed(ReceiverSlot slot);

    /** An active receiver's job has ended without its having deregistered. */
    void onInactive(ReceiverSlot slot);

    /** The end of an incarnation is durable. */
    void onEnded(ReceiverSlot slot, long recordsLost, String reason);
  }

  private final Map<Integer, ReceiverSlot> slots;
  private final ReceivedBlockTracker blocks;
  private final Journal journal;
  private final ReceiverLauncher launcher;
  private final DriverTimers timers;
  private final InstantSource clock;
  private final IncarnationGrants grants;
  private final Watcher watcher;
  private final Consumer<List<BlockId>> discarder;
  private final Consumer<String> crashPoints;
  private State state = State.IDLE;
  private Runnable whenStopped = () -> {};

  ReceiverJobs(
      Map<Integer, ReceiverSlot> slots,
      ReceivedBlockTracker blocks,
      Journal journal,
      ReceiverLauncher launcher,
      DriverTimers timers,
      InstantSource clock,
      IncarnationGrants grants,
      Watcher watcher,
      Consumer<List<BlockId>> discarder,
      Consumer<String> crashPoints) {
    this.slots = slots;
    this.blocks = blocks;
    this.journal = journal;
    this.launcher = launcher;
    this.timers = timers;
    this.clock = clock;
    this.grants = grants;
    this.watcher = watcher;
    this.discarder = discarder;
    this.crashPoints = crashPoints;
  }

  /** Places all receivers. */
  void start() {
    if (state != State.IDLE) {
      throw new IllegalStateException("receivers were started before");
    }
    state = State.STARTED;
    List<ExecutorInfo> executors = launcher.executors();
    List<ReceiverSpec> specs = slots.values().stream().map(ReceiverSlot::spec).toList();
    Map<Integer, List<String>> plan = ReceiverSchedulingPolicy.schedule(specs, executors);
    slots.forEach((stream, slot) -> place(slot, plan.get(stream), executors));
  }

  /** Whether receivers are to run. */
  boolean isStarted() {
    return state == State.STARTED;
  }

  boolean isHalted() {
    return state == State.HALTED;
  }

  /** Ends a receiver's job, so that it is placed again, or places it now if it waits for that. */
  void restart(ReceiverSlot slot) {
    if (slot.isActive()) {
      slot.send(new SupervisorMessage.StopReceiver("restart of receiver " + slot.name()));
    } else if (!slot.hasJob()) {
      placeAgain(slot);
    }
  }

  /**
   * Tells all receivers to stop and drain; {@code whenAllEnded} runs once their jobs have ended.
   */
  void stop(Runnable whenAllEnded) {
    state = State.STOPPING;
    whenStopped = whenAllEnded;
    slots.values().stream()
        .filter(ReceiverSlot::isActive)
        .forEach(slot -> slot.send(new SupervisorMessage.StopReceiver("the driver is stopping")));
    reportIfStopped();
  }

  /** Nothing is decided any more. */
  void halt() {
    state = State.HALTED;
  }

  /** Receivers whose jobs are placed or run. */
  int running() {
    return (int) slots.values().stream().filter(ReceiverSlot::hasJob).count();
  }

  private void place(ReceiverSlot slot, List<String> choices, List<ExecutorInfo> executors) {
    Optional<ExecutorInfo> chosen =
        executors.stream()
            .filter(executor -> !choices.isEmpty() && executor.executorId().equals(choices.get(0)))
            .findFirst();
    if (chosen.isEmpty()) {
      slot.recordError("no executor is alive to run it", "", clock.millis());
      watcher.onLaunchFailed(slot);
      timers.after(slot.backOff(), () -> placeAgain(slot));
      return;
    }
    long incarnation = grants.next();
    slot.place(incarnation, choices, chosen.get(), clock.millis());
    journal.commit(
        new ReceiverLaunched(slot.spec().streamId(), incarnation), () -> launch(slot, incarnation));
  }

  private void launch(ReceiverSlot slot, long incarnation) {
    crashPoints.accept(SchedulerCrashPoints.RECEIVER_PLACED);
    if (state == State.STARTED) {
      launcher.launch(
          slot.spec(), incarnation, slot.executorId(), cause -> onEnded(slot, incarnation, cause));
      crashPoints.accept(SchedulerCrashPoints.RECEIVER_LAUNCHED);
    } else {
      onEnded(slot, incarnation, Optional.empty());
    }
  }

  private void placeAgain(ReceiverSlot slot) {
    if (state != State.STARTED || slot.hasJob()) {
      return;
    }
    List<ExecutorInfo> executors = launcher.executors();
    List<String> kept = keptChoices(slot, executors);
    place(slot, kept.isEmpty() ? reschedule(slot, executors) : kept, executors);
  }

  /** A receiver that has run goes where it was; one that could not be launched goes elsewhere. */
  private static List<String> keptChoices(ReceiverSlot slot, List<ExecutorInfo> executors) {
    if (!slot.launchFailures().isEmpty()) {
      return List.of();
    }
    List<String> alive = executors.stream().map(ExecutorInfo::executorId).toList();
    return slot.candidates().stream().filter(alive::contains).toList();
  }

  private List<String> reschedule(ReceiverSlot slot, List<ExecutorInfo> executors) {
    List<List<String>> occupied = new ArrayList<>();
    slots.values().forEach(other -> other.occupied().ifPresent(occupied::add));
    return ReceiverSchedulingPolicy.reschedule(
        slot.spec().preferredLocation(), slot.launchFailures(), occupied, executors);
  }

  private void onEnded(ReceiverSlot slot, long incarnation, Optional<Throwable> cause) {
    if (state == State.HALTED) {
      return;
    }
    long lost = cause.flatMap(ReceiverJobs::lostReceiver).map(this::recordsLostWith).orElse(0L);
    String reason = cause.map(Throwable::toString).orElse("its job ended");
    cause.ifPresent(
        e -> slot.recordError(String.valueOf(e.getMessage()), StackTraces.of(e), clock.millis()));
    boolean wasActive = slot.isActive();
    boolean failed = cause.isPresent() && state == State.STARTED;
    Duration delay = slot.endJob(clock.millis());
    if (wasActive) {
      watcher.onInactive(slot);
    } else if (failed) {
      watcher.onLaunchFailed(slot);
    }
    journal.commit(
        new ReceiverEnded(slot.spec().streamId(), incarnation, lost, reason),
        () -> watcher.onEnded(slot, lost, reason));
    if (state == State.STARTED) {
      timers.after(delay, () -> placeAgain(slot));
    }
    reportIfStopped();
  }

  /**
   * What a receiver took with it: what was in no block, and blocks that the ledger does not have
   * and nobody waits for. The incarnation is closed in the same step, so a report that is still on
   * its way is refused and the count stays true; copies of such blocks are of no use to anyone.
   */
  private long recordsLostWith(ReceiverLostException lost) {
    List<UnacknowledgedBlock> unknown =
        lost.unacknowledged().stream()
            .filter(block -> blocks.wouldAdd(block.id()) == ReceivedBlockTracker.Addition.NEW)
            .toList();
    discarder.accept(unknown.stream().map(UnacknowledgedBlock::id).toList());
    return lost.openRecords()
        + unknown.stream()
            .filter(block -> !block.callerWaits())
            .mapToLong(UnacknowledgedBlock::recordCount)
            .sum();
  }

  private static Optional<ReceiverLostException> lostReceiver(Throwable cause) {
    return Stream.iterate(cause, Objects::nonNull, Throwable::getCause)
        .filter(ReceiverLostException.class::isInstance)
        .map(ReceiverLostException.class::cast)
        .findFirst();
  }

  private void reportIfStopped() {
    if (state == State.STOPPING && running() == 0) {
      Runnable report = whenStopped;
      whenStopped = () -> {};
      journal.afterDurable(report);
    }
  }
}
