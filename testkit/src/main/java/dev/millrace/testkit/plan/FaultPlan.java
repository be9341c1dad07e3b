package dev.millrace.testkit.plan;

import static java.util.stream.Collectors.joining;

import dev.millrace.testkit.world.Chance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All that goes wrong in a run, as explicit data. A plan can be drawn from a seed, printed in one
 * line, read back, and shortened fault by fault. <em>Immutable.</em>
 *
 * @param faults in no particular order
 */
public record FaultPlan(List<Fault> faults) {
  /** A plan in which nothing goes wrong. */
  public static final FaultPlan NONE = new FaultPlan(List.of());

  /** Keeps a copy. */
  public FaultPlan {
    faults = List.copyOf(faults);
  }

  /**
   * Draws a plan from a seed: how many faults, which kinds of those on the menu, and their times.
   */
  public static FaultPlan draw(Chance chance, FaultMenu menu) {
    return draw(chance, "fault plan", menu);
  }

  /** The same for one of several plans of a seed, each under a name of its own. */
  public static FaultPlan draw(Chance chance, String name, FaultMenu menu) {
    return new FaultPlan(new FaultDice(chance.stream(Chance.Domain.USER, name), menu).draw());
  }

  /**
   * Reads a plan back from its text.
   *
   * @throws IllegalArgumentException if some part of the text is no fault
   */
  public static FaultPlan parse(String text) {
    return text.isBlank()
        ? NONE
        : new FaultPlan(Arrays.stream(text.split(",", -1)).map(FaultText::parse).toList());
  }

  /** Puts the plan to work, its times counted from now. */
  public void arrange(FaultTargets targets) {
    faults.forEach(fault -> fault.arrange(targets));
  }

  /** The faults of both. */
  public FaultPlan and(FaultPlan other) {
    List<Fault> both = new ArrayList<>(faults);
    both.addAll(other.faults);
    return new FaultPlan(both);
  }

  /** The plan without the faults from one index to another. */
  public FaultPlan without(int fromInclusive, int toExclusive) {
    List<Fault> rest = new ArrayList<>(faults.subList(0, fromInclusive));
    rest.addAll(faults.subList(toExclusive, faults.size()));
    return new FaultPlan(rest);
  }

  @Override
  public String toString() {
    return faults.stream().map(Fault::toString).collect(joining(","));
  }
}
