package dev.millrace.scheduler.tracker;

import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.scheduler.ReceiverSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * On which executors a receiver may run, best first. Receivers spread evenly; a preferred host is
 * honoured when it has an executor. Pure functions of what is passed in.
 */
public final class ReceiverSchedulingPolicy {

  private ReceiverSchedulingPolicy() {}

  /**
   * Places all receivers at once. First those with a preferred host, each on the least loaded
   * executor there, then the others on the least loaded of all; executors that are still idle
   * become second choices of the receivers with the fewest choices.
   *
   * @return for each stream the executors it may run on, best first; empty lists when there is no
   *     executor
   */
  public static Map<Integer, List<String>> schedule(
      List<ReceiverSpec> receivers, List<ExecutorInfo> executors) {
    Map<Integer, List<String>> candidates = new TreeMap<>();
    receivers.forEach(receiver -> candidates.put(receiver.streamId(), new ArrayList<>()));
    if (receivers.isEmpty() || executors.isEmpty()) {
      return candidates;
    }
    Map<String, Integer> load = new LinkedHashMap<>();
    executors.forEach(executor -> load.put(executor.executorId(), 0));
    for (ReceiverSpec receiver : receivers) {
      List<String> preferred = on(receiver.preferredLocation(), executors);
      if (!preferred.isEmpty()) {
        assign(receiver, preferred, load, candidates);
      }
    }
    for (ReceiverSpec receiver : receivers) {
      if (candidates.get(receiver.streamId()).isEmpty()) {
        assign(receiver, List.copyOf(load.keySet()), load, candidates);
      }
    }
    load.forEach(
        (executor, count) -> {
          if (count == 0) {
            fewestChoices(candidates).add(executor);
          }
        });
    return candidates;
  }

  /**
   * Places one receiver again, among the executors on which the fewest of its launches failed.
   *
   * @param launchFailures by executor, how many of its launches have failed since it last started
   * @param occupied for each other receiver that runs or is placed the executors it may be on; it
   *     weighs one, shared among them
   * @return of those executors the preferred host's, then all idle ones or, if none is idle, those
   *     with the least weight; empty when there is no executor
   */
  public static List<String> reschedule(
      Optional<String> preferredLocation,
      Map<String, Integer> launchFailures,
      Collection<List<String>> occupied,
      List<ExecutorInfo> executors) {
    List<ExecutorInfo> eligible = withFewestFailures(launchFailures, executors);
    Map<String, Double> weights = new LinkedHashMap<>();
    eligible.forEach(executor -> weights.put(executor.executorId(), 0.0));
    for (List<String> places : occupied) {
      places.forEach(
          executor -> weights.computeIfPresent(executor, (id, sum) -> sum + 1.0 / places.size()));
    }
    List<String> candidates = new ArrayList<>(on(preferredLocation, eligible));
    candidates.sort(Comparator.comparing(weights::get));
    double least = weights.values().stream().min(Comparator.naturalOrder()).orElse(0.0);
    weights.forEach(
        (executor, weight) -> {
          if (weight == least && !candidates.contains(executor)) {
            candidates.add(executor);
          }
        });
    return candidates;
  }

  private static List<ExecutorInfo> withFewestFailures(
      Map<String, Integer> failures, List<ExecutorInfo> executors) {
    int fewest =
        executors.stream()
            .mapToInt(executor -> failures.getOrDefault(executor.executorId(), 0))
            .min()
            .orElse(0);
    return executors.stream()
        .filter(executor -> failures.getOrDefault(executor.executorId(), 0) == fewest)
        .toList();
  }

  private static List<String> on(Optional<String> host, List<ExecutorInfo> executors) {
    return executors.stream()
        .filter(executor -> host.isPresent() && host.get().equals(executor.host()))
        .map(ExecutorInfo::executorId)
        .toList();
  }

  private static void assign(
      ReceiverSpec receiver,
      List<String> choices,
      Map<String, Integer> load,
      Map<Integer, List<String>> candidates) {
    String leastLoaded = choices.stream().min(Comparator.comparing(load::get)).orElseThrow();
    load.merge(leastLoaded, 1, Integer::sum);
    candidates.get(receiver.streamId()).add(leastLoaded);
  }

  private static List<String> fewestChoices(Map<Integer, List<String>> candidates) {
    return candidates.values().stream().min(Comparator.comparing(List::size)).orElseThrow();
  }
}
