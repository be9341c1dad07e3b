package dev.millrace.receiver.supervisor;

import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.IntakeCounts;
import dev.millrace.receiver.ReceiverCrashPoints;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.ReceiverLostException;
import dev.millrace.receiver.ReceiverLostException.UnacknowledgedBlock;
import dev.millrace.receiver.block.BlockIntake;
import dev.millrace.receiver.block.IntakeListener;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.receiver.port.Monitor;
import dev.millrace.receiver.store.ReceivedBlockHandler;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One launch of a receiver, put together: hands events to the supervisor and carries out what it
 * wants. Needs nothing but what its context and environment bring, so an actor or a simulation can
 * run it. <em>Owned by whoever empties the mailbox</em>; {@link #kill} may be called by any thread.
 */
public final class ReceiverRun<T> {

  private final LaunchContext<T> launch;
  private final ReceiverEnvironment environment;
  private final ReceiverListener counters;
  private final Consumer<String> crashPoints;
  private final Monitor monitor;
  private final Gate gate = new Gate();
  private final ReceiverSupervisor supervisor;
  private final ReceiverLifecycle lifecycle;
  private final BlockIntake<T> intake;
  private final ReceivedBlockHandler handler;
  private final BlockWriter<T> writer;
  private final CallerBlocks<T> callerBlocks;
  private final ReceiverFace<T> face;
  private final Effects effects = new Effects();

  /** When the timer that is set fires. */
  private OptionalLong timerNanos = OptionalLong.empty();

  private Runnable cancelTimer = () -> {};

  /** Puts a launch together; {@link SupervisorEvent.Launched} sets it going. */
  public ReceiverRun(LaunchContext<T> launch, ReceiverEnvironment environment) {
    this.launch = launch;
    this.environment = environment;
    this.counters = environment.listener();
    this.crashPoints = environment.crashPoints();
    this.monitor = launch.threads().monitor();
    ExecutorInfo executor = launch.executor().executor();
    this.supervisor =
        new ReceiverSupervisor(
            new TrackerMessage.RegisterReceiver(
                launch.streamId(),
                launch.incarnation(),
                executor.executorId(),
                executor.host(),
                launch.receiverName()),
            environment.settings(),
            environment.random().of(launch.streamId(), launch.incarnation()));
    this.lifecycle = new ReceiverLifecycle(launch.receiver(), launch.threads(), launch.mailbox());
    this.intake =
        new BlockIntake<>(
            launch.streamId(),
            launch.incarnation(),
            launch.codec(),
            launch.receiver().storageLevel(),
            environment.settings(),
            counters,
            new IntakeEvents(),
            environment.nanos().getAsLong());
    this.handler =
        new ReceivedBlockHandler(
            launch.executor(),
            launch.receiver().storageLevel(),
            launch.log(),
            environment.settings(),
            launch.threads().storage(),
            environment.timers(),
            counters);
    this.writer = new BlockWriter<>(intake, handler, launch, environment);
    this.callerBlocks = new CallerBlocks<>(intake, handler, launch, environment);
    this.face = new ReceiverFace<>(launch, environment, intake, callerBlocks, lifecycle, gate);
    Monitor lock = monitor;
    BlockIntake<T> counted = intake;
    counters.onLaunched(launch.streamId(), launch.incarnation(), () -> counts(lock, counted));
  }

  /** Takes an event from the mailbox. */
  public void on(SupervisorEvent event) {
    for (SupervisorEffect effect : supervisor.on(event, environment.nanos().getAsLong())) {
      effect.accept(effects);
    }
    if (event instanceof SupervisorEvent.TimePassed) {
      timerNanos = OptionalLong.empty(); // the timer has fired, perhaps a little early
    }
    setTimer();
  }

  /** Where the records are that this launch has taken. May be called by any thread. */
  public IntakeCounts counts() {
    return counts(monitor, intake);
  }

  private static IntakeCounts counts(Monitor monitor, BlockIntake<?> intake) {
    monitor.lock();
    try {
      return intake.counts();
    } finally {
      monitor.unlock();
    }
  }

  /** Whether all is over and no event matters any more. */
  public boolean isEnded() {
    return supervisor.isEnded();
  }

  /**
   * The executor is lost: when this returns, nothing more is seen outside and every store throws.
   * Does not block; the end is announced later.
   */
  public void kill(Throwable cause) {
    gate.close();
    launch.mailbox().accept(new SupervisorEvent.Killed(cause));
  }

  /** A thread that the receiver's own code started has died. May be called by any thread. */
  public void onUncaught(Throwable error) {
    launch
        .mailbox()
        .accept(
            new SupervisorEvent.RestartAsked(
                "a thread of the receiver died", Optional.of(error), Optional.empty()));
  }

  private void setTimer() {
    OptionalLong deadline = supervisor.isEnded() ? OptionalLong.empty() : supervisor.deadline();
    if (deadline.equals(timerNanos)) {
      return;
    }
    cancelTimer.run();
    timerNanos = deadline;
    if (deadline.isPresent()) {
      long delay = Math.max(0, deadline.getAsLong() - environment.nanos().getAsLong());
      cancelTimer =
          environment
              .timers()
              .after(
                  Duration.ofNanos(delay),
                  () -> launch.mailbox().accept(new SupervisorEvent.TimePassed()));
    }
  }

  private void inside(Consumer<BlockIntake<T>> action) {
    monitor.lock();
    try {
      action.accept(intake);
    } finally {
      monitor.unlock();
    }
  }

  /** What the supervisor wants done. */
  private final class Effects implements SupervisorEffect.Visitor {

    @Override
    public void send(SupervisorEffect.Send effect) {
      gate.pass(() -> launch.tracker().accept(effect.message()));
      if (effect.message() instanceof TrackerMessage.AddBlock) {
        crashPoints.accept(ReceiverCrashPoints.BLOCK_REPORTED);
      }
      if (effect.message() instanceof TrackerMessage.ReportError error) {
        counters.onReceiverError(launch.streamId(), error.message());
      }
    }

    @Override
    public void startReceiver(SupervisorEffect.StartReceiver effect) {
      if (effect.attempt() == 1) {
        crashPoints.accept(ReceiverCrashPoints.REGISTERED);
        inside(BlockIntake::start);
        launch.receiver().attach(face);
      } else {
        counters.onReceiverRestart(launch.streamId(), effect.attempt(), effect.reason());
      }
      lifecycle.start(effect.attempt());
    }

    @Override
    public void haltReceiver(SupervisorEffect.HaltReceiver effect) {
      lifecycle.halt(effect.attempt());
    }

    @Override
    public void sealBlocks(SupervisorEffect.SealBlocks effect) {
      inside(blocks -> blocks.sealTick(effect.tick(), environment.nanos().getAsLong()));
    }

    @Override
    public void updateRate(SupervisorEffect.UpdateRate effect) {
      inside(
          blocks -> {
            blocks.updateRate(effect.recordsPerSecond(), environment.nanos().getAsLong());
            monitor.signalAll(); // those that wait may have less to wait now
          });
    }

    @Override
    public void release(SupervisorEffect.Release effect) {
      crashPoints.accept(ReceiverCrashPoints.BLOCK_ACKNOWLEDGED);
      counters.onBlockAcknowledged(effect.id(), effect.recordCount());
      if (!callerBlocks.release(effect.id())) {
        inside(blocks -> blocks.acknowledged(effect.id()));
        writer.release(effect.id());
      }
    }

    @Override
    public void cleanUp(SupervisorEffect.CleanUp effect) {
      CompletableFuture<Void> unused =
          handler.cleanUp(effect.word()).whenComplete((done, failure) -> onCleanedUp(failure));
    }

    private void onCleanedUp(Throwable failure) {
      if (failure == null) {
        crashPoints.accept(ReceiverCrashPoints.LOG_CLEANED);
      } else {
        launch
            .mailbox()
            .accept(
                new SupervisorEvent.ErrorSeen(
                    "old segments of the data log could not be deleted, it is tried again with the"
                        + " next clean-up",
                    Optional.of(failure)));
      }
    }

    @Override
    public void drain(SupervisorEffect.Drain effect) {
      inside(
          blocks -> {
            blocks.stop(environment.nanos().getAsLong());
            monitor.signalAll(); // those that wait for the rate limit are taken or refused now
          });
    }

    @Override
    public void fence(SupervisorEffect.Fence effect) {
      gate.close();
      Set<BlockId> reported = new LinkedHashSet<>();
      effect.unacknowledged().forEach(block -> reported.add(block.id()));
      long[] open = new long[1];
      inside(
          blocks -> {
            open[0] = blocks.fence(effect.reason(), reported);
            monitor.signalAll();
          });
      ReceiverLostException lost = lost(effect, open[0]);
      callerBlocks.fence(lost, reported);
      lifecycle.abandon();
      if (open[0] > 0) {
        counters.onRecordsLost(launch.streamId(), open[0], effect.reason());
      }
      end(Optional.of(lost), reported);
    }

    private ReceiverLostException lost(SupervisorEffect.Fence effect, long openRecords) {
      List<UnacknowledgedBlock> blocks = effect.unacknowledged();
      return new ReceiverLostException(
          "the receiver of stream "
              + launch.streamId()
              + ", incarnation "
              + launch.incarnation()
              + ", has ended: "
              + effect.reason()
              + "; records in no block that the driver heard of: "
              + openRecords
              + ", blocks without an answer: "
              + blocks.size(),
          effect.cause(),
          openRecords,
          blocks);
    }

    @Override
    public void end(SupervisorEffect.End effect) {
      gate.close();
      end(effect.failure(), Set.of());
    }

    private void end(Optional<Throwable> failure, Set<BlockId> reported) {
      writer.close(reported);
      launch.threads().close();
      launch.onEnd().accept(failure);
    }
  }

  /** What the intake tells, with the monitor held. */
  private final class IntakeEvents implements IntakeListener {

    @Override
    public void onBlockWaiting() {
      crashPoints.accept(ReceiverCrashPoints.BLOCK_SEALED);
      writer.wake();
    }

    @Override
    public void onTickSealed(Time tick) {
      launch.mailbox().accept(new SupervisorEvent.TickSealed(tick));
    }

    @Override
    public void onDrained() {
      launch.mailbox().accept(new SupervisorEvent.Drained());
    }

    @Override
    public void onSealTimer(long delayNanos) {
      Runnable unused =
          environment
              .timers()
              .after(
                  Duration.ofNanos(delayNanos),
                  () -> inside(blocks -> blocks.sealDue(environment.nanos().getAsLong())));
    }

    @Override
    public void onRoom() {
      monitor.signalAll();
      face.tellRoom();
    }

    @Override
    public void onListenerFailure(RuntimeException failure) {
      launch
          .mailbox()
          .accept(
              new SupervisorEvent.ErrorSeen(
                  "a block generator's listener failed", Optional.of(failure)));
    }
  }
}
