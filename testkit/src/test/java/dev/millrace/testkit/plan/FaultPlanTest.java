package dev.millrace.testkit.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FaultPlanTest {
  private static final FaultMenu MENU =
      new FaultMenu(
          EnumSet.allOf(FaultMenu.Kind.class),
          List.of("driver", "executor-1"),
          List.of("driver", "executor-1"),
          List.of("wal.synced", "sink.written"),
          List.of("kill-executor-1"),
          FaultMenu.HONEST_DISK,
          Duration.ofSeconds(10),
          12);

  @Test
  void isReadBackFromItsText() {
    Set<Class<?>> kinds = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      FaultPlan plan = FaultPlan.draw(new Chance(seed), MENU);
      assertEquals(plan, FaultPlan.parse(plan.toString()));
      plan.faults().forEach(fault -> kinds.add(fault.getClass()));
    }
    assertEquals(Set.of(Fault.class.getPermittedSubclasses()), kinds);
    assertEquals(FaultPlan.NONE, FaultPlan.parse(""));
  }

  @Test
  void leavesSomeKindsOutOfEachRun() {
    Set<Integer> kindCounts = new HashSet<>();
    for (long seed = 0; seed < 200; seed++) {
      Set<Class<?>> kinds = new HashSet<>();
      FaultPlan.draw(new Chance(seed), MENU).faults().forEach(fault -> kinds.add(fault.getClass()));
      kindCounts.add(kinds.size());
    }
    assertTrue(kindCounts.containsAll(Set.of(0, 1, 2, 3, 4)), kindCounts.toString());
  }

  @Test
  void losesAPieceAndKeepsTheRest() {
    FaultPlan plan = FaultPlan.parse("crash:a@PT1S,crash:b@PT2S,crash:c@PT3S");
    assertEquals("crash:a@PT1S,crash:c@PT3S", plan.without(1, 2).toString());
    assertEquals(FaultPlan.NONE, plan.without(0, 3));
  }

  @Test
  void refusesWhatIsNoFault() {
    for (String text :
        List.of(
            "crash", "crash:a", "crash:a@soon", "flood:a@PT1S", "cut:a@PT1S", "crash:a@PT1S,")) {
      assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(text), text);
    }
    Duration back = Duration.ofSeconds(-1);
    assertThrows(IllegalArgumentException.class, () -> new Fault.Death("a", back, false));
  }

  @Test
  void happensAsPlanned() {
    World world = new World(1);
    Node node = world.node("driver");
    SimulatedDisk disk = SimulatedDisk.in(node);
    SimulatedNetwork network = new SimulatedNetwork(world);
    FaultTargets targets = new FaultTargets(world, network);
    targets.add(node, disk, new CrashPoints(node));
    List<String> seen = new ArrayList<>();
    targets.addAction("act", () -> seen.add("acted at " + world.nanos() / 1_000_000_000));
    node.start(life -> seen.add("begins " + life.number()));

    FaultPlan.parse(
            "do:act@PT2S,crash:driver@PT1S,disk-full:driver@PT1S+PT5S,bad-network@PT1S+PT5S,"
                + "cut:driver>x@PT1S+PT5S,pause:driver@PT0S+PT1S,clock-jump:driver@PT1S+PT-1H,"
                + "disk:driver:io-error@sync#0,crash-at:driver:wal.synced#1")
        .arrange(targets);
    world.runFor(Duration.ofSeconds(10));

    assertEquals(List.of("acted at 2"), seen.subList(seen.size() - 1, seen.size()));
    assertFalse(node.isUp());
  }

  @Test
  void namesWhatTheRunDoesNotHave() {
    World world = new World(1);
    FaultTargets targets = new FaultTargets(world, new SimulatedNetwork(world));
    FaultPlan unknownNode = FaultPlan.parse("disk:nobody:io-error@sync#0");
    FaultPlan unknownAction = FaultPlan.parse("do:nothing@PT1S");
    assertThrows(IllegalArgumentException.class, () -> unknownNode.arrange(targets));
    assertThrows(IllegalArgumentException.class, () -> unknownAction.arrange(targets));
  }

  @Test
  void refusesMenusWithNothingToChooseFrom() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new FaultMenu(
                EnumSet.of(FaultMenu.Kind.ACTION),
                List.of("a"),
                List.of(),
                List.of(),
                List.of(),
                FaultMenu.HONEST_DISK,
                Duration.ofSeconds(1),
                1));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new FaultMenu(
                EnumSet.of(FaultMenu.Kind.CRASH),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Duration.ofSeconds(1),
                1));
  }
}
