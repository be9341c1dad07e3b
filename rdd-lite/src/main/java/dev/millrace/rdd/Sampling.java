package dev.millrace.rdd;

import dev.millrace.rdd.Lineage.PartitionFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Random choices that depend on nothing but a seed, the partition, and the place of a record in it:
 * a task that is tried again chooses the same records.
 */
final class Sampling {

  /** Poisson numbers of a larger mean are made as a sum: e to the power of -500 is no double. */
  private static final double POISSON_MEAN_MAX = 500;

  private Sampling() {}

  /** The random numbers of a partition. */
  static SplittableRandom random(long seed, int partition) {
    // One step apart, the streams of neighbouring partitions would be the same, shifted.
    return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ mix(partition));
  }

  private static long mix(int partition) {
    return new SplittableRandom(0x5bd1e995L + partition).nextLong();
  }

  /** Checks the fraction of {@code sample}. */
  static double requireFraction(boolean withReplacement, double fraction) {
    if (!(fraction >= 0 && fraction < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the fraction must be 0 or more: " + fraction);
    }
    if (!withReplacement && fraction > 1) {
      throw new IllegalArgumentException(
          "the fraction must be at most 1 when no record may come twice: " + fraction);
    }
    return fraction;
  }

  /** Each record with a probability, or so many times on average. */
  static <T> PartitionFunction<T, T> sample(boolean withReplacement, double fraction, long seed) {
    return withReplacement ? repeated(fraction, seed) : between(0, fraction, seed, "sample");
  }

  private static <T> PartitionFunction<T, T> repeated(double mean, long seed) {
    return (partition, records) -> {
      SplittableRandom random = random(seed, partition);
      return Narrow.<T, T>flatMap(
              "sample", record -> Collections.nCopies(poisson(random, mean), record).iterator())
          .call(partition, records);
    };
  }

  /** The records whose random number, from 0 to 1, lies in a range. */
  static <T> PartitionFunction<T, T> between(
      double fromInclusive, double toExclusive, long seed, String operation) {
    return (partition, records) -> {
      SplittableRandom random = random(seed, partition);
      return Narrow.<T>filter(
              operation,
              record -> {
                double chance = random.nextDouble();
                return chance >= fromInclusive && chance < toExclusive;
              })
          .call(partition, records);
    };
  }

  private static int poisson(SplittableRandom random, double mean) {
    int count = 0;
    double rest = mean;
    while (rest > POISSON_MEAN_MAX) {
      count = Math.addExact(count, smallPoisson(random, POISSON_MEAN_MAX));
      rest -= POISSON_MEAN_MAX;
    }
    return Math.addExact(count, smallPoisson(random, rest));
  }

  /** Counts how many random numbers have to be multiplied to come below e to the minus mean. */
  private static int smallPoisson(SplittableRandom random, double mean) {
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  /**
   * The borders of parts with these weights, from 0 to 1.
   *
   * @throws IllegalArgumentException if a weight is negative or none is positive
   */
  static double[] borders(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a weight must be 0 or more: " + weight);
      }
      sum += weight;
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException("at least one weight must be positive: " + sum);
    }
    double[] borders = new double[weights.length + 1];
    double before = 0;
    for (int part = 0; part < weights.length; part++) {
      before += weights[part];
      // Rounding must leave no record out.
      borders[part + 1] = part == weights.length - 1 ? 1 : before / sum;
    }
    return borders;
  }

  /** A record and the random number that says where it comes. */
  record Drawn<T>(long order, int partition, T record) {}

  private static final Comparator<Drawn<?>> DRAW_ORDER =
      Comparator.<Drawn<?>>comparingLong(Drawn::order).thenComparingInt(Drawn::partition);

  /** The records of a partition with the smallest random numbers, at most a number of them. */
  static <T> List<Drawn<T>> draw(int partition, Iterator<T> records, int number, long seed) {
    SplittableRandom random = random(seed, partition);
    PriorityQueue<Drawn<T>> drawn = new PriorityQueue<>(DRAW_ORDER.reversed());
    while (records.hasNext()) {
      drawn.add(new Drawn<>(random.nextLong(), partition, records.next()));
      if (drawn.size() > number) {
        drawn.remove();
      }
    }
    return new ArrayList<>(drawn);
  }

  /** The first of what all partitions drew: every choice of so many records is equally likely. */
  static <T> List<T> merge(List<List<Drawn<T>>> drawn, int number) {
    return drawn.stream()
        .flatMap(List::stream)
        .sorted(DRAW_ORDER)
        .limit(number)
        .map(Drawn::record)
        .toList();
  }
}
