package dev.millrace.testkit.driver;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.local.LocalEngine;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.core.DriverCore;
import dev.millrace.scheduler.core.DriverPorts;
import dev.millrace.scheduler.core.DriverState;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.log.DriverEventCodec;
import dev.millrace.scheduler.log.DriverJournal;
import dev.millrace.scheduler.tracker.DriverLife;
import dev.millrace.scheduler.tracker.ReceiverLauncher;
import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.law.ProcessWatch;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.receiver.SimulatedReceivers;
import dev.millrace.testkit.world.Life;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.LogSettings;
import dev.millrace.wal.LogThread;
import dev.millrace.wal.SnapshotStore;
import dev.millrace.wal.WriteAheadLog;
import dev.millrace.wal.file.FileStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * One life of a streaming process: recovers the driver's log, then runs receivers and batches until
 * the life ends or it is stopped. Driver, engine, receivers and logs are the production classes;
 * threads, clocks, chance, disk and the network between receivers and driver are the world's.
 * <em>Owned by the world's thread.</em>
 */
public final class SimulatedProcess {
  private static final String SNAPSHOTS = "driver/snapshots";
  private static final int SNAPSHOTS_KEPT = 2;

  private final Life life;
  private final ProcessSettings settings;
  private final Consumer<String> crashPoints;
  private final ProcessWatch watch;
  private final ProcessShells shells;
  private final LocalEngine engine;
  private final DriverState state = new DriverState();
  private final DriverJournal journal;
  private final DriverCore core;

  /**
   * Recovers what the store holds.
   *
   * @param watch sees what passes between the process's parts
   * @param streams the receiver streams, by stream id
   * @param inputs the inputs that need no receiver; they are asked on a simulated thread
   * @param planner makes the planner from the context that its jobs run in
   * @param listeners told what happens
   * @param failures takes failures of batches; what breaks the driver ends its life
   * @param shells makes what the owners of the process's state run in
   * @throws IOException if the driver's log cannot be recovered
   */
  public SimulatedProcess(
      Life life,
      ProcessSettings settings,
      FileStore store,
      SimulatedNetwork network,
      CrashPoints crashPoints,
      ProcessWatch watch,
      List<SimulatedStream<?>> streams,
      List<DirectInputSpec> inputs,
      Function<RddContext, BatchPlanner> planner,
      Consumer<StreamingListenerEvent> listeners,
      Consumer<Throwable> failures,
      ProcessShells.Factory shells)
      throws IOException {
    this(
        life,
        settings,
        store,
        network,
        crashPoints,
        watch,
        streams,
        inputs,
        SimulatedRdds.open(life, settings, store, crashPoints, watch, new MillraceConf()),
        planner,
        listeners,
        failures,
        shells);
  }

  /**
   * Recovers what the store holds, for a program that was described over a context before.
   *
   * @param watch sees what passes between the process's parts, those of {@code rdds} too
   * @param rdds the context and the engine that jobs and receivers run on
   * @param inputs the inputs that need no receiver; they are asked on a simulated thread
   * @param shells makes what the owners of the process's state run in
   * @throws IOException if the driver's log cannot be recovered
   */
  public SimulatedProcess(
      Life life,
      ProcessSettings settings,
      FileStore store,
      SimulatedNetwork network,
      CrashPoints crashPoints,
      ProcessWatch watch,
      List<SimulatedStream<?>> streams,
      List<DirectInputSpec> inputs,
      SimulatedRdds rdds,
      Function<RddContext, BatchPlanner> planner,
      Consumer<StreamingListenerEvent> listeners,
      Consumer<Throwable> failures,
      ProcessShells.Factory shells)
      throws IOException {
    this.life = life;
    this.settings = settings;
    this.watch = watch;
    this.crashPoints = this.watch.crashPoints(crashPoints.of(life));
    this.shells =
        shells.open(
            life,
            SimulatedReceivers.environment(
                life,
                settings.receivers(),
                this.watch.receivers(),
                network.sockets(life),
                this.crashPoints),
            network);
    this.engine = rdds.engine();
    LogThread logThread = life.thread("driver-log");
    SnapshotStore snapshots = new SnapshotStore(store, SNAPSHOTS, SNAPSHOTS_KEPT, this.crashPoints);
    WriteAheadLog log =
        recover(
            state,
            store,
            snapshots,
            environment(logThread, "driver-log", this.watch.driverLog()),
            this.crashPoints);
    this.journal =
        new DriverJournal(
            this.watch.recovered(state, log.nextSequence(), this::replay),
            log,
            snapshots,
            settings.driver().snapshotEvents(),
            new DriverJournal.Ports(
                this.shells.driver(),
                logThread,
                this.watch.journal(),
                this::onFatal,
                this.crashPoints));
    this.core =
        new DriverCore(
            settings.driver(),
            specs(streams.size()),
            inputs,
            state,
            journal,
            DriverLife.of(log.incarnation(), life.random("driver-life").nextInt()),
            ports(
                planner.apply(rdds.context()),
                this.shells.launcher(engine, List.copyOf(streams)),
                listeners,
                failures),
            this.shells::startTracker);
  }

  private void onFatal(Throwable cause) {
    life.world().note(life.name(), "cannot go on", cause.toString());
    life.node().crash();
  }

  private static List<ReceiverSpec> specs(int count) {
    List<ReceiverSpec> specs = new ArrayList<>();
    for (int stream = 0; stream < count; stream++) {
      specs.add(new ReceiverSpec(stream, "receiver-" + stream, Optional.empty()));
    }
    return specs;
  }

  private DriverPorts ports(
      BatchPlanner planner,
      ReceiverLauncher launcher,
      Consumer<StreamingListenerEvent> listeners,
      Consumer<Throwable> failures) {
    return new DriverPorts(
        shells.driver(),
        life.thread("planner"),
        life.thread("inputs"),
        life.thread("jobs"),
        shells::driverAfter,
        anchoredClock(),
        life.nanoTime(),
        planner,
        launcher,
        block -> !engine.locations(block).isEmpty(),
        watch.blockRemover(engine::removeBlock),
        watch.listeners(listeners),
        failures,
        crashPoints);
  }

  /** The time of day at the life's start, and from then on the monotonic clock's. */
  private InstantSource anchoredClock() {
    Instant start = life.clock().instant();
    LongSupplier nanos = life.nanoTime();
    long startNanos = nanos.getAsLong();
    return () -> start.plusNanos(nanos.getAsLong() - startNanos);
  }

  private WriteAheadLog recover(
      DriverState into,
      FileStore from,
      SnapshotStore snapshots,
      LogEnvironment environment,
      Consumer<String> steps)
      throws IOException {
    LogSettings logSettings =
        LogSettings.in("driver/log", "driver")
            .withSchemaHash(DriverEventCodec.SCHEMA_HASH)
            .withSegmentBytesMax(settings.segmentBytesMax());
    return DriverJournal.recover(
        into,
        snapshots,
        (first, replay) -> WriteAheadLog.open(from, logSettings, environment, first, replay),
        watch.journal(),
        steps);
  }

  private LogEnvironment environment(LogThread thread, String name, LogListener listener) {
    return new LogEnvironment(
        thread, life.clock(), life.nanoTime(), life.random(name), crashPoints, listener);
  }

  /** Replays a copy of the driver's log, which is as this process has left it until now. */
  private DriverState replay(FileStore copy) throws IOException {
    DriverState replayed = new DriverState();
    WriteAheadLog unused =
        recover(
            replayed,
            copy,
            new SnapshotStore(copy, SNAPSHOTS, SNAPSHOTS_KEPT, step -> {}),
            new LogEnvironment(
                new InlineThread(),
                life.clock(),
                life.nanoTime(),
                life.random("replay"),
                step -> {},
                LogListener.NONE),
            step -> {});
    return replayed;
  }

  /** Starts the driver: batches of an earlier life run again, receivers are placed, ticks come. */
  public void start(Consumer<Optional<Throwable>> whenStarted) {
    shells.open(core);
    shells.driver().execute(() -> core.start(whenStarted));
  }

  /**
   * Stops in good order: receivers drain, what was acknowledged is processed, the log is closed.
   *
   * @param whenStopped gets the failure to close the logs, if there was one
   */
  public void stop(Consumer<Optional<Throwable>> whenStopped) {
    shells
        .driver()
        .execute(
            () ->
                core.drain(
                    () -> {
                      core.halt();
                      close(whenStopped);
                    }));
  }

  /**
   * Stops without waiting for receivers or batches: nothing more is decided, the log is closed.
   *
   * @param whenStopped gets the failure to close the logs, if there was one
   */
  public void stopAtOnce(Consumer<Optional<Throwable>> whenStopped) {
    shells
        .driver()
        .execute(
            () -> {
              core.stopTaking(() -> {});
              core.halt();
              close(whenStopped);
            });
  }

  private void close(Consumer<Optional<Throwable>> whenStopped) {
    CompletableFuture<Void> unused =
        journal
            .close()
            .whenComplete(
                (closed, failure) -> {
                  if (life.isAlive()) {
                    shells.close(() -> whenStopped.accept(Optional.ofNullable(failure)));
                  }
                });
  }

  /** Loses an executor: its blocks go, its receivers end and are placed elsewhere. */
  public void killExecutor(String executorId, String reason) {
    engine.killExecutor(executorId, reason);
  }

  /** The executors that are alive. */
  public Engine engine() {
    return engine;
  }

  /** The driver, to look at. */
  public DriverCore core() {
    return core;
  }

  /** All that the driver remembers, to look at. */
  public DriverState state() {
    return state;
  }

  /** Runs what a log does while it is opened. */
  private static final class InlineThread implements LogThread {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void executeAfter(Duration delay, Runnable task) {
      throw new IllegalStateException("a copy in memory does not fail");
    }
  }
}
