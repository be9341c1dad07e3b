package dev.millrace.testkit.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run, or several together, came to. <em>Immutable.</em>
 *
 * @param runs how many runs
 * @param historyHash the run's fingerprint; of several, a mixture
 * @param recoveries lives that took up what an earlier life had left
 * @param virtualNanos virtual time that passed
 * @param faults faults that really happened
 * @param crashPoints how often each crash point was passed, by name
 */
public record RunReport(
    long runs,
    long historyHash,
    long recoveries,
    long virtualNanos,
    long faults,
    Map<String, Long> crashPoints) {

  /** Of no run. */
  public static final RunReport EMPTY = new RunReport(0, 0, 0, 0, 0, Map.of());

  /** Keeps a sorted copy. */
  public RunReport {
    crashPoints = Collections.unmodifiableMap(new TreeMap<>(crashPoints));
  }

  /** Of one run. */
  public static RunReport of(
      long historyHash,
      long recoveries,
      long virtualNanos,
      long faults,
      Map<String, Long> crashPoints) {
    return new RunReport(1, historyHash, recoveries, virtualNanos, faults, crashPoints);
  }

  /** Both together; the order does not matter. */
  public RunReport plus(RunReport other) {
    Map<String, Long> passages = new TreeMap<>(crashPoints);
    other.crashPoints.forEach((name, count) -> passages.merge(name, count, Long::sum));
    return new RunReport(
        runs + other.runs,
        historyHash + other.historyHash,
        recoveries + other.recoveries,
        virtualNanos + other.virtualNanos,
        faults + other.faults,
        passages);
  }
}
