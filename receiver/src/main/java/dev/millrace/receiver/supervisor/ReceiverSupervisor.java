package dev.millrace.receiver.supervisor;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.ReceiverLostException.UnacknowledgedBlock;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.SupervisorMessage.BlockAcknowledged;
import dev.millrace.receiver.message.SupervisorMessage.BlockRefused;
import dev.millrace.receiver.message.SupervisorMessage.CleanupOldBlocks;
import dev.millrace.receiver.message.SupervisorMessage.Deregistered;
import dev.millrace.receiver.message.SupervisorMessage.LossAcknowledged;
import dev.millrace.receiver.message.SupervisorMessage.Registered;
import dev.millrace.receiver.message.SupervisorMessage.RegistrationRefused;
import dev.millrace.receiver.message.SupervisorMessage.SealBlocks;
import dev.millrace.receiver.message.SupervisorMessage.StopReceiver;
import dev.millrace.receiver.message.SupervisorMessage.UpdateRateLimit;
import dev.millrace.receiver.message.TrackerMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * The life of one launch of a receiver, and the reports that the driver has not answered. A plain
 * state machine: events in, effects out. <em>Owned by the supervisor's actor.</em>
 *
 * <pre>
 * REGISTERING → STARTING → STARTED ⇄ (HALTING → PAUSING → STARTING)   restarts
 * any of these → HALTING → DRAINING → DEREGISTERING → ENDED           told or asked to stop
 * REGISTERING → ENDED                                                 refused
 * any → ENDED                                                         killed, or a block refused
 * </pre>
 *
 * <p>Blocks, generators and reports live on through restarts.
 */
public final class ReceiverSupervisor {

  /** Failures in a row to store one block, after which the receiver is restarted. */
  static final int BLOCK_STORE_FAILURES_MAX = 5;

  private static final String REGISTRATION = "registration";
  private static final String DEREGISTRATION = "deregistration";

  private enum Phase {
    NEW,
    REGISTERING,
    STARTING,
    STARTED,
    /** The receiver's onStop is running, for a restart or for good. */
    HALTING,
    /** Between onStop and the next onStart. */
    PAUSING,
    DRAINING,
    DEREGISTERING,
    ENDED
  }

  /** Why and how the receiver ends for good. */
  private record Ending(String reason, Optional<Throwable> error) {}

  /** A reported block without an answer. */
  private record Reported(long recordCount, boolean callerWaits) {}

  private final TrackerMessage.RegisterReceiver registration;
  private final RestartBackoff backoff;
  private final Outbox outbox = new Outbox();

  /** In the order of their reports. */
  private final Map<BlockId, Reported> unacknowledged = new LinkedHashMap<>();

  private Phase phase = Phase.NEW;
  private int attempt;
  private long startedNanos;

  /** When PAUSING ends. */
  private long resumeNanos;

  /** How long to pause after onStop, while HALTING for a restart. */
  private long pauseNanos;

  private String restartReason = "first start";
  private boolean drained;
  private long lossReports;
  private int lossReportsUnanswered;

  /** Present from the moment on that the receiver is to end. */
  private Optional<Ending> ending = Optional.empty();

  private List<SupervisorEffect> effects = new ArrayList<>();

  /**
   * Creates the supervisor of one launch.
   *
   * @param registration what it registers with
   * @param random draws out the waits between restarts
   */
  public ReceiverSupervisor(
      TrackerMessage.RegisterReceiver registration,
      ReceiverSettings settings,
      RandomGenerator random) {
    this.registration = registration;
    this.backoff = new RestartBackoff(settings.restartDelay(), random);
  }

  /** Learns of an event and says what is to be done about it. */
  public List<SupervisorEffect> on(SupervisorEvent event, long nowNanos) {
    if (phase != Phase.ENDED) {
      event.accept(new Events(nowNanos));
    }
    List<SupervisorEffect> wanted = effects;
    effects = new ArrayList<>();
    return wanted;
  }

  /** When {@link SupervisorEvent.TimePassed} is wanted, in the nanoseconds of {@link #on}. */
  public OptionalLong deadline() {
    OptionalLong answers = outbox.deadline();
    if (phase != Phase.PAUSING) {
      return answers;
    }
    return OptionalLong.of(Math.min(resumeNanos, answers.orElse(resumeNanos)));
  }

  /** Whether all is over. */
  public boolean isEnded() {
    return phase == Phase.ENDED;
  }

  private int streamId() {
    return registration.streamId();
  }

  private long incarnation() {
    return registration.incarnation();
  }

  private void send(TrackerMessage message) {
    effects.add(new SupervisorEffect.Send(message));
  }

  private void sendUntilAnswered(Object key, TrackerMessage message, long nowNanos) {
    outbox.put(key, message, nowNanos);
    send(message);
  }

  private void reportError(String message, Optional<Throwable> error) {
    send(
        new TrackerMessage.ReportError(
            streamId(), incarnation(), message, error.map(ErrorText::of).orElse("")));
  }

  private void start(long nowNanos) {
    phase = Phase.STARTING;
    attempt++;
    startedNanos = nowNanos;
    effects.add(new SupervisorEffect.StartReceiver(attempt, restartReason));
  }

  private void halt() {
    phase = Phase.HALTING;
    effects.add(new SupervisorEffect.HaltReceiver(attempt));
  }

  private void restart(
      String reason, Optional<Throwable> error, Optional<Duration> delay, long nowNanos) {
    reportError(reason, error);
    if (phase != Phase.STARTING && phase != Phase.STARTED) {
      return; // on its way already, or ending
    }
    if (nowNanos - startedNanos >= RestartBackoff.CAP.toNanos()) {
      backoff.reset();
    }
    restartReason = reason;
    pauseNanos = delay.map(Duration::toNanos).orElseGet(backoff::next);
    halt();
  }

  private void stop(Ending newEnding, long nowNanos) {
    if (ending.isPresent()) {
      return;
    }
    ending = Optional.of(newEnding);
    switch (phase) {
      case STARTING, STARTED -> halt();
      case PAUSING -> drain();
      case NEW, REGISTERING -> {
        outbox.answered(REGISTRATION);
        deregister(nowNanos);
      }
      case HALTING, DRAINING, DEREGISTERING, ENDED -> {
        // HALTING goes on to the drain when onStop has returned; the others have an ending.
      }
    }
  }

  private void drain() {
    phase = Phase.DRAINING;
    effects.add(new SupervisorEffect.Drain());
  }

  private void deregisterIfDrained(long nowNanos) {
    if (phase == Phase.DRAINING && drained && lossReportsUnanswered == 0) {
      deregister(nowNanos);
    }
  }

  private void deregister(long nowNanos) {
    phase = Phase.DEREGISTERING;
    Ending why = ending.orElseThrow();
    sendUntilAnswered(
        DEREGISTRATION,
        new TrackerMessage.DeregisterReceiver(
            streamId(), incarnation(), why.reason(), why.error().map(ErrorText::of).orElse("")),
        nowNanos);
  }

  private void end(Optional<Throwable> failure) {
    phase = Phase.ENDED;
    outbox.clear();
    effects.add(new SupervisorEffect.End(failure));
  }

  private void fence(String reason, Throwable cause) {
    phase = Phase.ENDED;
    outbox.clear();
    List<UnacknowledgedBlock> blocks = new ArrayList<>();
    unacknowledged.forEach(
        (id, block) ->
            blocks.add(new UnacknowledgedBlock(id, block.recordCount(), block.callerWaits())));
    effects.add(new SupervisorEffect.Fence(reason, cause, blocks));
  }

  /** The reactions to one event, at its time. */
  private final class Events implements SupervisorEvent.Visitor, SupervisorMessage.Visitor {
    private final long nowNanos;

    Events(long nowNanos) {
      this.nowNanos = nowNanos;
    }

    @Override
    public void onLaunched(SupervisorEvent.Launched event) {
      if (phase == Phase.NEW) {
        phase = Phase.REGISTERING;
        sendUntilAnswered(REGISTRATION, registration, nowNanos);
      }
    }

    @Override
    public void onTold(SupervisorEvent.Told event) {
      event.message().accept(this);
    }

    @Override
    public void onTimePassed(SupervisorEvent.TimePassed event) {
      for (TrackerMessage message : outbox.due(nowNanos)) {
        send(message);
      }
      if (phase == Phase.PAUSING && nowNanos - resumeNanos >= 0) {
        start(nowNanos);
      }
    }

    @Override
    public void onStartReturned(SupervisorEvent.StartReturned event) {
      if (event.attempt() != attempt || phase != Phase.STARTING) {
        return;
      }
      if (event.failure().isPresent()) {
        restart("the receiver could not be started", event.failure(), Optional.empty(), nowNanos);
      } else {
        phase = Phase.STARTED;
      }
    }

    @Override
    public void onHaltReturned(SupervisorEvent.HaltReturned event) {
      if (event.attempt() != attempt || phase != Phase.HALTING) {
        return;
      }
      if (event.failure().isPresent()) {
        reportError("the receiver could not be stopped in good order", event.failure());
      }
      if (ending.isPresent()) {
        drain();
      } else {
        phase = Phase.PAUSING;
        resumeNanos = nowNanos + pauseNanos;
      }
    }

    @Override
    public void onRestartAsked(SupervisorEvent.RestartAsked event) {
      restart(event.reason(), event.error(), event.delay(), nowNanos);
    }

    @Override
    public void onStopAsked(SupervisorEvent.StopAsked event) {
      stop(new Ending(event.reason(), event.error()), nowNanos);
    }

    @Override
    public void onErrorSeen(SupervisorEvent.ErrorSeen event) {
      reportError(event.message(), event.error());
    }

    @Override
    public void onBlockStored(SupervisorEvent.BlockStored event) {
      ReceivedBlockInfo block = event.block();
      backoff.reset();
      unacknowledged.put(block.id(), new Reported(block.recordCount(), event.callerWaits()));
      sendUntilAnswered(block.id(), new TrackerMessage.AddBlock(block), nowNanos);
    }

    @Override
    public void onBlockStoreFailed(SupervisorEvent.BlockStoreFailed event) {
      String message =
          "block " + event.id() + " could not be stored, attempt " + event.failures() + " failed";
      if (event.failures() % BLOCK_STORE_FAILURES_MAX == 0) {
        restart(message, Optional.of(event.cause()), Optional.empty(), nowNanos);
      } else {
        reportError(message, Optional.of(event.cause()));
      }
    }

    @Override
    public void onRecordsLost(SupervisorEvent.RecordsLost event) {
      long number = lossReports++;
      lossReportsUnanswered++;
      sendUntilAnswered(
          number,
          new TrackerMessage.RecordsLost(
              streamId(), incarnation(), number, event.recordCount(), event.reason()),
          nowNanos);
    }

    @Override
    public void onTickSealed(SupervisorEvent.TickSealed event) {
      send(new TrackerMessage.BlocksSealed(streamId(), incarnation(), event.tick()));
    }

    @Override
    public void onDrained(SupervisorEvent.Drained event) {
      drained = true;
      deregisterIfDrained(nowNanos);
    }

    @Override
    public void onKilled(SupervisorEvent.Killed event) {
      fence("its executor is lost", event.cause());
    }

    @Override
    public void onRegistered(Registered message) {
      if (phase == Phase.REGISTERING) {
        outbox.answered(REGISTRATION);
        start(nowNanos);
      }
    }

    @Override
    public void onRegistrationRefused(RegistrationRefused message) {
      if (phase == Phase.REGISTERING) {
        end(Optional.empty());
      }
      // Otherwise it answers a repeated registration that was late; the first was accepted.
    }

    @Override
    public void onBlockAcknowledged(BlockAcknowledged message) {
      Reported block = unacknowledged.remove(message.id());
      if (block != null) {
        outbox.answered(message.id());
        effects.add(new SupervisorEffect.Release(message.id(), block.recordCount()));
      }
    }

    @Override
    public void onBlockRefused(BlockRefused message) {
      fence(
          "the driver refuses its block " + message.id() + ": " + message.reason(),
          new RefusedException(message.reason()));
    }

    @Override
    public void onLossAcknowledged(LossAcknowledged message) {
      if (outbox.answered(message.reportNumber())) {
        lossReportsUnanswered--;
        deregisterIfDrained(nowNanos);
      }
    }

    @Override
    public void onDeregistered(Deregistered message) {
      if (phase == Phase.DEREGISTERING) {
        end(ending.flatMap(Ending::error));
      }
    }

    @Override
    public void onSealBlocks(SealBlocks message) {
      effects.add(new SupervisorEffect.SealBlocks(message.tick()));
    }

    @Override
    public void onUpdateRateLimit(UpdateRateLimit message) {
      if (message.recordsPerSecond() > 0) {
        effects.add(new SupervisorEffect.UpdateRate(message.recordsPerSecond()));
      } else {
        reportError(
            "a rate limit must be positive, this is ignored: " + message.recordsPerSecond(),
            Optional.empty());
      }
    }

    @Override
    public void onStopReceiver(StopReceiver message) {
      stop(new Ending(message.reason(), Optional.empty()), nowNanos);
    }

    @Override
    public void onCleanupOldBlocks(CleanupOldBlocks message) {
      effects.add(new SupervisorEffect.CleanUp(message));
    }
  }
}
