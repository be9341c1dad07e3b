package dev.millrace.scheduler.host;

import dev.millrace.rdd.Engine;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.actor.DriverActorSystem;
import dev.millrace.scheduler.actor.DriverActors;
import dev.millrace.scheduler.actor.ReceiverTaskFactory;
import dev.millrace.scheduler.core.DriverCore;
import dev.millrace.scheduler.core.DriverPorts;
import dev.millrace.scheduler.core.DriverState;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.listener.ReceiverInfo;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.log.DriverJournal;
import dev.millrace.scheduler.tracker.DriverLife;
import dev.millrace.scheduler.tracker.TrackerCommand;
import dev.millrace.time.Time;
import dev.millrace.wal.WriteAheadLog;
import dev.millrace.wal.file.FileStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver of one streaming program: the clock, the tracker of receivers and blocks, the
 * generator and the scheduler of batches, the driver log and the listener bus, put together.
 * <em>Thread-safe.</em> It is started once and stopped once.
 */
public final class StreamingDriver {

  private static final Logger LOG = LoggerFactory.getLogger(StreamingDriver.class);

  /** How long what cannot be drained is waited for: receivers, threads, the log. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final DriverSettings settings;
  private final Engine engine;
  private final BatchPlanner planner;
  private final List<ReceiverSpec> receivers;
  private final List<DirectInputSpec> inputs;
  private final ReceiverTaskFactory receiverTasks;
  private final Supplier<DriverActorSystem> actorSystem;
  private final DriverLogStore logStore;
  private final Consumer<String> crashPoints;
  private final AnchoredClock clock = new AnchoredClock();
  private final HostThreads threads;
  private final ListenerBus bus;
  private final Termination termination = new Termination();

  /** Held while starting or stopping, so that a stop waits for a start that is under way. */
  private final Object lifecycle = new Object();

  private final AtomicBoolean startCalled = new AtomicBoolean();
  private final AtomicBoolean stopCalled = new AtomicBoolean();
  private final AtomicBoolean broken = new AtomicBoolean();

  /** Completed with the planner's failure, if it has one, or exceptionally if the driver breaks. */
  private final CompletableFuture<Optional<Throwable>> started = new CompletableFuture<>();

  private final CompletableFuture<StopReport> stopReport = new CompletableFuture<>();

  /** Completed once recovery has succeeded. */
  private final CompletableFuture<RunningDriver> running = new CompletableFuture<>();

  /**
   * Nothing runs before {@link #start}.
   *
   * @param settings what the program asks for
   * @param engine runs jobs and receivers; not closed by the driver
   * @param logStore holds the driver log below {@code driver/}: the checkpoint directory's store,
   *     or an in-memory one
   * @param planner turns batches into jobs
   * @param receivers the receivers to keep running, one per stream
   * @param inputs the inputs that need no receiver, one per stream
   * @param receiverTasks makes the body of a receiver's job
   * @param actors gives the actor system, which may be starting on another thread meanwhile; not
   *     closed by the driver
   * @param listeners those who watch from the beginning
   * @param crashPoints told each step of the driver and its log that has just been done, see {@link
   *     dev.millrace.scheduler.SchedulerCrashPoints}; on any thread of the driver's; does nothing
   *     in production
   */
  public StreamingDriver(
      DriverSettings settings,
      Engine engine,
      FileStore logStore,
      BatchPlanner planner,
      List<ReceiverSpec> receivers,
      List<DirectInputSpec> inputs,
      ReceiverTaskFactory receiverTasks,
      Supplier<DriverActorSystem> actors,
      List<StreamingListener> listeners,
      Consumer<String> crashPoints) {
    this.settings = settings;
    this.engine = engine;
    this.planner = planner;
    this.receivers = List.copyOf(receivers);
    this.inputs = List.copyOf(inputs);
    this.receiverTasks = receiverTasks;
    this.actorSystem = actors;
    this.crashPoints = crashPoints;
    this.logStore = new DriverLogStore(logStore, settings.name(), crashPoints);
    this.threads = new HostThreads(settings.name(), inputs.size(), settings.concurrentJobs());
    this.bus = new ListenerBus(settings.name(), listeners);
    bus.add(new TroubleReporter());
  }

  /**
   * Recovers what the driver log holds, starts the planner, runs pending batches again, starts the
   * receivers and the clock. Blocks on the disk and until the planner has started.
   *
   * @return the zero time: one batch before the very first tick, after a restart that of the first
   *     start
   * @throws IllegalStateException if it was started or stopped before
   * @throws RuntimeException if the log cannot be recovered or the planner refuses; everything is
   *     stopped then
   */
  public Time start() {
    synchronized (lifecycle) {
      if (stopCalled.get() || !startCalled.compareAndSet(false, true)) {
        throw new IllegalStateException(
            "the driver was started or stopped before; make a new one to start again");
      }
      try {
        return startParts();
      } catch (RuntimeException | Error e) {
        stop(false, Duration.ZERO);
        throw e;
      }
    }
  }

  private Time startParts() {
    RunningDriver parts = recover();
    running.complete(parts);
    bus.start();
    parts.actors().driver().execute(() -> parts.core().start(started::complete));
    Optional<Throwable> failure = Waiting.forever(started);
    if (failure.isPresent()) {
      throw Waiting.unchecked(failure.get());
    }
    return parts.core().zeroTime();
  }

  private RunningDriver recover() {
    DriverState state = new DriverState();
    WriteAheadLog log = logStore.recover(state, clock);
    try {
      return assemble(state, log);
    } catch (RuntimeException | Error e) {
      CompletableFuture<Void> unused = log.close();
      throw e;
    }
  }

  private RunningDriver assemble(DriverState state, WriteAheadLog log) {
    DriverActors actors = new DriverActors(actorSystem.get(), this::onFatal);
    DriverJournal journal =
        new DriverJournal(
            state,
            log,
            logStore.snapshots(),
            settings.snapshotEvents(),
            new DriverJournal.Ports(
                actors.driver(),
                logStore.thread(),
                logStore.reporter(),
                this::onFatal,
                crashPoints));
    DriverCore core =
        new DriverCore(
            settings,
            receivers,
            inputs,
            state,
            journal,
            DriverLife.of(log.incarnation(), ThreadLocalRandom.current().nextInt()),
            ports(actors),
            actors::startTracker);
    return new RunningDriver(actors, journal, core);
  }

  private DriverPorts ports(DriverActors actors) {
    return new DriverPorts(
        actors.driver(),
        threads.planner(),
        threads.inputs(),
        threads.jobs(),
        threads.timers(actors.driver()),
        clock,
        System::nanoTime,
        planner,
        actors.launcher(engine, receiverTasks),
        block -> !engine.locations(block).isEmpty(),
        engine::removeBlock,
        bus::post,
        this::onBatchFailure,
        crashPoints);
  }

  /**
   * Stops. Gracefully: receivers stop and drain, what they were acknowledged is allocated, all
   * batches run to their end, then the rest. Otherwise running jobs are interrupted. Idempotent; a
   * second caller waits for the first.
   *
   * @param timeout how long to wait for a graceful end, before the rest is stopped as if not
   *     gracefully
   * @return what was left
   * @throws IllegalStateException if called on the listener, planner or a job thread, which it
   *     would wait for
   */
  public StopReport stop(boolean graceful, Duration timeout) {
    if (bus.isOwnThread() || threads.isOwnThread()) {
      throw new IllegalStateException(
          "stop was called on "
              + Thread.currentThread().getName()
              + ", which it would wait for: call it on a thread of your own");
    }
    synchronized (lifecycle) {
      if (stopCalled.compareAndSet(false, true)) {
        stopParts(graceful, timeout);
      }
      return Waiting.forever(stopReport);
    }
  }

  private void stopParts(boolean graceful, Duration timeout) {
    try {
      StopReport report =
          running.isDone()
              ? stopRunning(graceful && !broken.get(), timeout)
              : new StopReport(0, 0, 0, 0);
      threads.stop(STOP_PATIENCE).forEach(name -> LOG.warn("{} did not end in time", name));
      removeRemainingBlocks();
      closeLog();
      bus.stop(STOP_PATIENCE);
      stopReport.complete(report);
    } catch (RuntimeException | Error e) {
      stopReport.completeExceptionally(e);
    } finally {
      termination.stopped();
    }
  }

  private StopReport stopRunning(boolean graceful, Duration timeout) {
    RunningDriver parts = running.join();
    if (graceful) {
      parts.drain(timeout);
    } else {
      parts.stopTaking(broken.get() ? Duration.ZERO : STOP_PATIENCE);
    }
    return parts.halt(STOP_PATIENCE);
  }

  /**
   * The engine may live on. What a log in memory knew of, nobody will ever ask for; from a log that
   * stays, a later driver on the same engine finds them again.
   */
  private void removeRemainingBlocks() {
    if (running.isDone() && !logStore.isKept()) {
      running.join().remainingBlocks(STOP_PATIENCE).forEach(engine::removeBlock);
    }
  }

  private void closeLog() {
    if (running.isDone()) {
      RunningDriver parts = running.join();
      logStore.finish(parts.closeJournal(broken.get()), STOP_PATIENCE);
      parts.actors().close();
    } else {
      logStore.finish(CompletableFuture.completedFuture(null), STOP_PATIENCE);
    }
  }

  /** Waits until the driver has stopped; throws the first failure as soon as there is one. */
  public void awaitTermination() throws InterruptedException {
    termination.await();
  }

  /**
   * Waits until the driver has stopped; throws the first failure as soon as there is one.
   *
   * @return whether it has stopped; false when the time is up
   */
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    return termination.await(timeout);
  }

  /** The first failure: of a batch as a rule, or of the driver itself. */
  public Optional<Throwable> failure() {
    return termination.failure();
  }

  /** Adds a listener; it sees what happens from now on. */
  public void addListener(StreamingListener listener) {
    bus.add(listener);
  }

  /** Removes a listener. */
  public void removeListener(StreamingListener listener) {
    bus.remove(listener);
  }

  /** Events that listeners did not see because too many waited. */
  public long droppedListenerEvents() {
    return bus.droppedEvents();
  }

  /**
   * Whether the calling thread is the one that delivers to listeners, from where nothing can be
   * stopped.
   */
  public boolean isListenerThread() {
    return bus.isOwnThread();
  }

  /**
   * Sends a stream's receiver a new limit; a receiver that is placed again gets it too.
   *
   * @throws IllegalArgumentException if the stream has no receiver
   */
  public void updateRate(int streamId, double recordsPerSecond) {
    requireReceiver(streamId);
    runningNow().tell(new TrackerCommand.UpdateReceiverRateLimit(streamId, recordsPerSecond));
  }

  /**
   * Ends a receiver's job, so that it is placed again with a new incarnation.
   *
   * @throws IllegalArgumentException if the stream has no receiver
   */
  public void restartReceiver(int streamId) {
    requireReceiver(streamId);
    runningNow().tell(new TrackerCommand.RestartReceiver(streamId));
  }

  /** Here and not on the driver thread, where what throws ends the driver. */
  private void requireReceiver(int streamId) {
    if (receivers.stream().noneMatch(receiver -> receiver.streamId() == streamId)) {
      throw new IllegalArgumentException(
          "stream "
              + streamId
              + " has no receiver; those that have: "
              + receivers.stream().map(ReceiverSpec::streamId).toList());
    }
  }

  /** The receivers as they are now, by stream. */
  public List<ReceiverInfo> receivers() {
    return runningNow().receivers();
  }

  /** Gives up a failed batch: its blocks may go. False if there is no such failed batch. */
  public boolean dismissFailedBatch(long batchNumber) {
    return runningNow().dismiss(batchNumber);
  }

  private RunningDriver runningNow() {
    if (!running.isDone() || stopCalled.get()) {
      throw new IllegalStateException(
          stopCalled.get() ? "the driver has been stopped" : "the driver has not been started");
    }
    return running.join();
  }

  private void onBatchFailure(Throwable failure) {
    LOG.error(failure.getMessage(), failure);
    termination.fail(failure);
  }

  /**
   * An invariant is broken or the log has failed for good: nothing more is decided. Runs on the
   * driver thread.
   */
  private void onFatal(Throwable cause) {
    if (broken.compareAndSet(false, true)) {
      LOG.error("the driver cannot go on; nothing that was acknowledged is lost", cause);
      termination.fail(cause);
      started.completeExceptionally(cause);
      if (running.isDone()) {
        running.join().core().halt();
      }
    }
  }
}
