package dev.millrace.rdd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Spreads keys by their order: all keys of a partition come before those of the next one.
 * <em>Immutable.</em> Equal to another one with the same bounds and an equal comparator.
 */
final class RangePartitioner extends Partitioner {

  private static final long serialVersionUID = 1L;

  /** Keys that are looked at for every partition that there will be. */
  private static final int SAMPLE_PER_PARTITION = 60;

  /** Bounds are chosen from samples that do not depend on the run. */
  private static final long SEED = 0x4d494c4c52414345L;

  /** The last key of every partition but the last one, in order. */
  private final ArrayList<Object> bounds;

  @SuppressWarnings("serial") // checked before the job starts, like all that comes from the program
  private final Comparator<Object> order;

  private RangePartitioner(List<?> bounds, Comparator<Object> order) {
    this.bounds = new ArrayList<>(bounds);
    this.order = order;
  }

  /**
   * A partitioner whose partitions have about as many of the pairs each, at most a number of
   * partitions: equal keys are never parted. Runs a job to look at some keys, unless there is
   * nothing to decide.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  static <K> RangePartitioner over(
      PairRdd<K, ?> pairs, int numPartitions, Comparator<? super K> order, String operation) {
    if (numPartitions < 1) {
      throw new IllegalArgumentException(
          "the number of partitions must be positive: " + numPartitions);
    }
    // The partitioner only ever sees keys of these pairs.
    @SuppressWarnings("unchecked")
    Comparator<Object> untyped = (Comparator<Object>) order;
    int parents = pairs.getNumPartitions();
    if (numPartitions == 1 || parents == 0) {
      return new RangePartitioner(List.of(), untyped);
    }
    int sampleEach = Math.max(1, SAMPLE_PER_PARTITION * numPartitions / parents);
    List<Sample<K>> samples =
        Actions.run(
            pairs.keys(), operation, (partition, keys) -> Sample.of(partition, keys, sampleEach));
    return new RangePartitioner(bounds(samples, numPartitions, untyped), untyped);
  }

  /** Some keys of a partition, and of how many they were chosen. */
  private record Sample<K>(long count, List<K> keys) implements java.io.Serializable {

    static <K> Sample<K> of(int partition, Iterator<K> keys, int number) {
      SplittableRandom random = Sampling.random(SEED, partition);
      List<K> chosen = new ArrayList<>();
      long count = 0;
      while (keys.hasNext()) {
        K key = keys.next();
        count++;
        if (chosen.size() < number) {
          chosen.add(key);
        } else {
          long place = random.nextLong(count);
          if (place < number) {
            chosen.set((int) place, key);
          }
        }
      }
      return new Sample<>(count, chosen);
    }
  }

  /** A key that stands for as many pairs. */
  private record Weighted(Object key, double weight) {}

  private static <K> List<Object> bounds(
      List<Sample<K>> samples, int numPartitions, Comparator<Object> order) {
    List<Weighted> keys = new ArrayList<>();
    double total = 0;
    for (Sample<K> sample : samples) {
      for (K key : sample.keys()) {
        keys.add(new Weighted(key, (double) sample.count() / sample.keys().size()));
      }
      total += sample.count();
    }
    keys.sort((first, second) -> order.compare(first.key(), second.key()));
    List<Object> bounds = new ArrayList<>();
    double before = 0;
    double next = total / numPartitions;
    for (Weighted key : keys) {
      before += key.weight();
      boolean isNew =
          bounds.isEmpty() || order.compare(bounds.get(bounds.size() - 1), key.key()) < 0;
      if (before >= next && isNew && bounds.size() < numPartitions - 1) {
        bounds.add(key.key());
        next += total / numPartitions;
      }
    }
    return bounds;
  }

  @Override
  public int numPartitions() {
    return bounds.size() + 1;
  }

  @Override
  public int getPartition(Object key) {
    int from = 0;
    int to = bounds.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (order.compare(key, bounds.get(middle)) <= 0) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RangePartitioner that
        && that.bounds.equals(bounds)
        && that.order.equals(order);
  }

  @Override
  public int hashCode() {
    return bounds.hashCode();
  }

  @Override
  public String toString() {
    return "RangePartitioner(" + numPartitions() + ")";
  }
}
