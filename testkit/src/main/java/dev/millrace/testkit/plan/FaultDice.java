package dev.millrace.testkit.plan;

import dev.millrace.testkit.crash.CrashPlan;
import dev.millrace.testkit.file.FileFault;
import dev.millrace.testkit.plan.FaultMenu.Kind;
import dev.millrace.testkit.world.ChanceStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Draws plans from a menu. <em>Owned by one thread.</em> */
final class FaultDice {
  private static final int OPERATION_MAX = 150;
  private static final int OCCURRENCE_MAX = 12;
  private static final long LENGTH_NANOS_MAX = Duration.ofSeconds(5).toNanos();
  private static final long JUMP_NANOS_MAX = Duration.ofHours(2).toNanos();

  private final ChanceStream chance;
  private final FaultMenu menu;

  FaultDice(ChanceStream chance, FaultMenu menu) {
    this.chance = chance;
    this.menu = menu;
  }

  List<Fault> draw() {
    List<Kind> kinds = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      boolean left = chance.oneIn(3);
      if (menu.kinds().contains(kind) && !left) {
        kinds.add(kind);
      }
    }
    List<Fault> faults = new ArrayList<>();
    long count = kinds.isEmpty() ? 0 : chance.upTo(menu.countMax());
    for (long i = 0; i < count; i++) {
      faults.add(draw(one(kinds)));
    }
    return faults;
  }

  private Fault draw(Kind kind) {
    String node = one(menu.nodes());
    return switch (kind) {
      case CRASH -> death(node, false);
      case POWER_LOSS -> death(node, true);
      case PAUSE -> new Fault.Pause(node, time(), length());
      case CLOCK ->
          new Fault.ClockJump(
              node, time(), Duration.ofNanos(chance.upTo(2 * JUMP_NANOS_MAX) - JUMP_NANOS_MAX));
      case DISK -> chance.oneIn(6) ? new Fault.DiskFull(node, time(), length()) : disk(node);
      case NETWORK -> network();
      case ACTION -> new Fault.Action(one(menu.actions()), time());
    };
  }

  private Fault death(String node, boolean powerLoss) {
    if (menu.crashPoints().isEmpty() || chance.nextBoolean()) {
      return new Fault.Death(node, time(), powerLoss);
    }
    CrashPlan point = new CrashPlan(one(menu.crashPoints()), 1 + chance.nextInt(OCCURRENCE_MAX));
    return new Fault.DeathAtPoint(node, point, powerLoss);
  }

  private Fault disk(String node) {
    FileFault fault = FileFault.once(one(menu.diskFaults()), chance.nextInt(OPERATION_MAX));
    if (fault.kind().isDeath() || chance.nextBoolean()) {
      return new Fault.DiskFault(node, fault);
    }
    // A disk that is slow for ever is as good as none.
    boolean lasting = chance.nextBoolean() && fault.kind() != FileFault.Kind.SLOW;
    return new Fault.DiskFault(node, lasting ? fault.sticky() : fault.times(2 + chance.nextInt(6)));
  }

  private Fault network() {
    if (menu.places().size() < 2 || chance.nextBoolean()) {
      return new Fault.BadNetwork(time(), length());
    }
    int from = chance.nextInt(menu.places().size());
    int other = chance.nextInt(menu.places().size() - 1);
    return new Fault.Cut(
        menu.places().get(from),
        menu.places().get(other < from ? other : other + 1),
        time(),
        length());
  }

  private Duration time() {
    return Duration.ofNanos(chance.upTo(menu.span().toNanos()));
  }

  /** Short more often than long. */
  private Duration length() {
    return Duration.ofNanos(chance.upTo(chance.upTo(LENGTH_NANOS_MAX)));
  }

  private <T> T one(List<T> choices) {
    return choices.get(chance.nextInt(choices.size()));
  }
}
