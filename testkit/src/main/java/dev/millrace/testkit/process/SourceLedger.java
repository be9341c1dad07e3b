package dev.millrace.testkit.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a source of numbered records gave away and was told to forget, kept outside the process that
 * is killed. A record that was not acknowledged is given again, as another attempt.
 * <em>Thread-safe.</em>
 */
public final class SourceLedger {
  private final Set<Attempt> given = new TreeSet<>();
  private final Set<Attempt> acknowledged = new TreeSet<>();

  /** The attempts that were made for records to be given again, by number. */
  private final TreeMap<Long, Integer> again = new TreeMap<>();

  private long nextNumber;
  private boolean exhausted;

  /**
   * Gives records away: those that came back first, then new ones.
   *
   * @param max at most so many
   * @return empty when the source is exhausted and nothing came back
   */
  public synchronized List<Attempt> give(int max) {
    List<Attempt> group = new ArrayList<>();
    while (group.size() < max && !again.isEmpty()) {
      var entry = again.pollFirstEntry();
      group.add(new Attempt(entry.getKey(), entry.getValue() + 1));
    }
    while (group.size() < max && !exhausted) {
      group.add(new Attempt(nextNumber++, 1));
    }
    given.addAll(group);
    return group;
  }

  /** The receiver stands for these attempts: their records are never given again. */
  public synchronized void acknowledge(List<Attempt> group) {
    acknowledged.addAll(group);
  }

  /** Nobody knows what became of these attempts: their records are given again. */
  public synchronized void takeBack(List<Attempt> group) {
    group.forEach(attempt -> again.put(attempt.number(), attempt.attempt()));
  }

  /** From now on only records that came back are given. */
  public synchronized void exhaust() {
    exhausted = true;
  }

  /** Whether every record that was given away is acknowledged, and no new one will be given. */
  public synchronized boolean isDrained() {
    return exhausted && acknowledged.size() == nextNumber;
  }

  /** All attempts that were made. */
  public synchronized Set<Attempt> given() {
    return new TreeSet<>(given);
  }

  /** All attempts that were acknowledged: one for a record, at most. */
  public synchronized Set<Attempt> acknowledged() {
    return new TreeSet<>(acknowledged);
  }
}
