package dev.millrace.testkit.plan;

import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import java.util.Map;
import java.util.TreeMap;

/** What the faults of a plan hit: nodes, each with disk and crash points, and their network. */
public final class FaultTargets {
  private record Target(Node node, SimulatedDisk disk, CrashPoints crashPoints) {}

  private final World world;
  private final SimulatedNetwork network;
  private final Map<String, Target> targets = new TreeMap<>();

  /** No nodes yet. */
  public FaultTargets(World world, SimulatedNetwork network) {
    this.world = world;
    this.network = network;
  }

  /** Adds a node. */
  public void add(Node node, SimulatedDisk disk, CrashPoints crashPoints) {
    targets.put(node.name(), new Target(node, disk, crashPoints));
  }

  /** Ends all faults: disks and network are good again, no more deaths are planned. */
  public void heal() {
    network.heal();
    for (Target target : targets.values()) {
      target.disk().heal();
      target.crashPoints().clearPlans();
    }
  }

  World world() {
    return world;
  }

  SimulatedNetwork network() {
    return network;
  }

  Node node(String name) {
    return target(name).node();
  }

  SimulatedDisk disk(String name) {
    return target(name).disk();
  }

  CrashPoints crashPoints(String name) {
    return target(name).crashPoints();
  }

  private Target target(String name) {
    Target target = targets.get(name);
    if (target == null) {
      throw new IllegalArgumentException(
          "the plan names a node that the run does not have: "
              + name
              + ", not in "
              + targets.keySet());
    }
    return target;
  }
}
