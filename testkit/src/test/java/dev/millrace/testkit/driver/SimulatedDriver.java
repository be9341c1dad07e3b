package dev.millrace.testkit.driver;

import dev.millrace.receiver.ReceiverCrashPoints;
import dev.millrace.scheduler.SchedulerCrashPoints;
import dev.millrace.testkit.plan.FaultMenu;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.run.Scenario;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.HistoryListener;
import dev.millrace.wal.WalCrashPoints;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Runs of a whole streaming process, with work and faults drawn from the seed. */
final class SimulatedDriver implements Scenario {
  static final List<String> CRASH_POINTS =
      Stream.of(
              WalCrashPoints.ALL,
              ReceiverCrashPoints.ALL,
              SchedulerCrashPoints.ALL,
              List.of(SinkPlanner.PLANNED, SinkPlanner.WRITTEN))
          .flatMap(List::stream)
          .toList();

  private static final FaultMenu HONEST =
      new FaultMenu(
          EnumSet.allOf(FaultMenu.Kind.class),
          List.of("driver"),
          List.of("driver", "executor-0", "executor-1", "executor-2"),
          CRASH_POINTS,
          List.of("kill-executor-0", "kill-executor-1", "kill-executor-2"),
          FaultMenu.HONEST_DISK,
          Duration.ofSeconds(10),
          12);

  /** Besides: recovery is what most of the promises depend on. */
  private static final FaultMenu DEATHS =
      new FaultMenu(
          EnumSet.of(FaultMenu.Kind.CRASH, FaultMenu.Kind.POWER_LOSS),
          List.of("driver"),
          List.of(),
          CRASH_POINTS,
          List.of(),
          List.of(),
          Duration.ofSeconds(10),
          8);

  private final ProcessShells.Factory shells;

  /** Processes on simulated threads. */
  SimulatedDriver() {
    this(PlainShells::new);
  }

  /** Processes on other shells. */
  SimulatedDriver(ProcessShells.Factory shells) {
    this.shells = shells;
  }

  @Override
  public FaultPlan plan(long seed) {
    Chance chance = new Chance(seed);
    return FaultPlan.draw(chance, HONEST).and(FaultPlan.draw(chance, "deaths", DEATHS));
  }

  @Override
  public RunReport run(long seed, FaultPlan plan, HistoryListener history) {
    return new DriverScenario(seed, shells, history).run(plan);
  }
}
