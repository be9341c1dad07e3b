package dev.millrace.testkit.run;

import static java.util.Locale.ROOT;

import dev.millrace.testkit.world.Timeline;
import java.util.List;
import java.util.Optional;

/**
 * Where two histories that should be the same part. <em>Immutable.</em>
 *
 * @param index entries that are the same
 * @param before the last of these
 * @param once the entry that follows in one history; empty where it ends
 * @param then the entry that follows in the other
 */
record Parting(
    long index,
    List<Timeline.Entry> before,
    Optional<Timeline.Entry> once,
    Optional<Timeline.Entry> then) {

  Parting {
    before = List.copyOf(before);
  }

  @Override
  public String toString() {
    Timeline.Entry first = once.or(() -> then).orElseThrow();
    StringBuilder text =
        new StringBuilder(
            String.format(
                ROOT,
                "two histories part at entry %d, at %.6f ms, on %s, after%n",
                index,
                first.nanos() / 1e6,
                first.who()));
    before.forEach(entry -> text.append("         ").append(entry).append('\n'));
    text.append("  once   ").append(lineOf(once)).append('\n');
    return text.append("  then   ").append(lineOf(then)).toString();
  }

  private static String lineOf(Optional<Timeline.Entry> entry) {
    return entry.map(Timeline.Entry::toString).orElse("(the run ends)");
  }
}
