package dev.millrace.testkit.driver;

import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.RateSettings;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.plan.FaultTargets;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

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

  private final World world;
  private final Node node;
  private final SimulatedDisk disk;
  private final CrashPoints crashPoints;
  private final SimulatedNetwork network;
  private final FaultTargets targets;
  private final ProcessSettings settings;
  private final ProcessShells.Factory shells;
  private final BatchSink sink = new BatchSink();
  private final List<NumberedSource> sources = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private Optional<SimulatedProcess> process = Optional.empty();
  private Optional<ByteBuffer> stateAtStop = Optional.empty();
  private long recoveries;
  private long startedLife;
  private boolean stopped;

  DriverScenario(long seed, ProcessShells.Factory shells) {
    this.shells = shells;
    this.world = new World(seed, 2_000_000);
    this.node = world.node("driver");
    this.disk = SimulatedDisk.in(node);
    this.crashPoints = new CrashPoints(node);
    this.network = new SimulatedNetwork(world);
    this.targets = new FaultTargets(world, network);
    targets.add(node, disk, crashPoints);
    ChanceStream chance = world.chance().stream(Chance.Domain.USER, "workload");
    this.settings = settings(chance);
    for (int stream = 0; stream < STREAMS; stream++) {
      sources.add(new NumberedSource(stream, 20 + chance.nextInt(100)));
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
            Duration.ofMillis(200),
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

  private void stopInGoodOrder() {
    await(() -> node.isUp() && startedLife == node.lifeCount(), "it did not start");
    node.stayDownAfterDeath();
    stopped = false;
    process.orElseThrow().stop(this::onStopped);
    await(() -> stopped, "it did not stop");
  }

  private void live(Life life) {
    SimulatedProcess begun;
    try {
      begun =
          new SimulatedProcess(
              life,
              settings,
              disk.mount(life),
              network,
              crashPoints,
              streams(),
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
    recoveries++;
    checkReplay(begun);
    process = Optional.of(begun);
    begun.start(failure -> onStarted(life, failure));
  }

  private List<SimulatedStream<?>> streams() {
    List<SimulatedStream<?>> streams = new ArrayList<>();
    for (NumberedSource source : sources) {
      SimulatedStream<String> stream =
          (life, incarnation) ->
              new SourceReceiver(
                  source,
                  life,
                  "source-" + sources.indexOf(source) + "-" + incarnation,
                  settings.receivers().blockQueueSize());
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
      TreeSet<String> missing = new TreeSet<>();
      sources.forEach(source -> missing.addAll(source.acknowledged()));
      missing.removeAll(sink.records(output));
      require(missing.isEmpty(), "output " + output + " lost " + missing);
      for (String record : sink.records(output)) {
        require(sources.stream().anyMatch(source -> source.gave(record)), "made up " + record);
      }
      List<Long> batches = sink.batches(output);
      for (int i = 0; i < batches.size(); i++) {
        require(batches.get(i) == i, "batch " + i + " is missing: " + batches);
      }
    }
    require(disk.openFiles().isEmpty(), "files are left open: " + disk.openFiles());
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise + "\n" + world.timeline().last(100));
    }
  }

  World world() {
    return world;
  }
}
