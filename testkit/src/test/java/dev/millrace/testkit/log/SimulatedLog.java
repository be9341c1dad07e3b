package dev.millrace.testkit.log;

import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.hadoop.HadoopMount;
import dev.millrace.testkit.hadoop.HadoopQuirk;
import dev.millrace.testkit.plan.FaultMenu;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.run.Scenario;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.HistoryListener;
import dev.millrace.wal.WalCrashPoints;
import dev.millrace.wal.file.HadoopFileStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** Runs of a log's owner, with work and faults drawn from the seed. */
final class SimulatedLog implements Scenario {
  private static final int RECORDS = 30;

  private static final FaultMenu HONEST =
      new FaultMenu(
          EnumSet.of(
              FaultMenu.Kind.CRASH,
              FaultMenu.Kind.POWER_LOSS,
              FaultMenu.Kind.PAUSE,
              FaultMenu.Kind.CLOCK,
              FaultMenu.Kind.DISK),
          List.of("driver"),
          List.of(),
          WalCrashPoints.ALL,
          List.of(),
          FaultMenu.HONEST_DISK,
          Duration.ofSeconds(1),
          10);

  private final LogScenario.Mount mount;

  /** On the simulated disk itself. */
  SimulatedLog() {
    this(SimulatedDisk::mount);
  }

  SimulatedLog(LogScenario.Mount mount) {
    this.mount = mount;
  }

  /** On a Hadoop file system over the simulated disk, whose failures are errors. */
  static SimulatedLog onHadoop() {
    return new SimulatedLog(
        (disk, life) -> {
          HadoopMount mount = HadoopMount.of(disk, life, HadoopQuirk.FS_ERROR);
          return HadoopFileStore.at(mount.root(), mount.configuration());
        });
  }

  @Override
  public FaultPlan plan(long seed) {
    return FaultPlan.draw(new Chance(seed), HONEST);
  }

  @Override
  public RunReport run(long seed, FaultPlan plan, HistoryListener history) {
    LogWorkload workload =
        LogWorkload.draw(new Chance(seed).stream(Chance.Domain.USER, "workload"), RECORDS);
    return new LogScenario(seed, workload, mount, history).run(plan);
  }
}
