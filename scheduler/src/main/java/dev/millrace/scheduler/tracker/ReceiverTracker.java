package dev.millrace.scheduler.tracker;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.DriverTimers;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.SchedulerCrashPoints;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.listener.ReceiverInfo;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.listener.StreamingListenerReceiverError;
import dev.millrace.scheduler.listener.StreamingListenerReceiverStarted;
import dev.millrace.scheduler.listener.StreamingListenerReceiverStopped;
import dev.millrace.scheduler.listener.StreamingListenerRecordsLost;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.Journal;
import dev.millrace.time.Time;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Knows every receiver, takes what they report into the ledger, and gives what waits to batches,
 * and with it what direct inputs have. <em>Owned by the driver thread.</em>
 */
public final class ReceiverTracker {

  private final Map<Integer, ReceiverSlot> slots = new TreeMap<>();
  private final ReceivedBlockTracker blocks;
  private final DirectInputs inputs;
  private final Journal journal;
  private final DriverTimers timers;
  private final InstantSource clock;
  private final Consumer<StreamingListenerEvent> listeners;
  private final Duration sealWait;
  private final Consumer<String> crashPoints;
  private final BlockReports reports;
  private final ReceiverJobs jobs;

  /** The tick whose allocation waits for the receivers to seal, and who asked for it. */
  private Optional<SealRound> sealing = Optional.empty();

  /** What the receivers were last told of the data logs. */
  private Map<UUID, Long> cleanedUpTo = Map.of();

  /** How often they were told. */
  private long cleanUps;

  /**
   * A tracker that does nothing before {@link TrackerCommand.StartAllReceivers}.
   *
   * @param inputs the inputs that need no receiver
   * @param discarder has copies of blocks removed that will be in no batch
   * @param crashPoints told each step that has just been done
   * @param driverLife the driver's life, from which the receivers' incarnations follow
   * @param sealWait how long an allocation waits for the receivers to seal
   */
  public ReceiverTracker(
      List<ReceiverSpec> receivers,
      ReceivedBlockTracker blocks,
      DirectInputs inputs,
      Journal journal,
      ReceiverLauncher launcher,
      DriverTimers timers,
      InstantSource clock,
      Consumer<StreamingListenerEvent> listeners,
      Consumer<List<BlockId>> discarder,
      Consumer<String> crashPoints,
      long driverLife,
      Duration sealWait) {
    for (ReceiverSpec receiver : receivers) {
      if (slots.put(receiver.streamId(), new ReceiverSlot(receiver)) != null) {
        throw new IllegalArgumentException(
            "a stream has one receiver; two were given for stream " + receiver.streamId());
      }
    }
    this.blocks = blocks;
    this.inputs = inputs;
    this.journal = journal;
    this.timers = timers;
    this.clock = clock;
    this.listeners = listeners;
    this.sealWait = sealWait;
    this.crashPoints = crashPoints;
    this.reports = new BlockReports(blocks, journal, crashPoints);
    this.jobs =
        new ReceiverJobs(
            slots,
            blocks,
            journal,
            launcher,
            timers,
            clock,
            new IncarnationGrants(driverLife),
            new JobWatcher(),
            discarder,
            crashPoints);
  }

  /** Carries out what another part of the driver asks for. */
  public void on(TrackerCommand command) {
    command.carryOut(this);
  }

  /** Handles a report of a receiver's supervisor; {@code sender} is where answers go. */
  public void on(TrackerMessage message, Consumer<SupervisorMessage> sender) {
    if (jobs.isHalted()) {
      return;
    }
    if (message instanceof TrackerMessage.RegisterReceiver register) {
      onRegister(register, sender);
    } else if (message instanceof TrackerMessage.AddBlock add) {
      reports.on(add, sender);
    } else if (message instanceof TrackerMessage.BlocksSealed sealed) {
      onSealed(sealed);
    } else if (message instanceof TrackerMessage.ReportError error) {
      onError(error);
    } else if (message instanceof TrackerMessage.RecordsLost lost) {
      reports.on(lost, sender, () -> showLoss(lost.streamId(), lost.recordCount(), lost.reason()));
    } else if (message instanceof TrackerMessage.DeregisterReceiver deregister) {
      onDeregister(deregister, sender);
    } else {
      throw new IllegalStateException("unknown message of a supervisor: " + message);
    }
  }

  /** Nothing is decided or answered any more. */
  public void halt() {
    jobs.halt();
    sealing = Optional.empty();
  }

  /** Receivers whose jobs are placed or run. */
  public int runningReceivers() {
    return jobs.running();
  }

  void startAllReceivers() {
    jobs.start();
  }

  void restartReceiver(int streamId) {
    jobs.restart(slotOf(streamId));
  }

  void stopAllReceivers(Runnable whenAllEnded) {
    if (jobs.isHalted()) {
      return;
    }
    jobs.stop(whenAllEnded);
    sealing.ifPresent(this::decideAllocation);
  }

  void allocateBlocks(Time tick, Consumer<AllocatedBatch> whenDurable) {
    if (jobs.isHalted()) {
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
    if (!jobs.isStarted()) {
      // Stopping: what was received is processed, what a direct input still has it keeps.
      decideAllocation(new SealRound(tick, List.of(), whenDurable), new TreeMap<>());
      return;
    }
    List<ReceiverSlot> active = slots.values().stream().filter(ReceiverSlot::isActive).toList();
    List<Integer> awaited = new ArrayList<>(inputs.ask(tick, this::sealed));
    active.forEach(slot -> awaited.add(slot.spec().streamId()));
    SealRound round = new SealRound(tick, awaited, whenDurable);
    if (awaited.isEmpty()) {
      decideAllocation(round);
      return;
    }
    sealing = Optional.of(round);
    active.forEach(slot -> slot.send(new SupervisorMessage.SealBlocks(tick)));
    timers.after(
        sealWait,
        () -> {
          if (sealing.isPresent() && sealing.get() == round) {
            decideAllocation(round);
          }
        });
  }

  void cleanupOldBlocks() {
    Map<UUID, Long> oldest = blocks.oldestNeededInDataLogs();
    if (!oldest.equals(cleanedUpTo)) {
      cleanedUpTo = oldest;
      // The ledger may be ahead of its log: a batch that the log does not know to be over would run
      // again after a crash, and need its blocks.
      SupervisorMessage.CleanupOldBlocks word =
          new SupervisorMessage.CleanupOldBlocks(cleanUps++, oldest, blocks.heardBlocks());
      journal.afterDurable(() -> tellOfCleanup(word));
    }
  }

  private void tellOfCleanup(SupervisorMessage.CleanupOldBlocks word) {
    slots.values().stream().filter(ReceiverSlot::isActive).forEach(slot -> slot.send(word));
    crashPoints.accept(SchedulerCrashPoints.CLEANUP_TOLD);
  }

  void updateReceiverRateLimit(int streamId, double recordsPerSecond) {
    if (inputs.has(streamId)) {
      inputs.limit(streamId, recordsPerSecond);
    } else {
      slotOf(streamId).limit(recordsPerSecond);
    }
  }

  List<Integer> allReceiverIds() {
    return List.copyOf(slots.keySet());
  }

  List<ReceiverInfo> allReceiverInfo() {
    return slots.values().stream().map(ReceiverSlot::info).toList();
  }

  private void onRegister(
      TrackerMessage.RegisterReceiver register, Consumer<SupervisorMessage> sender) {
    Optional<String> refusal = refusal(register);
    if (refusal.isPresent()) {
      sender.accept(new SupervisorMessage.RegistrationRefused(refusal.get()));
      return;
    }
    ReceiverSlot slot = slotOf(register.streamId());
    boolean repeated = slot.isActive();
    slot.activate(register.receiverName(), register.host(), sender);
    crashPoints.accept(SchedulerCrashPoints.RECEIVER_REGISTERED);
    slot.send(new SupervisorMessage.Registered());
    slot.sendRate();
    if (!repeated) {
      listeners.accept(new StreamingListenerReceiverStarted(slot.info()));
    }
  }

  private Optional<String> refusal(TrackerMessage.RegisterReceiver register) {
    ReceiverSlot slot = slots.get(register.streamId());
    if (slot == null) {
      return Optional.of("stream " + register.streamId() + " has no receiver in this program");
    }
    if (!jobs.isStarted()) {
      return Optional.of("the driver is stopping");
    }
    if (!slot.isCurrent(register.incarnation())) {
      return Optional.of("incarnation " + register.incarnation() + " is over");
    }
    if (!register.executorId().equals(slot.executorId())) {
      return Optional.of(
          "it was planned on executor " + slot.executorId() + ", not on " + register.executorId());
    }
    return Optional.empty();
  }

  private void onError(TrackerMessage.ReportError error) {
    current(error)
        .ifPresent(
            slot -> {
              slot.recordError(error.message(), error.detail(), clock.millis());
              listeners.accept(new StreamingListenerReceiverError(slot.info()));
            });
  }

  private void onDeregister(
      TrackerMessage.DeregisterReceiver deregister, Consumer<SupervisorMessage> sender) {
    current(deregister)
        .filter(ReceiverSlot::isActive)
        .ifPresent(
            slot -> {
              slot.recordError(deregister.message(), deregister.detail(), clock.millis());
              slot.deactivate();
              showStopped(slot);
            });
    sender.accept(new SupervisorMessage.Deregistered());
  }

  private void onSealed(TrackerMessage.BlocksSealed sealed) {
    if (current(sealed).isPresent()
        && sealing.isPresent()
        && sealing.get().tick().equals(sealed.tick())) {
      sealed(sealed.streamId());
    }
  }

  private void sealed(int streamId) {
    if (sealing.isPresent() && sealing.get().done(streamId)) {
      decideAllocation(sealing.get());
    }
  }

  private void decideAllocation(SealRound round) {
    decideAllocation(round, inputs.take(round.tick()));
  }

  private void decideAllocation(SealRound round, SortedMap<Integer, InputRange> ranges) {
    sealing = Optional.empty();
    crashPoints.accept(SchedulerCrashPoints.TICK_SEALED);
    BatchAllocated event = blocks.nextAllocation(round.tick(), ranges);
    journal.commit(event, () -> round.whenDurable().accept(blocks.batch(event.number())));
  }

  private void showStopped(ReceiverSlot slot) {
    listeners.accept(new StreamingListenerReceiverStopped(slot.info()));
    sealed(slot.spec().streamId());
  }

  private void showLoss(int streamId, long records, String reason) {
    if (records > 0) {
      listeners.accept(
          new StreamingListenerRecordsLost(streamId, slotOf(streamId).name(), records, reason));
    }
  }

  /** The receiver a report comes from, if its incarnation is the one that runs. */
  private Optional<ReceiverSlot> current(TrackerMessage message) {
    return Optional.ofNullable(slots.get(message.streamId()))
        .filter(slot -> slot.isCurrent(message.incarnation()));
  }

  private ReceiverSlot slotOf(int streamId) {
    ReceiverSlot slot = slots.get(streamId);
    if (slot == null) {
      throw new IllegalArgumentException(
          "stream " + streamId + " has no receiver; those that have: " + slots.keySet());
    }
    return slot;
  }

  private final class JobWatcher implements ReceiverJobs.Watcher {

    @Override
    public void onLaunchFailed(ReceiverSlot slot) {
      listeners.accept(new StreamingListenerReceiverError(slot.info()));
    }

    @Override
    public void onInactive(ReceiverSlot slot) {
      showStopped(slot);
    }

    @Override
    public void onEnded(ReceiverSlot slot, long recordsLost, String reason) {
      showLoss(slot.spec().streamId(), recordsLost, reason);
    }
  }
}
