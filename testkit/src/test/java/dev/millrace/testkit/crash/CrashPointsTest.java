package dev.millrace.testkit.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class CrashPointsTest {
  private final World world = new World(2);
  private final Node node = world.node("driver");
  private final CrashPoints points = new CrashPoints(node);
  private final List<String> seen = new ArrayList<>();

  private void runThreeLives() {
    node.start(
        life -> {
          Consumer<String> port = points.of(life);
          port.accept("a");
          seen.add(life.number() + "a");
          port.accept("b");
          seen.add(life.number() + "b");
        });
    world.runUntilIdle();
    for (int i = 0; i < 2; i++) {
      node.crash();
      node.restart();
      world.runUntilIdle();
    }
  }

  @Test
  void doesNothingWithoutAPlan() {
    runThreeLives();
    assertEquals(List.of("1a", "1b", "2a", "2b", "3a", "3b"), seen);
    assertEquals(Map.of("a", 3L, "b", 3L), points.passages());
  }

  @Test
  void endsTheLifeAtThePlannedPassage() {
    points.crashAt(CrashPlan.parse("b#2"));
    runThreeLives();
    assertEquals(List.of("1a", "1b", "2a", "3a", "3b"), seen);
  }

  @Test
  void cutsThePowerAtThePlannedPassage() {
    node.onPowerLoss(() -> seen.add("dark"));
    points.powerOffAt(new CrashPlan("a", 3));
    runThreeLives();
    assertEquals(List.of("1a", "1b", "2a", "2b", "dark"), seen);
  }

  @Test
  void forgetsPlans() {
    points.crashAt(new CrashPlan("a", 1));
    points.clearPlans();
    runThreeLives();
    assertEquals(6, seen.size());
  }

  @Test
  void countsWhatWasNeverPassed() {
    runThreeLives();
    CrashCoverage coverage = new CrashCoverage();
    coverage.add(points.passages());
    coverage.add(points.passages());
    assertEquals(Map.of("a", 6L, "b", 6L), coverage.passages());
    assertEquals(Set.of("c"), coverage.missed(Set.of("a", "c")));
  }

  @Test
  void readsPlansBack() {
    CrashPlan plan = new CrashPlan("wal.written.unsynced", 17);
    assertEquals("wal.written.unsynced#17", plan.toString());
    assertEquals(plan, CrashPlan.parse(plan.toString()));
  }

  @Test
  void refusesWhatIsNoPlan() {
    for (String text : List.of("", "a", "a#", "#1", "a#0", "a#-1", "a#b#1", "a#1x")) {
      assertThrows(IllegalArgumentException.class, () -> CrashPlan.parse(text), text);
    }
    assertThrows(IllegalArgumentException.class, () -> new CrashPlan("", 1));
  }
}
