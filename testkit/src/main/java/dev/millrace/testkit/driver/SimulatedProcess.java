package dev.millrace.testkit.driver;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.block.MemoryBoundBlockStore;
import dev.millrace.rdd.codec.KryoRecordCodec;
import dev.millrace.rdd.local.ExecutorPorts;
import dev.millrace.rdd.local.LocalEngine;
import dev.millrace.rdd.local.LocalEngineSettings;
import dev.millrace.rdd.local.TaskThread;
import dev.millrace.receiver.store.DataLogs;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.core.DriverCore;
import dev.millrace.scheduler.core.DriverPorts;
import dev.millrace.scheduler.core.DriverState;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.log.DriverEventCodec;
import dev.millrace.scheduler.log.DriverJournal;
import dev.millrace.scheduler.log.JournalListener;
import dev.millrace.scheduler.tracker.ReceiverLauncher;
import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Life;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.LogSettings;
import dev.millrace.wal.LogThread;
import dev.millrace.wal.SnapshotStore;
import dev.millrace.wal.WriteAheadLog;
import dev.millrace.wal.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
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
  private static final int SNAPSHOTS_KEPT = 2;
  private static final long BLOCK_MEMORY_BYTES = 64L << 20;

  private final Life life;
  private final ProcessSettings settings;
  private final FileStore store;
  private final CrashPoints crashPoints;
  private final ProcessShells shells;
  private final LocalEngine engine;
  private final RddContext context;
  private final DriverState state = new DriverState();
  private final DriverJournal journal;
  private final DriverCore core;

  /**
   * Recovers what the store holds; the owners of its state run on simulated threads.
   *
   * @param streams the receiver streams, by stream id
   * @param planner makes the planner from the context that its jobs run in
   * @param listeners told what happens
   * @param failures takes failures of batches; what breaks the driver ends its life
   * @throws IOException if the driver's log cannot be recovered
   */
  public SimulatedProcess(
      Life life,
      ProcessSettings settings,
      FileStore store,
      SimulatedNetwork network,
      CrashPoints crashPoints,
      List<SimulatedStream<?>> streams,
      Function<RddContext, BatchPlanner> planner,
      Consumer<StreamingListenerEvent> listeners,
      Consumer<Throwable> failures)
      throws IOException {
    this(
        life,
        settings,
        store,
        network,
        crashPoints,
        streams,
        List.of(),
        planner,
        listeners,
        failures,
        PlainShells::new);
  }

  /**
   * Recovers what the store holds, without direct inputs.
   *
   * @param shells makes what the owners of the process's state run in
   * @throws IOException if the driver's log cannot be recovered
   */
  public SimulatedProcess(
      Life life,
      ProcessSettings settings,
      FileStore store,
      SimulatedNetwork network,
      CrashPoints crashPoints,
      List<SimulatedStream<?>> streams,
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
        streams,
        List.of(),
        planner,
        listeners,
        failures,
        shells);
  }

  /**
   * Recovers what the store holds.
   *
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
      List<SimulatedStream<?>> streams,
      List<DirectInputSpec> inputs,
      Function<RddContext, BatchPlanner> planner,
      Consumer<StreamingListenerEvent> listeners,
      Consumer<Throwable> failures,
      ProcessShells.Factory shells)
      throws IOException {
    this.life = life;
    this.settings = settings;
    this.store = store;
    this.crashPoints = crashPoints;
    this.shells = shells.open(life, settings, network);
    this.engine = newEngine();
    this.context = new RddContext(new MillraceConf(), engine);
    LogThread logThread = life.thread("driver-log");
    SnapshotStore snapshots =
        new SnapshotStore(store, "driver/snapshots", SNAPSHOTS_KEPT, crashPoints.of(life));
    WriteAheadLog log = recover(logThread, snapshots);
    this.journal =
        new DriverJournal(
            state,
            log,
            snapshots,
            settings.driver().snapshotEvents(),
            new DriverJournal.Ports(
                this.shells.driver(), logThread, JournalListener.NONE, this::onFatal));
    this.core =
        new DriverCore(
            settings.driver(),
            specs(streams.size()),
            inputs,
            state,
            journal,
            log.incarnation(),
            ports(
                planner.apply(context),
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
        engine::removeBlock,
        listeners,
        failures);
  }

  /** The time of day at the life's start, and from then on the monotonic clock's. */
  private InstantSource anchoredClock() {
    Instant start = life.clock().instant();
    LongSupplier nanos = life.nanoTime();
    long startNanos = nanos.getAsLong();
    return () -> start.plusNanos(nanos.getAsLong() - startNanos);
  }

  private LocalEngine newEngine() {
    RecordCodec<Object> codec = new KryoRecordCodec<>(List.of());
    List<ExecutorPorts> executors = new ArrayList<>();
    for (int number = 0; number < settings.executorCount(); number++) {
      String id = Integer.toString(number);
      executors.add(
          new ExecutorPorts(
              1,
              Runnable::run,
              new MemoryBoundBlockStore(
                  id, BLOCK_MEMORY_BYTES, Path.of("no-spilling-in-simulations"), codec),
              () -> {},
              () -> {}));
    }
    LocalEngine made =
        new LocalEngine(
            new LocalEngineSettings(1, false), executors, codec, UninterruptedThread::new);
    made.provide(
        DataLogs.class,
        new DataLogs(
            store,
            logs -> logs.withSegmentBytesMax(settings.segmentBytesMax()),
            id -> environment(life.thread("data-log-" + id), "data-log-" + id)));
    return made;
  }

  private WriteAheadLog recover(LogThread thread, SnapshotStore snapshots) throws IOException {
    LogSettings logSettings =
        LogSettings.in("driver/log", "driver")
            .withSchemaHash(DriverEventCodec.SCHEMA_HASH)
            .withSegmentBytesMax(settings.segmentBytesMax());
    return DriverJournal.recover(
        state,
        snapshots,
        (from, replay) ->
            WriteAheadLog.open(store, logSettings, environment(thread, "driver-log"), from, replay),
        JournalListener.NONE);
  }

  private LogEnvironment environment(LogThread thread, String name) {
    return new LogEnvironment(
        thread,
        life.clock(),
        life.nanoTime(),
        life.random(name),
        crashPoints.of(life),
        LogListener.NONE);
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

  /**
   * Tasks run inline, on the world's thread. An interrupt does not reach them: a task that waits
   * for a slow disk goes on afterwards, and the engine throws its result away.
   */
  private static final class UninterruptedThread implements TaskThread {
    @Override
    public void interrupt() {
      // See above.
    }

    @Override
    public void clearInterrupt() {
      // There is never one.
    }
  }
}
