package dev.millrace.scheduler.tracker;

import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A set of numbers that come roughly in order, kept as runs, so that a million numbers without a
 * gap take one entry. <em>Owned by the driver thread.</em>
 */
final class SequenceSet {

  /** Runs by their first number to the number after their last; no two touch or overlap. */
  private final TreeMap<Long, Long> runs = new TreeMap<>();

  boolean contains(long number) {
    Map.Entry<Long, Long> run = runs.floorEntry(number);
    return run != null && number < run.getValue();
  }

  /** Adds a number; false if it was there. */
  boolean add(long number) {
    if (contains(number)) {
      return false;
    }
    long from = number;
    long toExclusive = number + 1;
    Map.Entry<Long, Long> before = runs.floorEntry(number);
    if (before != null && before.getValue() == number) {
      from = before.getKey();
    }
    Long after = runs.remove(toExclusive);
    if (after != null) {
      toExclusive = after;
    }
    runs.put(from, toExclusive);
    return true;
  }

  /** The runs, by their first number to the number after their last. */
  NavigableMap<Long, Long> runs() {
    return Collections.unmodifiableNavigableMap(runs);
  }

  /** How many runs there are: the memory the set takes. */
  int runCount() {
    return runs.size();
  }

  void encode(BinaryWriter out) {
    out.writeCount(runs.size());
    runs.forEach((from, toExclusive) -> out.writeCount(from).writeCount(toExclusive - from));
  }

  static SequenceSet decode(BinaryReader in) {
    SequenceSet set = new SequenceSet();
    for (int left = in.readLength(); left > 0; left--) {
      long from = in.readCount();
      set.runs.put(from, from + in.readCount());
    }
    return set;
  }
}
