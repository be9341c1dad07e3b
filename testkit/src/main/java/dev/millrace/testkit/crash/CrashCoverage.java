package dev.millrace.testkit.crash;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How often crash points were passed over many runs, and which known ones never were.
 * <em>Thread-safe.</em>
 */
public final class CrashCoverage {
  private final Map<String, Long> passages = new TreeMap<>();

  /** Adds the passages of one run. */
  public synchronized void add(Map<String, Long> ofOneRun) {
    ofOneRun.forEach((name, count) -> passages.merge(name, count, Long::sum));
  }

  /** All passages so far, by name. */
  public synchronized Map<String, Long> passages() {
    return new TreeMap<>(passages);
  }

  /** Those of {@code known} that were never passed. */
  public synchronized Set<String> missed(Set<String> known) {
    Set<String> missed = new TreeSet<>(known);
    missed.removeAll(passages.keySet());
    return missed;
  }
}
