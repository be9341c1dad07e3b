package dev.millrace.testkit.stream;

import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a stream had in each of its batches, as far as the test has run. <em>Owned by the test's
 * thread.</em>
 *
 * @param <T> the type of the records
 */
public final class SeenBatches<T> {
  private final Map<Time, List<List<T>>> partitionsByTime = new TreeMap<>();

  SeenBatches() {}

  void put(Time time, List<List<T>> partitions) {
    partitionsByTime.put(time, partitions);
  }

  /** The records of each batch of the stream, in the order of partitions; oldest batch first. */
  public List<List<T>> batches() {
    return partitionsByTime.values().stream().map(SeenBatches::flat).toList();
  }

  /** The records of each batch of the stream, partition by partition; oldest batch first. */
  public List<List<List<T>>> partitions() {
    return List.copyOf(partitionsByTime.values());
  }

  /** The times of the stream's batches, oldest first. */
  public List<Time> times() {
    return List.copyOf(partitionsByTime.keySet());
  }

  /** The records of the batch of a time; empty when the stream had none then. */
  public Optional<List<T>> at(Time time) {
    return Optional.ofNullable(partitionsByTime.get(time)).map(SeenBatches::flat);
  }

  private static <T> List<T> flat(List<List<T>> partitions) {
    List<T> records = new ArrayList<>();
    partitions.forEach(records::addAll);
    return records;
  }

  @Override
  public String toString() {
    return batches().toString();
  }
}
