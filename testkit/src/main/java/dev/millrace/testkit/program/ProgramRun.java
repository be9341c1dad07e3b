package dev.millrace.testkit.program;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.supervisor.ReceiverCopier;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.streaming.StreamingContext;
import dev.millrace.streaming.StreamingContextState;
import dev.millrace.streaming.graph.DStreamGraph;
import dev.millrace.streaming.wiring.RuntimeSpec;
import dev.millrace.streaming.wiring.actor.ReceiverSource;
import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.driver.ProcessSettings;
import dev.millrace.testkit.driver.ProcessShells;
import dev.millrace.testkit.driver.SimulatedProcess;
import dev.millrace.testkit.driver.SimulatedRdds;
import dev.millrace.testkit.driver.SimulatedStream;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.law.Books;
import dev.millrace.testkit.law.LifeBooks;
import dev.millrace.testkit.law.ProcessWatch;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.plan.FaultTargets;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.suspect.Suspect;
import dev.millrace.testkit.suspect.Suspects;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.HistoryListener;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One run of a program, from its first life to its last stop. <em>Owned by one thread.</em> */
final class ProgramRun {
  static final String NODE = "driver";
  private static final long EVENTS_MAX = 2_000_000;
  private static final Duration RESTART_DELAY = Duration.ofMillis(500);
  private static final Duration REST_LIMIT = Duration.ofMinutes(5);

  private final World world;
  private final Node node;
  private final SimulatedDisk disk;
  private final Books books;
  private Optional<LifeBooks> lifeBooks = Optional.empty();
  private final CrashPoints crashPoints;
  private final SimulatedNetwork network;
  private final FaultTargets targets;
  private final ProgramSettings settings;
  private final ProcessSettings processSettings;
  private final ProcessShells.Factory shells;
  private final AllocationAudit audit = new AllocationAudit();
  private final SimulatedProgram program;
  private Optional<SimulatedProcess> process = Optional.empty();
  private long recoveries;
  private long startedLife;
  private boolean stopped;

  ProgramRun(
      long seed,
      ProgramSettings settings,
      SimulatedProgram.Factory program,
      ProcessShells.Factory shells,
      HistoryListener history) {
    this.settings = settings;
    this.shells = shells;
    this.world = new World(seed, EVENTS_MAX, history);
    this.node = world.node(NODE);
    this.disk = SimulatedDisk.in(node);
    this.books = new Books(world, disk);
    this.crashPoints = new CrashPoints(node);
    this.network = new SimulatedNetwork(world);
    this.targets = new FaultTargets(world, network);
    this.processSettings = processSettings(settings, world.chance());
    targets.add(node, disk, crashPoints);
    for (int executor = 0; executor < settings.executors(); executor++) {
      String id = Integer.toString(executor);
      targets.addAction(killOf(executor), () -> killExecutor(id));
    }
    network.watch(audit::onMessage);
    this.program = program.open(world, network);
  }

  static String killOf(int executor) {
    return "kill-executor-" + executor;
  }

  /** Snapshots and segments are small, so that they change while faults strike. */
  private static ProcessSettings processSettings(ProgramSettings settings, Chance ofWorld) {
    ChanceStream chance = ofWorld.stream(Chance.Domain.USER, "process");
    MillraceConf conf = settings.conf();
    DriverSettings asked = DriverSettings.of("simulated", settings.batchDuration(), conf);
    DriverSettings driver =
        new DriverSettings(
            asked.name(),
            asked.batchDuration(),
            asked.concurrentJobs(),
            REST_LIMIT,
            asked.unpersist(),
            5 + chance.nextInt(60),
            asked.rates());
    return new ProcessSettings(
        driver,
        ReceiverSettings.from(conf),
        settings.executors(),
        chance.nextBoolean() ? 1_024 : 1 << 16);
  }

  RunReport run(FaultPlan plan) {
    try {
      return live(plan);
    } finally {
      // The last life's context holds on to this process until it is stopped.
      end();
    }
  }

  private RunReport live(FaultPlan plan) {
    node.restartAfterDeath(RESTART_DELAY);
    plan.arrange(targets);
    // An event, since blocked code runs the world too and would keep a loop out here waiting.
    world.after(settings.faultsEnd(), "end of faults", this::endFaults);
    node.start(this::live);
    world.runFor(settings.faultsEnd());
    await(program::isDone, "the sources were not drained");
    stopInGoodOrder();
    node.restart();
    stopInGoodOrder();
    check();
    return RunReport.of(
        world.historyHash(),
        recoveries,
        world.nanos(),
        disk.injected().size() + network.lostCount() + network.repeatedCount(),
        crashPoints.passages());
  }

  /** Instead of a run: what in the program's own code may keep runs from repeating. */
  List<Suspect> suspects() {
    List<Suspect> suspects = new ArrayList<>();
    node.start(
        life -> suspects.addAll(suspectsOf(describe(life, rdds(life, ProcessWatch.NONE)).spec())));
    world.step();
    end();
    return suspects;
  }

  private void end() {
    node.stayDownAfterDeath();
    node.crash();
  }

  private static List<Suspect> suspectsOf(RuntimeSpec spec) {
    List<Receiver<?>> receivers = new ArrayList<>();
    spec.receivers().values().forEach(source -> receivers.add(source.receiver()));
    return Suspects.of(((DStreamGraph) spec.planner()).description(), receivers);
  }

  private SimulatedRdds rdds(Life life, ProcessWatch watch) {
    return SimulatedRdds.open(
        life, processSettings, disk.mount(life), crashPoints, watch, settings.conf());
  }

  private void endFaults() {
    targets.heal();
    if (!node.isUp()) {
      node.restart();
    }
    program.onFaultsEnd();
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
    lifeBooks.orElseThrow().checkAtRest();
  }

  private void live(Life life) {
    LifeBooks opened = books.open(life);
    lifeBooks = Optional.of(opened);
    SimulatedRdds rdds = rdds(life, opened);
    ProgramLaunch launch = describe(life, rdds);
    SimulatedProcess begun;
    try {
      begun =
          new SimulatedProcess(
              life,
              processSettings,
              disk.mount(life),
              network,
              crashPoints,
              opened,
              streams(launch.spec()),
              launch.spec().inputs(),
              rdds,
              context -> audit.watch(life, launch.spec().planner()),
              event -> {
                world.note(life.name(), "tells", event.getClass().getSimpleName());
                launch.tell(event);
              },
              failure -> onFailure(life, failure),
              shells);
    } catch (IOException refused) {
      if (disk.injected().isEmpty()) {
        throw new AssertionError("refused to start without a fault", refused);
      }
      world.note(life.name(), "cannot start", refused.toString());
      node.crash();
      return;
    }
    recoveries++;
    process = Optional.of(begun);
    begun.start(failure -> onStarted(life, failure));
  }

  /** Runs the program's own code, as each start of its process does. */
  private ProgramLaunch describe(Life life, SimulatedRdds rdds) {
    ProgramLaunch launch = new ProgramLaunch(life);
    StreamingContext context =
        new StreamingContext(rdds.context(), settings.batchDuration(), launch);
    program.describe(context, life);
    if (context.getState() != StreamingContextState.INITIALIZED) {
      throw new AssertionError(
          "the program is described and no more, the world starts it: its context is "
              + context.getState());
    }
    context.start();
    life.onEnd(() -> context.stop(false));
    return launch;
  }

  private static List<SimulatedStream<?>> streams(RuntimeSpec spec) {
    List<SimulatedStream<?>> streams = new ArrayList<>();
    for (Map.Entry<Integer, ReceiverSource<?>> receiver : spec.receivers().entrySet()) {
      if (receiver.getKey() != streams.size()) {
        throw new AssertionError(
            "input "
                + streams.size()
                + " has no receiver: all inputs of a simulated program are receiver streams");
      }
      streams.add(stream(receiver.getValue().receiver()));
    }
    return streams;
  }

  private static <T> SimulatedStream<T> stream(Receiver<T> receiver) {
    ReceiverCopier<T> copier = new ReceiverCopier<>(receiver);
    return (life, incarnation) -> copier.copy();
  }

  private void onStarted(Life life, Optional<Throwable> failure) {
    if (failure.isPresent()) {
      throw new AssertionError("the planner cannot fail to start", failure.get());
    }
    world.note(life.name(), "has started", "");
    startedLife = life.number();
  }

  private void onFailure(Life life, Throwable failure) {
    world.note(life.name(), "fails", failure.toString());
    if (disk.injected().isEmpty()) {
      throw new AssertionError("a batch failed without a fault: " + failure, failure);
    }
  }

  private void onStopped(Optional<Throwable> failure) {
    if (failure.isPresent()) {
      throw new AssertionError("the log did not close in good order", failure.get());
    }
    stopped = true;
    node.crash();
  }

  private void killExecutor(String id) {
    process
        .filter(running -> node.isUp())
        .filter(running -> running.engine().executors().size() > 1)
        .ifPresent(running -> running.killExecutor(id, "the plan says so"));
  }

  private void check() {
    try {
      program.check(audit.finish());
    } catch (AssertionError broken) {
      throw new AssertionError(broken.getMessage() + "\n" + world.timeline().last(100), broken);
    }
    if (!disk.openFiles().isEmpty()) {
      throw new AssertionError("files are left open: " + disk.openFiles());
    }
  }
}
