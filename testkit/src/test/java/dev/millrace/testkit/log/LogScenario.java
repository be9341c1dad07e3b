package dev.millrace.testkit.log;

import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.plan.FaultTargets;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.world.HistoryListener;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import dev.millrace.wal.WalCorruptException;
import dev.millrace.wal.WriteAheadLog;
import dev.millrace.wal.file.FileStore;
import java.io.IOException;
import java.time.Duration;

/**
 * A log's owner on a node whose faults are planned, until it has appended what it wants, the faults
 * are over, and a last life has read everything back.
 */
final class LogScenario {
  private static final Duration RESTART_DELAY = Duration.ofMillis(200);
  private static final Duration FAULTS_END = Duration.ofSeconds(3);
  private static final Duration REST_LIMIT = Duration.ofMinutes(2);

  private final World world;
  private final Node node;
  private final SimulatedDisk disk;
  private final CrashPoints crashPoints;
  private final FaultTargets targets;
  private final LogWorkload workload;
  private final Mount mount;
  private final LogLedger ledger = new LogLedger();
  private long closedCount;
  private boolean faultsAreOver;

  /** How a life gets at its disk. */
  interface Mount {
    FileStore mount(SimulatedDisk disk, Life life) throws IOException;
  }

  LogScenario(long seed, LogWorkload workload, HistoryListener history) {
    this(seed, workload, SimulatedDisk::mount, history);
  }

  LogScenario(long seed, LogWorkload workload, Mount mount, HistoryListener history) {
    this.mount = mount;
    this.world = new World(seed, 200_000, history);
    this.node = world.node("driver");
    this.disk = SimulatedDisk.in(node);
    this.crashPoints = new CrashPoints(node);
    this.targets = new FaultTargets(world, new SimulatedNetwork(world));
    this.workload = workload;
    targets.add(node, disk, crashPoints);
    world.invariant("ledger", ledger::check);
  }

  /** Runs under the plan, then without faults, then once more to read everything back. */
  RunReport run(FaultPlan plan) {
    node.restartAfterDeath(RESTART_DELAY);
    plan.arrange(targets);
    node.start(this::live);
    world.runFor(FAULTS_END);
    targets.heal();
    faultsAreOver = true;
    node.restartAfterDeath(RESTART_DELAY);
    closeInGoodOrder("the log did not come to rest after the faults had ended");
    long lives = node.lifeCount();
    closeInGoodOrder("the log could not be read back");
    ledger.require(node.lifeCount() == lives + 1, "reading it back took more than one life");
    return RunReport.of(
        world.historyHash(),
        ledger.recoveryCount(),
        world.nanos(),
        disk.injected().size(),
        crashPoints.passages());
  }

  private void closeInGoodOrder(String otherwise) {
    if (!node.isUp()) {
      node.restart();
    }
    long before = closedCount;
    ledger.require(world.runUntil(() -> closedCount > before, REST_LIMIT), otherwise);
  }

  private void live(Life life) {
    LogProgram program;
    WriteAheadLog log;
    try {
      FileStore store = mount.mount(disk, life);
      program =
          new LogProgram(
              life, ledger, store, crashPoints, workload.settings(), () -> faultsAreOver);
      log = program.recover();
    } catch (IOException refused) {
      requireExcuse(refused);
      world.note(life.name(), "cannot open its log", refused.toString());
      life.node().crash();
      return;
    }
    program.work(log, workload, this::onClosed);
  }

  /** A log may refuse to open while reads fail, never because of what it found. */
  private void requireExcuse(IOException refused) {
    ledger.require(!disk.injected().isEmpty(), "refused to open without a fault: %s", refused);
    if (refused instanceof WalCorruptException) {
      throw new AssertionError("took an honest disk's bytes for corrupt", refused);
    }
  }

  private void onClosed(LogProgram program) {
    try {
      program.closeReader();
    } catch (IOException e) {
      throw new AssertionError("a reader must close", e);
    }
    ledger.require(disk.openFiles().isEmpty(), "files are left open: %s", disk.openFiles());
    closedCount++;
    // The owner has done its work: it is not started again while faults go on.
    node.stayDownAfterDeath();
    node.crash();
  }
}
