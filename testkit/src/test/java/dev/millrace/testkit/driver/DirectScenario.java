package dev.millrace.testkit.driver;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RangePart;
import dev.millrace.rdd.RddContext;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.scheduler.RateSettings;
import dev.millrace.scheduler.input.DirectInput;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.streaming.source.NumberRange;
import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.law.Books;
import dev.millrace.testkit.law.LifeBooks;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.plan.FaultMenu;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.plan.FaultTargets;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.run.Scenario;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.HistoryListener;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import dev.millrace.time.Time;
import dev.millrace.wal.WalCrashPoints;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Runs of a driver with one direct input that is slow now and then, or away. Whatever crashes, each
 * number is in exactly one batch, in order and without a gap, and a batch that runs again reads the
 * same ones.
 */
final class DirectScenario implements Scenario {
  private static final Duration RESTART_DELAY = Duration.ofMillis(500);
  private static final Duration FAULTS_END = Duration.ofSeconds(12);
  private static final Duration REST_LIMIT = Duration.ofMinutes(5);
  private static final int STREAM = 0;

  private static final FaultMenu MENU =
      new FaultMenu(
          EnumSet.complementOf(EnumSet.of(FaultMenu.Kind.ACTION)),
          List.of("driver"),
          List.of("driver", "executor-0"),
          WalCrashPoints.ALL,
          List.of(),
          FaultMenu.HONEST_DISK,
          Duration.ofSeconds(10),
          12);

  private final Function<Life, DirectInput<?>> source;

  /** Runs whose input a life makes for itself: nothing of it outlives that life. */
  DirectScenario(Function<Life, DirectInput<?>> source) {
    this.source = source;
  }

  @Override
  public FaultPlan plan(long seed) {
    return FaultPlan.draw(new Chance(seed), MENU);
  }

  @Override
  public RunReport run(long seed, FaultPlan plan, HistoryListener history) {
    return new Run(seed, history).run(plan);
  }

  /** One run. */
  private final class Run {
    private final World world;
    private final Node node;
    private final SimulatedDisk disk;
    private final CrashPoints crashPoints;
    private final Books books;
    private Optional<LifeBooks> lifeBooks = Optional.empty();
    private final SimulatedNetwork network;
    private final FaultTargets targets;
    private final ProcessSettings settings;
    private final BatchSink sink = new BatchSink();
    private Optional<SimulatedProcess> process = Optional.empty();
    private long recoveries;
    private long startedLife;
    private boolean stopped;

    Run(long seed, HistoryListener history) {
      world = new World(seed, 2_000_000, history);
      node = world.node("driver");
      disk = SimulatedDisk.in(node);
      crashPoints = new CrashPoints(node);
      books = new Books(world, disk);
      network = new SimulatedNetwork(world);
      targets = new FaultTargets(world, network);
      targets.add(node, disk, crashPoints);
      ChanceStream chance = world.chance().stream(Chance.Domain.USER, "workload");
      settings =
          new ProcessSettings(
              new DriverSettings(
                  "sim",
                  Duration.ofSeconds(1),
                  1,
                  Duration.ofMinutes(1),
                  true,
                  5 + chance.nextInt(60),
                  RateSettings.UNLIMITED),
              ReceiverSettings.from(new MillraceConf()),
              1,
              chance.nextBoolean() ? 1_024 : 1 << 16);
    }

    RunReport run(FaultPlan plan) {
      node.restartAfterDeath(RESTART_DELAY);
      plan.arrange(targets);
      world.after(FAULTS_END, "end of faults", this::endFaults);
      node.start(this::live);
      world.runFor(FAULTS_END);
      await(() -> node.isUp() && startedLife == node.lifeCount(), "it did not start");
      node.stayDownAfterDeath();
      long before = sink.records(0).size();
      await(() -> sink.records(0).size() > before, "nothing more came");
      process.orElseThrow().stop(this::onStopped);
      await(() -> stopped, "it did not stop");
      lifeBooks.orElseThrow().checkAtRest();
      checkSink();
      return RunReport.of(
          world.historyHash(),
          recoveries,
          world.nanos(),
          disk.injected().size(),
          crashPoints.passages());
    }

    private void endFaults() {
      targets.heal();
      if (!node.isUp()) {
        node.restart();
      }
    }

    private void await(BooleanSupplier condition, String otherwise) {
      require(world.runUntil(condition, REST_LIMIT), otherwise);
    }

    private void live(Life life) {
      LifeBooks opened = books.open(life);
      lifeBooks = Optional.of(opened);
      try {
        SimulatedProcess begun =
            new SimulatedProcess(
                life,
                settings,
                disk.mount(life),
                network,
                crashPoints,
                opened,
                List.of(),
                List.of(new DirectInputSpec(STREAM, "numbers", source.apply(life))),
                context -> new NumbersPlanner(context, life, sink),
                event -> world.note(life.name(), "tells", event.getClass().getSimpleName()),
                failure -> require(!disk.injected().isEmpty(), "a batch failed: " + failure),
                PlainShells::new);
        recoveries++;
        process = Optional.of(begun);
        begun.start(
            failure -> {
              require(failure.isEmpty(), "the planner cannot fail");
              startedLife = life.number();
            });
      } catch (IOException refused) {
        require(!disk.injected().isEmpty(), "refused to start without a fault: " + refused);
        life.node().crash();
      }
    }

    private void onStopped(Optional<Throwable> failure) {
      require(failure.isEmpty(), "the log did not close in good order: " + failure);
      stopped = true;
      node.crash();
    }

    private void checkSink() {
      long next = 0;
      for (String record : sink.recordsInOrder(0)) {
        require(record.equals(Long.toString(next)), record + " came where " + next + " was due");
        next++;
      }
      List<Long> batches = sink.batches(0);
      for (int i = 0; i < batches.size(); i++) {
        require(batches.get(i) == i, "batch " + i + " is missing: " + batches);
      }
      require(disk.openFiles().isEmpty(), "files are left open: " + disk.openFiles());
    }

    private void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new AssertionError(otherwise + "\n" + world.timeline().last(100));
      }
    }
  }

  /** Plans a job that puts the numbers of a batch's range in the sink. */
  private record NumbersPlanner(RddContext context, Life life, BatchSink sink)
      implements BatchPlanner {

    @Override
    public List<OutputJob> plan(AllocatedBatch batch) {
      return List.of(new OutputJob(0, "sink", "sink", () -> write(batch)));
    }

    private void write(AllocatedBatch batch) {
      List<RangePart<Long>> parts =
          batch.rangeOf(STREAM).map(InputRange::parts).orElse(List.of()).stream()
              .<RangePart<Long>>map(NumberRange::parse)
              .toList();
      List<String> numbers =
          context.rangeRdd(parts, "numbers").map(number -> number.toString()).collect();
      life.checkAlive();
      sink.put(batch.number(), 0, numbers);
    }

    @Override
    public void release(Time time) {
      // Nothing is kept for a batch.
    }
  }
}
