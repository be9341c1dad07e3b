package dev.millrace.testkit.driver;

import dev.millrace.testkit.run.BrokenDelivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A sink outside the process, keyed by batch number and output: the same batch may come again, with
 * the same content, and counts once.
 */
final class BatchSink {
  /** By output, then by batch number. */
  private final Map<Integer, NavigableMap<Long, List<String>>> contents = new TreeMap<>();

  /** By output: in which batch a record is. */
  private final Map<Integer, Map<String, Long>> batches = new HashMap<>();

  private long repeatedCount;

  void put(long batch, int output, List<String> records) {
    List<String> before =
        contents
            .computeIfAbsent(output, absent -> new TreeMap<>())
            .putIfAbsent(batch, List.copyOf(records));
    if (before != null) {
      repeatedCount++;
      if (!before.equals(records)) {
        throw new AssertionError(
            "batch " + batch + " held " + before + " and now holds " + records);
      }
      return;
    }
    Map<String, Long> known = batches.computeIfAbsent(output, absent -> new LinkedHashMap<>());
    List<String> twice = new ArrayList<>();
    for (String record : records) {
      Long other = known.putIfAbsent(record, batch);
      if (other != null) {
        twice.add(record + " is in batch " + other + " and in batch " + batch);
      }
    }
    if (!twice.isEmpty()) {
      throw BrokenDelivery.duplicated(twice.size(), String.join(", ", twice));
    }
  }

  Set<String> records(int output) {
    return batches.getOrDefault(output, Map.of()).keySet();
  }

  /** The records of an output, batch after batch. */
  List<String> recordsInOrder(int output) {
    return contents.getOrDefault(output, new TreeMap<>()).values().stream()
        .flatMap(List::stream)
        .toList();
  }

  /** Numbers of the batches that an output has. */
  List<Long> batches(int output) {
    return List.copyOf(contents.getOrDefault(output, new TreeMap<>()).keySet());
  }

  long repeatedCount() {
    return repeatedCount;
  }
}
