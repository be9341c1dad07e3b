package dev.millrace.testkit.plan;

import dev.millrace.testkit.crash.CrashPlan;
import dev.millrace.testkit.file.FileFault;
import java.time.Duration;

/**
 * One thing that goes wrong in a run. Each has a text from which {@link FaultText} reads it back.
 * Times are virtual, from the moment the plan is put to work. <em>Immutable.</em>
 */
public sealed interface Fault {
  /** Sees to it that the fault happens. */
  void arrange(FaultTargets targets);

  /** {@code crash:node@PT1S}, {@code power-loss:node@PT1S}: a node dies at a time. */
  record Death(String node, Duration at, boolean powerLoss) implements Fault {
    /** Checks the time. */
    public Death {
      requireNotNegative(at);
    }

    @Override
    public void arrange(FaultTargets targets) {
      targets
          .world()
          .after(
              at,
              toString(),
              () -> {
                if (powerLoss) {
                  targets.node(node).powerOff();
                } else {
                  targets.node(node).crash();
                }
              });
    }

    @Override
    public String toString() {
      return (powerLoss ? "power-loss:" : "crash:") + node + "@" + at;
    }
  }

  /**
   * {@code crash-at:node:point#3}, {@code power-loss-at:node:point#3}: a node dies when it passes a
   * crash point.
   */
  record DeathAtPoint(String node, CrashPlan point, boolean powerLoss) implements Fault {
    @Override
    public void arrange(FaultTargets targets) {
      if (powerLoss) {
        targets.crashPoints(node).powerOffAt(point);
      } else {
        targets.crashPoints(node).crashAt(point);
      }
    }

    @Override
    public String toString() {
      return (powerLoss ? "power-loss-at:" : "crash-at:") + node + ":" + point;
    }
  }

  /** {@code pause:node@PT1S+PT10S}: a node freezes, for ten seconds here. */
  record Pause(String node, Duration at, Duration length) implements Fault {
    /** Checks the times. */
    public Pause {
      requireNotNegative(at);
      requireNotNegative(length);
    }

    @Override
    public void arrange(FaultTargets targets) {
      targets.world().after(at, toString(), () -> targets.node(node).pause(length));
    }

    @Override
    public String toString() {
      return "pause:" + node + "@" + at + "+" + length;
    }
  }

  /** {@code clock-jump:node@PT1S+PT-1H}: a node's time of day jumps, an hour back here. */
  record ClockJump(String node, Duration at, Duration by) implements Fault {
    /** Checks the time. */
    public ClockJump {
      requireNotNegative(at);
    }

    @Override
    public void arrange(FaultTargets targets) {
      targets.world().after(at, toString(), () -> targets.node(node).jumpClock(by));
    }

    @Override
    public String toString() {
      return "clock-jump:" + node + "@" + at + "+" + by;
    }
  }

  /** {@code disk:node:io-error@sync#3}: an operation of a node's disk goes wrong. */
  record DiskFault(String node, FileFault fault) implements Fault {
    @Override
    public void arrange(FaultTargets targets) {
      targets.disk(node).plan(fault);
    }

    @Override
    public String toString() {
      return "disk:" + node + ":" + fault;
    }
  }

  /** {@code disk-full:node@PT1S+PT10S}: a node's disk has no free byte, for ten seconds here. */
  record DiskFull(String node, Duration at, Duration length) implements Fault {
    /** Checks the times. */
    public DiskFull {
      requireNotNegative(at);
      requireNotNegative(length);
    }

    @Override
    public void arrange(FaultTargets targets) {
      targets
          .world()
          .after(
              at,
              toString(),
              () -> targets.disk(node).limitCapacity(targets.disk(node).usedBytes()));
      targets
          .world()
          .after(
              at.plus(length), toString(), () -> targets.disk(node).limitCapacity(Long.MAX_VALUE));
    }

    @Override
    public String toString() {
      return "disk-full:" + node + "@" + at + "+" + length;
    }
  }

  /** {@code cut:from>to@PT1S+PT10S}: messages from one node to another are lost, one way. */
  record Cut(String fromNode, String toNode, Duration at, Duration length) implements Fault {
    /** Checks the times. */
    public Cut {
      requireNotNegative(at);
      requireNotNegative(length);
    }

    @Override
    public void arrange(FaultTargets targets) {
      targets.world().after(at, toString(), () -> targets.network().cut(fromNode, toNode));
      targets
          .world()
          .after(at.plus(length), toString(), () -> targets.network().mend(fromNode, toNode));
    }

    @Override
    public String toString() {
      return "cut:" + fromNode + ">" + toNode + "@" + at + "+" + length;
    }
  }

  /** {@code bad-network@PT1S+PT10S}: all links lose, repeat, delay and reorder messages. */
  record BadNetwork(Duration at, Duration length) implements Fault {
    /** Checks the times. */
    public BadNetwork {
      requireNotNegative(at);
      requireNotNegative(length);
    }

    @Override
    public void arrange(FaultTargets targets) {
      targets.world().after(at, toString(), () -> targets.network().worsen());
      targets.world().after(at.plus(length), toString(), () -> targets.network().improve());
    }

    @Override
    public String toString() {
      return "bad-network@" + at + "+" + length;
    }
  }

  private static void requireNotNegative(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a fault's time must not be negative: " + time);
    }
  }
}
