package dev.millrace.testkit.world;

import static java.util.Locale.ROOT;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened in a run, in order; the oldest entries go when there are too many. <em>Owned by the
 * world's thread.</em>
 */
public final class Timeline {
  /** Entries kept. */
  public static final int ENTRIES_MAX = 20_000;

  /**
   * One thing that happened.
   *
   * @param nanos virtual time since the world began
   * @param who the node or device, with the number of its life where it has one
   * @param what in a few words that do not vary
   * @param detail the values; printed only when the timeline is
   */
  public record Entry(long nanos, String who, String what, Object detail) {
    @Override
    public String toString() {
      return String.format(ROOT, "%14.6f ms  %-22s %s %s", nanos / 1e6, who, what, detail)
          .stripTrailing();
    }
  }

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long dropped;

  Timeline() {}

  void add(long nanos, String who, String what, Object detail) {
    if (entries.size() == ENTRIES_MAX) {
      entries.removeFirst();
      dropped++;
    }
    entries.addLast(new Entry(nanos, who, what, detail));
  }

  /** The entries kept, oldest first. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The last {@code count} entries as lines of text, oldest first. */
  public String last(int count) {
    List<Entry> all = new ArrayList<>(entries);
    int from = Math.max(0, all.size() - count);
    StringBuilder text = new StringBuilder();
    if (from + dropped > 0) {
      text.append("  … ").append(from + dropped).append(" earlier entries\n");
    }
    all.subList(from, all.size()).forEach(entry -> text.append(entry).append('\n'));
    return text.toString();
  }

  @Override
  public String toString() {
    return last(ENTRIES_MAX);
  }
}
