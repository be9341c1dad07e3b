package dev.millrace.scheduler.tracker;

import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverLostException;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.DriverTimers;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.StackTraces;
import dev.millrace.scheduler.listener.ReceiverInfo;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.listener.StreamingListenerReceiverError;
import dev.millrace.scheduler.listener.StreamingListenerReceiverStarted;
import dev.millrace.scheduler.listener.StreamingListenerReceiverStopped;
import dev.millrace.scheduler.listener.StreamingListenerRecordsLost;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.DriverEvent.BlockAdded;
import dev.millrace.scheduler.log.DriverEvent.ReceiverEnded;
import dev.millrace.scheduler.log.DriverEvent.ReceiverLaunched;
import dev.millrace.scheduler.log.DriverEvent.RecordsLost;
import dev.millrace.scheduler.log.Journal;
import dev.millrace.time.Time;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Keeps one receiver per stream running, takes what they report into the ledger, and gives what
 * waits to batches. <em>Owned by the driver thread.</em>
 *
 * <p>Every report is answered only when its event is durable, and a repeated one is answered again.
 * A receiver's job that ends, for whatever reason, is followed by another with a new incarnation
 * until the tracker stops.
 */
public final class ReceiverTracker {

  private enum State {
    IDLE,
    STARTED,
    STOPPING,
    HALTED
  }

  private final Map<Integer, ReceiverSlot> slots = new TreeMap<>();
  private final ReceivedBlockTracker blocks;
  private final Journal journal;
  private final ReceiverLauncher launcher;
  private final DriverTimers timers;
  private final InstantSource clock;
  private final Consumer<StreamingListenerEvent> listeners;
  private final IncarnationGrants grants;
  private final Duration sealWait;

  /** Blocks that are in the ledger and not yet durable there. */
  private final Set<BlockId> beingLogged = new HashSet<>();

  private State state = State.IDLE;
  private Optional<SealRound> sealing = Optional.empty();
  private Consumer<AllocatedBatch> whenAllocated = batch -> {};
  private Runnable whenStopped = () -> {};
  private Map<UUID, Long> cleanedUpTo = Map.of();

  /**
   * A tracker that does nothing before {@link TrackerCommand.StartAllReceivers}.
   *
   * @param logIncarnation the driver log's life, from which the receivers' incarnations follow
   * @param sealWait how long an allocation waits for the receivers to seal
   */
  public ReceiverTracker(
      List<ReceiverSpec> receivers,
      ReceivedBlockTracker blocks,
      Journal journal,
      ReceiverLauncher launcher,
      DriverTimers timers,
      InstantSource clock,
      Consumer<StreamingListenerEvent> listeners,
      long logIncarnation,
      Duration sealWait) {
    for (ReceiverSpec receiver : receivers) {
      if (slots.put(receiver.streamId(), new ReceiverSlot(receiver)) != null) {
        throw new IllegalArgumentException(
            "a stream has one receiver; two were given for stream " + receiver.streamId());
      }
    }
    this.blocks = blocks;
    this.journal = journal;
    this.launcher = launcher;
    this.timers = timers;
    this.clock = clock;
    this.listeners = listeners;
    this.grants = new IncarnationGrants(logIncarnation);
    this.sealWait = sealWait;
  }

  void startAllReceivers() {
    if (state != State.IDLE) {
      throw new IllegalStateException("receivers were started before");
    }
    state = State.STARTED;
    List<ExecutorInfo> executors = launcher.executors();
    List<ReceiverSpec> specs = slots.values().stream().map(ReceiverSlot::spec).toList();
    Map<Integer, List<String>> plan = ReceiverSchedulingPolicy.schedule(specs, executors);
    slots.forEach((stream, slot) -> place(slot, plan.get(stream), executors));
  }

  /** Handles a report of a receiver's supervisor; {@code sender} is where answers go. */
  public void on(TrackerMessage message, Consumer<SupervisorMessage> sender) {
    if (state == State.HALTED) {
      return;
    }
    ReceiverSlot slot = slots.get(message.streamId());
    boolean current = slot != null && slot.isCurrent(message.incarnation());
    if (message instanceof TrackerMessage.RegisterReceiver register) {
      onRegister(register, slot, current, sender);
    } else if (message instanceof TrackerMessage.AddBlock add) {
      onAddBlock(add, sender);
    } else if (message instanceof TrackerMessage.BlocksSealed sealed) {
      if (current && sealing.isPresent() && sealing.get().tick().equals(sealed.tick())) {
        sealed(sealed.streamId());
      }
    } else if (message instanceof TrackerMessage.ReportError error) {
      if (current) {
        slot.recordError(error.message(), error.detail(), clock.millis());
        listeners.accept(new StreamingListenerReceiverError(slot.info()));
      }
    } else if (message instanceof TrackerMessage.RecordsLost lost) {
      onRecordsLost(lost, sender);
    } else if (message instanceof TrackerMessage.DeregisterReceiver deregister) {
      onDeregister(deregister, slot, current, sender);
    } else {
      throw new IllegalStateException("unknown message of a supervisor: " + message);
    }
  }

  /** Carries out what another part of the driver asks for. */
  public void on(TrackerCommand command) {
    command.carryOut(this);
  }

  /** Nothing is decided or answered any more. */
  public void halt() {
    state = State.HALTED;
    sealing = Optional.empty();
  }

  void allocateBlocks(Time tick, Consumer<AllocatedBatch> whenDurable) {
    if (state == State.HALTED) {
      return;
    }
    if (sealing.isPresent()) {
      throw new IllegalStateException(
          "allocation for "
              + tick
              + " asked for while that for "
              + sealing.get().tick()
              + " waits");
    }
    whenAllocated = whenDurable;
    List<ReceiverSlot> active = slots.values().stream().filter(ReceiverSlot::isActive).toList();
    if (active.isEmpty() || state != State.STARTED) {
      decideAllocation(tick);
      return;
    }
    SealRound round =
        new SealRound(tick, active.stream().map(slot -> slot.spec().streamId()).toList());
    sealing = Optional.of(round);
    active.forEach(slot -> slot.send(new SupervisorMessage.SealBlocks(tick)));
    timers.after(
        sealWait,
        () -> {
          if (sealing.isPresent() && sealing.get() == round) {
            decideAllocation(tick);
          }
        });
  }

  void cleanupOldBlocks() {
    Map<UUID, Long> oldest = blocks.oldestNeededInDataLogs();
    if (!oldest.equals(cleanedUpTo)) {
      cleanedUpTo = Map.copyOf(oldest);
      slots.values().stream()
          .filter(ReceiverSlot::isActive)
          .forEach(slot -> slot.send(new SupervisorMessage.CleanupOldBlocks(cleanedUpTo)));
    }
  }

  void updateReceiverRateLimit(int streamId, double recordsPerSecond) {
    slotOf(streamId).limit(recordsPerSecond);
  }

  void restartReceiver(int streamId) {
    ReceiverSlot slot = slotOf(streamId);
    if (slot.isActive()) {
      slot.send(new SupervisorMessage.StopReceiver("restart of receiver " + slot.name()));
    } else if (!slot.hasJob()) {
      placeAgain(slot);
    }
  }

  void stopAllReceivers(Runnable whenAllEnded) {
    if (state == State.HALTED) {
      return;
    }
    state = State.STOPPING;
    whenStopped = whenAllEnded;
    slots.values().stream()
        .filter(ReceiverSlot::isActive)
        .forEach(slot -> slot.send(new SupervisorMessage.StopReceiver("the driver is stopping")));
    sealing.ifPresent(round -> decideAllocation(round.tick()));
    reportIfStopped();
  }

  List<Integer> allReceiverIds() {
    return List.copyOf(slots.keySet());
  }

  List<ReceiverInfo> allReceiverInfo() {
    return slots.values().stream().map(ReceiverSlot::info).toList();
  }

  /** Receivers whose jobs are placed or run. */
  public int runningReceivers() {
    return (int) slots.values().stream().filter(ReceiverSlot::hasJob).count();
  }

  private void onRegister(
      TrackerMessage.RegisterReceiver register,
      ReceiverSlot slot,
      boolean current,
      Consumer<SupervisorMessage> sender) {
    Optional<String> refusal = refusal(register, slot, current);
    if (refusal.isPresent()) {
      sender.accept(new SupervisorMessage.RegistrationRefused(refusal.get()));
      return;
    }
    boolean repeated = slot.isActive();
    slot.activate(register.receiverName(), register.host(), sender);
    slot.send(new SupervisorMessage.Registered());
    slot.sendRate();
    if (!repeated) {
      listeners.accept(new StreamingListenerReceiverStarted(slot.info()));
    }
  }

  private Optional<String> refusal(
      TrackerMessage.RegisterReceiver register, ReceiverSlot slot, boolean current) {
    if (slot == null) {
      return Optional.of("stream " + register.streamId() + " has no receiver in this program");
    }
    if (state != State.STARTED) {
      return Optional.of("the driver is stopping");
    }
    if (!current) {
      return Optional.of("incarnation " + register.incarnation() + " is over");
    }
    if (!register.executorId().equals(slot.executorId())) {
      return Optional.of(
          "it was planned on executor " + slot.executorId() + ", not on " + register.executorId());
    }
    return Optional.empty();
  }

  private void onAddBlock(TrackerMessage.AddBlock add, Consumer<SupervisorMessage> sender) {
    BlockId id = add.id();
    switch (blocks.wouldAdd(id)) {
      case NEW -> {
        beingLogged.add(id);
        journal.commit(
            new BlockAdded(add.block()),
            () -> {
              beingLogged.remove(id);
              sender.accept(new SupervisorMessage.BlockAcknowledged(id));
            });
      }
      case KNOWN -> {
        if (!beingLogged.contains(id)) {
          sender.accept(new SupervisorMessage.BlockAcknowledged(id));
        }
      }
      case CLOSED ->
          sender.accept(
              new SupervisorMessage.BlockRefused(
                  id, "incarnation " + id.incarnation() + " of its receiver is over"));
    }
  }

  private void onRecordsLost(TrackerMessage.RecordsLost lost, Consumer<SupervisorMessage> sender) {
    Runnable acknowledge =
        () -> sender.accept(new SupervisorMessage.LossAcknowledged(lost.reportNumber()));
    if (!blocks.isNewLossReport(lost.incarnation(), lost.reportNumber())) {
      // A repeated report waits behind the first one in the log, so its answer is true too.
      journal.afterDurable(acknowledge);
      return;
    }
    journal.commit(
        new RecordsLost(
            lost.streamId(),
            lost.incarnation(),
            lost.reportNumber(),
            lost.recordCount(),
            lost.reason()),
        () -> {
          acknowledge.run();
          showLoss(slotOf(lost.streamId()), lost.recordCount(), lost.reason());
        });
  }

  private void onDeregister(
      TrackerMessage.DeregisterReceiver deregister,
      ReceiverSlot slot,
      boolean current,
      Consumer<SupervisorMessage> sender) {
    if (current && slot.isActive()) {
      slot.recordError(deregister.message(), deregister.detail(), clock.millis());
      becomeInactive(slot);
    }
    sender.accept(new SupervisorMessage.Deregistered());
  }

  private void becomeInactive(ReceiverSlot slot) {
    slot.deactivate();
    listeners.accept(new StreamingListenerReceiverStopped(slot.info()));
    sealed(slot.spec().streamId());
  }

  private void sealed(int streamId) {
    if (sealing.isPresent() && sealing.get().done(streamId)) {
      decideAllocation(sealing.get().tick());
    }
  }

  private void decideAllocation(Time tick) {
    sealing = Optional.empty();
    Consumer<AllocatedBatch> reply = whenAllocated;
    BatchAllocated event = blocks.nextAllocation(tick);
    journal.commit(event, () -> reply.accept(blocks.batch(event.number())));
  }

  private void place(ReceiverSlot slot, List<String> choices, List<ExecutorInfo> executors) {
    Optional<ExecutorInfo> chosen =
        choices.isEmpty() ? Optional.empty() : find(choices.get(0), executors);
    if (chosen.isEmpty()) {
      slot.recordError("no executor is alive to run it", "", clock.millis());
      timers.after(slot.backOff(), () -> placeAgain(slot));
      return;
    }
    long incarnation = grants.next();
    int streamId = slot.spec().streamId();
    slot.place(incarnation, choices, chosen.get(), clock.millis());
    journal.commit(
        new ReceiverLaunched(streamId, incarnation),
        () -> {
          if (state == State.HALTED) {
            return;
          }
          if (state == State.STARTED) {
            launcher.launch(
                slot.spec(),
                incarnation,
                slot.executorId(),
                cause -> onReceiverEnded(slot, incarnation, cause));
          } else {
            onReceiverEnded(slot, incarnation, Optional.empty());
          }
        });
  }

  private void placeAgain(ReceiverSlot slot) {
    if (state != State.STARTED || slot.hasJob()) {
      return;
    }
    List<ExecutorInfo> executors = launcher.executors();
    List<String> alive = executors.stream().map(ExecutorInfo::executorId).toList();
    List<String> stillAlive = slot.candidates().stream().filter(alive::contains).toList();
    List<List<String>> occupied = new ArrayList<>();
    slots.values().forEach(other -> other.occupied().ifPresent(occupied::add));
    place(
        slot,
        stillAlive.isEmpty()
            ? ReceiverSchedulingPolicy.reschedule(
                slot.spec().preferredLocation(), occupied, executors)
            : stillAlive,
        executors);
  }

  private void onReceiverEnded(ReceiverSlot slot, long incarnation, Optional<Throwable> cause) {
    if (state == State.HALTED) {
      return;
    }
    long lost = recordsLostWith(cause);
    String reason = cause.map(Throwable::toString).orElse("its job ended");
    if (slot.isActive()) {
      cause.ifPresent(
          e -> slot.recordError(String.valueOf(e.getMessage()), StackTraces.of(e), clock.millis()));
      becomeInactive(slot);
    }
    Duration delay = slot.endJob(clock.millis());
    journal.commit(
        new ReceiverEnded(slot.spec().streamId(), incarnation, lost, reason),
        () -> showLoss(slot, lost, reason));
    if (state == State.STARTED) {
      timers.after(delay, () -> placeAgain(slot));
    }
    reportIfStopped();
  }

  /**
   * What a receiver took with it: what was in no block, and blocks that the ledger does not have
   * and nobody waits for. The incarnation is closed in the same step, so a report that is still on
   * its way is refused and the count stays true.
   */
  private long recordsLostWith(Optional<Throwable> cause) {
    for (Throwable e = cause.orElse(null); e != null; e = e.getCause()) {
      if (e instanceof ReceiverLostException lost) {
        return lost.openRecords()
            + lost.unacknowledged().stream()
                .filter(block -> !block.callerWaits())
                .filter(block -> blocks.wouldAdd(block.id()) == ReceivedBlockTracker.Addition.NEW)
                .mapToLong(ReceiverLostException.UnacknowledgedBlock::recordCount)
                .sum();
      }
    }
    return 0;
  }

  private void showLoss(ReceiverSlot slot, long records, String reason) {
    if (records > 0) {
      listeners.accept(
          new StreamingListenerRecordsLost(slot.spec().streamId(), slot.name(), records, reason));
    }
  }

  private void reportIfStopped() {
    if (state == State.STOPPING && runningReceivers() == 0) {
      Runnable report = whenStopped;
      whenStopped = () -> {};
      journal.afterDurable(report);
    }
  }

  private ReceiverSlot slotOf(int streamId) {
    ReceiverSlot slot = slots.get(streamId);
    if (slot == null) {
      throw new IllegalArgumentException(
          "stream " + streamId + " has no receiver; those that have: " + slots.keySet());
    }
    return slot;
  }

  private static Optional<ExecutorInfo> find(String executorId, List<ExecutorInfo> executors) {
    return executors.stream().filter(e -> e.executorId().equals(executorId)).findFirst();
  }
}
