package dev.millrace.testkit.crash;

import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The crash points that a simulated node passes. Each passage is counted over all lives of the
 * node, and ends the life where a plan says so. <em>Owned by the world's thread.</em>
 */
public final class CrashPoints {
  private record Planned(CrashPlan plan, boolean powerLoss) {}

  /** How often one point was passed. */
  private static final class Passages {
    private long count;
  }

  private final Node node;
  private final Map<String, Passages> passages = new HashMap<>();
  private final List<Planned> planned = new ArrayList<>();

  /** The crash points of {@code node}, without a plan. */
  public CrashPoints(Node node) {
    this.node = node;
  }

  /** Plans that the process dies there. */
  public void crashAt(CrashPlan plan) {
    planned.add(new Planned(plan, false));
  }

  /** Plans that the node loses power there. */
  public void powerOffAt(CrashPlan plan) {
    planned.add(new Planned(plan, true));
  }

  /** Forgets the plans that have not come true. */
  public void clearPlans() {
    planned.clear();
  }

  /** The port that {@code life}'s program passes its crash points to. */
  public Consumer<String> of(Life life) {
    return name -> pass(life, name);
  }

  /** How often each point was passed so far, by name. */
  public Map<String, Long> passages() {
    Map<String, Long> counts = new TreeMap<>();
    passages.forEach((name, passed) -> counts.put(name, passed.count));
    return counts;
  }

  private void pass(Life life, String name) {
    life.checkAlive();
    Passages passed = passages.get(name);
    if (passed == null) {
      passed = new Passages();
      passages.put(name, passed);
    }
    long occurrence = ++passed.count;
    node.world().note(life.name(), "passes", name);
    for (Planned candidate : planned) {
      if (candidate.plan().occurrence() == occurrence && candidate.plan().name().equals(name)) {
        die(candidate.powerLoss());
        life.checkAlive();
      }
    }
  }

  private void die(boolean powerLoss) {
    if (powerLoss) {
      node.powerOff();
    } else {
      node.crash();
    }
  }
}
