package dev.millrace.testkit.program;

import dev.millrace.testkit.driver.ProcessShells;
import dev.millrace.testkit.plan.FaultMenu;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.run.Scenario;
import dev.millrace.testkit.suspect.Suspect;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.HistoryListener;
import dev.millrace.wal.WalCrashPoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * A streaming program under drawn faults: until {@code faultsEnd} its process crashes, loses power,
 * freezes and loses executors, its clock jumps, its disk fails and fills up, its network is bad or
 * cut, each as the seed chooses. Then everything is good; the sources finish, the process stops in
 * good order, starts once more and stops again.
 *
 * <p>Of every program it is checked that each acknowledged block is in exactly one batch, that no
 * batch ever changes or is left out, that no batch fails without a fault, that the process refuses
 * no start without a fault, that all work drains, and that no file is left open. What the program's
 * outputs must be, its own {@link SimulatedProgram#check} says. <em>Thread-safe if the factory
 * is.</em>
 */
public final class ProgramScenario implements Scenario {
  private static final int FAULTS_MAX = 12;

  private final ProgramSettings settings;
  private final SimulatedProgram.Factory program;
  private final ProcessShells.Factory shells;

  /** A program whose driver and receivers run on simulated threads. */
  public ProgramScenario(ProgramSettings settings, SimulatedProgram.Factory program) {
    this(settings, program, ProcessShells.plain());
  }

  /** A program on other shells, on the actors of production for one. */
  public ProgramScenario(
      ProgramSettings settings, SimulatedProgram.Factory program, ProcessShells.Factory shells) {
    this.settings = settings;
    this.program = program;
    this.shells = shells;
  }

  @Override
  public FaultPlan plan(long seed) {
    return FaultPlan.draw(new Chance(seed), menu());
  }

  /** Faults begin until shortly before they all end. */
  private FaultMenu menu() {
    List<String> places = new ArrayList<>(List.of(ProgramRun.NODE));
    List<String> actions = new ArrayList<>();
    for (int executor = 0; executor < settings.executors(); executor++) {
      places.add("executor-" + executor);
      actions.add(ProgramRun.killOf(executor));
    }
    places.addAll(settings.hosts());
    Duration span = settings.faultsEnd().multipliedBy(5).dividedBy(6);
    return new FaultMenu(
        EnumSet.allOf(FaultMenu.Kind.class),
        List.of(ProgramRun.NODE),
        places,
        WalCrashPoints.ALL,
        actions,
        FaultMenu.HONEST_DISK,
        span,
        FAULTS_MAX);
  }

  @Override
  public RunReport run(long seed, FaultPlan plan, HistoryListener history) {
    return new ProgramRun(seed, settings, program, shells, history).run(plan);
  }

  @Override
  public List<String> suspects() {
    return new ProgramRun(0, settings, program, shells, HistoryListener.NONE)
        .suspects().stream().map(Suspect::toString).toList();
  }
}
