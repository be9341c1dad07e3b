package dev.millrace.testkit.plan;

import dev.millrace.testkit.file.FileFault;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may go wrong in a run: a plan is drawn from it. Each plan leaves some kinds out altogether,
 * so that rare combinations are not always drowned by common faults. <em>Immutable.</em>
 *
 * @param kinds what may happen
 * @param nodes the nodes it may happen to
 * @param places the places that network links run between; fewer than two when there are none
 * @param crashPoints names of the points that they pass
 * @param actions names of the run's own faults
 * @param diskFaults what may go wrong with a disk's operations
 * @param span within this time faults begin
 * @param countMax faults in a plan at most
 */
public record FaultMenu(
    Set<Kind> kinds,
    List<String> nodes,
    List<String> places,
    List<String> crashPoints,
    List<String> actions,
    List<FileFault.Kind> diskFaults,
    Duration span,
    int countMax) {

  /**
   * Disk faults that no correct program loses anything to: the disk says what it did not do, and
   * reads what it holds.
   */
  public static final List<FileFault.Kind> HONEST_DISK =
      EnumSet.complementOf(
              EnumSet.of(
                  FileFault.Kind.SYNC_LIES, FileFault.Kind.BIT_FLIP, FileFault.Kind.PUBLISH_TORN))
          .stream()
          .toList();

  /** The kinds of faults. */
  public enum Kind {
    /** A process dies, at a time or at a crash point. */
    CRASH,
    /** A node loses power, at a time or at a crash point. */
    POWER_LOSS,
    /** A node freezes. */
    PAUSE,
    /** A node's time of day jumps. */
    CLOCK,
    /** Disk operations go wrong, or a disk is full for a while. */
    DISK,
    /** Links are bad or cut for a while. */
    NETWORK,
    /** What the run itself has to offer. */
    ACTION
  }

  /** Checks that there is something to choose from. */
  public FaultMenu {
    kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
    nodes = List.copyOf(nodes);
    places = List.copyOf(places);
    crashPoints = List.copyOf(crashPoints);
    actions = List.copyOf(actions);
    diskFaults = List.copyOf(diskFaults);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("nodes must not be empty: faults happen to nodes");
    }
    if (kinds.contains(Kind.DISK) && diskFaults.isEmpty()) {
      throw new IllegalArgumentException("diskFaults must not be empty while kinds holds DISK");
    }
    if (kinds.contains(Kind.ACTION) && actions.isEmpty()) {
      throw new IllegalArgumentException("actions must not be empty while kinds holds ACTION");
    }
    if (span.isNegative() || span.isZero()) {
      throw new IllegalArgumentException("span must be positive: " + span);
    }
    if (countMax < 0) {
      throw new IllegalArgumentException("countMax must not be negative: " + countMax);
    }
  }
}
