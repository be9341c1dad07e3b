package dev.millrace.testkit.driver;

import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.RateSettings;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.law.Books;
import dev.millrace.testkit.law.LifeBooks;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.plan.FaultTargets;
import dev.millrace.testkit.run.BrokenDelivery;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.HistoryListener;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * A streaming process with two receiver streams and two outputs, whose faults are planned, until
 * its sources are exhausted; then it stops in good order, starts once more and stops again.
 */
final class DriverScenario {
  static final int EXECUTORS = 3;
  private static final int STREAMS = 2;
  private static final int OUTPUTS = 2;
  private static final Duration RESTART_DELAY = Duration.ofMillis(500);
  private static final Duration FAULTS_END = Duration.ofSeconds(12);
  private static final Duration REST_LIMIT = Duration.ofMinutes(5);
  private static final int STOPS_IN_VAIN_ONE_IN = 4;
  private static final long STOP_NANOS_MAX = Duration.ofMillis(200).toNanos();

  private final World world;
  private final Node node;
  private final SimulatedDisk disk;
  private final CrashPoints crashPoints;
  private final SimulatedNetwork network;
  private final FaultTargets targets;
  private final Books books;
  private Optional<LifeBooks> lifeBooks = Optional.empty();
  private final ProcessSettings settings;
  private final ProcessShells.Factory shells;
  private final BatchSink sink;
  private final List<NumberedSource> sources = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final ChanceStream endings;
  private Optional<SimulatedProcess> process = Optional.empty();
  private Optional<ByteBuffer> stateAtStop = Optional.empty();

  /** Lives that took up what a crash or a power loss had left. */
  private long recoveries;

  private long startedLife;
  private boolean stopped;

  DriverScenario(long seed, ProcessShells.Factory shells, HistoryListener history) {
    this(seed, shells, history, new BatchSink());
  }

  DriverScenario(long seed, ProcessShells.Factory shells, HistoryListener history, BatchSink sink) {
    this.shells = shells;
    this.sink = sink;
    this.world = new World(seed, 2_000_000, history);
    this.node = world.node("driver");
    this.disk = SimulatedDisk.in(node);
    this.crashPoints = new CrashPoints(node);
    this.network = new SimulatedNetwork(world);
    this.targets = new FaultTargets(world, network);
    this.books = new Books(world, disk);
    targets.add(node, disk, crashPoints);
    this.endings = world.chance().stream(Chance.Domain.USER, "endings");
    ChanceStream chance = world.chance().stream(Chance.Domain.USER, "workload");
    this.settings = settings(chance);
    for (int stream = 0; stream < STREAMS; stream++) {
      sources.add(new NumberedSource(stream, 15 + chance.nextInt(50)));
    }
    for (int executor = 0; executor < EXECUTORS; executor++) {
      String id = Integer.toString(executor);
      targets.addAction("kill-executor-" + id, () -> killExecutor(id));
    }
  }

  private static ProcessSettings settings(ChanceStream chance) {
    return new ProcessSettings(
        new DriverSettings(
            "sim",
            Duration.ofSeconds(1),
            1,
            Duration.ofMinutes(1),
            true,
            5 + chance.nextInt(60),
            RateSettings.UNLIMITED),
        new ReceiverSettings(
            Duration.ofMillis(200 + 100 * chance.nextInt(4)),
            1 + chance.nextInt(5),
            1_000,
            10_000,
            10_000,
            Duration.ofMillis(500),
            true,
            Duration.ofSeconds(1 + chance.nextInt(5)),
            500),
        EXECUTORS,
        chance.nextBoolean() ? 1_024 : 1 << 16);
  }

  RunReport run(FaultPlan plan) {
    node.restartAfterDeath(RESTART_DELAY);
    plan.arrange(targets);
    // An event, since blocked code runs the world too and would keep a loop out here waiting.
    world.after(FAULTS_END, "end of faults", this::endFaults);
    node.start(this::live);
    world.runFor(FAULTS_END);
    await(() -> sources.stream().allMatch(NumberedSource::isDone), "the sources were not drained");
    if (endings.oneIn(STOPS_IN_VAIN_ONE_IN)) {
      dieWhileStopping();
    }
    stopInGoodOrder();
    node.restart();
    stopInGoodOrder();
    checkSink();
    return RunReport.of(
        world.historyHash(),
        recoveries,
        world.nanos(),
        disk.injected().size() + network.lostCount() + network.repeatedCount(),
        crashPoints.passages());
  }

  private void endFaults() {
    targets.heal();
    if (!node.isUp()) {
      node.restart();
    }
  }

  private void await(BooleanSupplier condition, String otherwise) {
    if (!world.runUntil(condition, REST_LIMIT)) {
      throw new AssertionError(otherwise + "\n" + world.timeline().last(60));
    }
  }

  /** A process that is told to stop, and killed before it could, or just after. */
  private void dieWhileStopping() {
    await(() -> node.isUp() && startedLife == node.lifeCount(), "it did not start");
    process.orElseThrow().stop(failure -> world.note(node.name(), "has stopped too early", ""));
    world.runFor(Duration.ofNanos(endings.upTo(STOP_NANOS_MAX)));
    if (endings.nextBoolean()) {
      node.powerOff();
    } else {
      node.crash();
    }
  }

  private void stopInGoodOrder() {
    await(() -> node.isUp() && startedLife == node.lifeCount(), "it did not start");
    node.stayDownAfterDeath();
    stopped = false;
    process.orElseThrow().stop(this::onStopped);
    await(() -> stopped, "it did not stop");
    lifeBooks.orElseThrow().checkAtRest();
  }

  private void live(Life life) {
    LifeBooks opened = books.open(life);
    lifeBooks = Optional.of(opened);
    SimulatedProcess begun;
    try {
      begun =
          new SimulatedProcess(
              life,
              settings,
              disk.mount(life),
              network,
              crashPoints,
              opened,
              streams(opened),
              List.of(),
              context ->
                  new SinkPlanner(context, life, crashPoints.of(life), sink, STREAMS, OUTPUTS),
              event -> world.note(life.name(), "tells", event.getClass().getSimpleName()),
              failure -> onFailure(life, failure),
              shells);
    } catch (IOException refused) {
      if (disk.injected().isEmpty()) {
        throw new AssertionError("refused to start without a fault", refused);
      }
      world.note(life.name(), "cannot start", refused.toString());
      life.node().crash();
      return;
    }
    if (life.number() > 1 && stateAtStop.isEmpty()) {
      recoveries++;
    }
    checkReplay(begun);
    process = Optional.of(begun);
    begun.start(failure -> onStarted(life, failure));
  }

  private List<SimulatedStream<?>> streams(LifeBooks opened) {
    List<SimulatedStream<?>> streams = new ArrayList<>();
    for (NumberedSource source : sources) {
      int number = sources.indexOf(source);
      SimulatedStream<String> stream =
          (life, incarnation) ->
              new SourceReceiver(
                  source, life, opened, number, incarnation, settings.receivers().blockQueueSize());
      streams.add(stream);
    }
    return streams;
  }

  private void onStarted(Life life, Optional<Throwable> failure) {
    if (failure.isPresent()) {
      throw new AssertionError("the planner cannot fail", failure.get());
    }
    world.note(life.name(), "has started", "");
    startedLife = life.number();
  }

  private void onFailure(Life life, Throwable failure) {
    failures.add(failure);
    world.note(life.name(), "fails", failure.toString());
    if (disk.injected().isEmpty()) {
      throw new AssertionError("a batch failed without a fault", failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AssertionError) {
        throw new AssertionError("what a batch did is wrong, and no fault excuses it", failure);
      }
    }
  }

  private void onStopped(Optional<Throwable> failure) {
    if (failure.isPresent()) {
      throw new AssertionError("the log did not close in good order", failure.get());
    }
    stateAtStop = Optional.of(encoded(process.orElseThrow()));
    stopped = true;
    node.crash();
  }

  /** What a life recovers is what the one that stopped in good order left. */
  private void checkReplay(SimulatedProcess begun) {
    if (stateAtStop.isPresent() && !stateAtStop.get().equals(encoded(begun))) {
      throw new AssertionError("the replayed state is not the one that was left");
    }
    stateAtStop = Optional.empty();
  }

  private static ByteBuffer encoded(SimulatedProcess of) {
    BinaryWriter out = new BinaryWriter(1_024);
    of.state().encode(out);
    return out.toBuffer();
  }

  private void killExecutor(String id) {
    process
        .filter(running -> node.isUp())
        .filter(running -> running.engine().executors().size() > 1)
        .ifPresent(running -> running.killExecutor(id, "the plan says so"));
  }

  private void checkSink() {
    for (int output = 0; output < OUTPUTS; output++) {
      Set<String> held = sink.records(output);
      Set<String> missing = new TreeSet<>();
      for (NumberedSource source : sources) {
        for (String record : source.acknowledged()) {
          if (!held.contains(record)) {
            missing.add(record);
          }
        }
      }
      Set<String> madeUp = new TreeSet<>();
      for (String record : held) {
        if (!isGiven(record)) {
          madeUp.add(record);
        }
      }
      if (!missing.isEmpty()) {
        throw BrokenDelivery.lost(
            missing.size(),
            "output " + output + " lost " + missing + "\n" + world.timeline().last(100));
      }
      require(madeUp.isEmpty(), () -> "made up " + madeUp);
      List<Long> batches = sink.batches(output);
      List<Long> dense = LongStream.range(0, batches.size()).boxed().toList();
      require(batches.equals(dense), () -> "some batch is missing: " + batches);
    }
    require(disk.openFiles().isEmpty(), () -> "files are left open: " + disk.openFiles());
  }

  private boolean isGiven(String record) {
    for (NumberedSource source : sources) {
      if (source.gave(record)) {
        return true;
      }
    }
    return false;
  }

  private void require(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise.get() + "\n" + world.timeline().last(100));
    }
  }

  World world() {
    return world;
  }
}
