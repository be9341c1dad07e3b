package dev.millrace.rdd;

import dev.millrace.rdd.Sampling.Drawn;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** The actions that choose records by order, by chance or by key. */
final class Selections {

  private Selections() {}

  // ---- By order

  static <T> List<T> takeOrdered(
      RddLike<T, ?> rdd, String action, int number, Comparator<? super T> order) {
    if (number < 0) {
      throw new IllegalArgumentException(
          action + " needs a number that is not negative: " + number);
    }
    if (number == 0) {
      return List.of();
    }
    List<List<T>> smallest =
        Actions.run(rdd, action, (partition, records) -> smallest(action, records, number, order));
    List<T> all = new ArrayList<>();
    smallest.forEach(all::addAll);
    all.sort(order);
    return Collections.unmodifiableList(
        new ArrayList<>(all.subList(0, Math.min(number, all.size()))));
  }

  static <T> T smallest(RddLike<T, ?> rdd, String action, Comparator<? super T> order) {
    List<T> one = takeOrdered(rdd, action, 1, order);
    if (one.isEmpty()) {
      throw new NoSuchElementException(action + " of an empty collection: " + rdd);
    }
    return one.get(0);
  }

  /** The smallest records in order; of equal ones those that came first. */
  private static <T> List<T> smallest(
      String action, Iterator<T> records, int number, Comparator<? super T> order) {
    try {
      Comparator<Tuple2<T, Long>> byRecordThenPlace =
          Comparator.<Tuple2<T, Long>, T>comparing(Tuple2::_1, order).thenComparingLong(Tuple2::_2);
      PriorityQueue<Tuple2<T, Long>> kept = new PriorityQueue<>(byRecordThenPlace.reversed());
      long place = 0;
      while (records.hasNext()) {
        kept.add(new Tuple2<>(records.next(), place++));
        if (kept.size() > number) {
          kept.remove();
        }
      }
      List<Tuple2<T, Long>> sorted = new ArrayList<>(kept);
      sorted.sort(byRecordThenPlace);
      List<T> result = new ArrayList<>();
      sorted.forEach(each -> result.add(each._1()));
      return result;
    } catch (Throwable e) {
      throw UserFunctionException.in(action, e);
    }
  }

  // ---- By chance

  static <T> List<T> takeSample(RddLike<T, ?> rdd, boolean withReplacement, int number, long seed) {
    if (number < 0) {
      throw new IllegalArgumentException(
          "takeSample needs a number that is not negative: " + number);
    }
    if (number == 0) {
      return List.of();
    }
    if (withReplacement) {
      return takeRepeated(rdd, number, seed);
    }
    List<List<Drawn<T>>> drawn =
        Actions.run(
            rdd,
            "takeSample",
            (partition, records) -> Sampling.draw(partition, records, number, seed));
    return Sampling.merge(drawn, number);
  }

  private static <T> List<T> takeRepeated(RddLike<T, ?> rdd, int number, long seed) {
    long[] starts = starts(rdd, "takeSample");
    long total = starts[starts.length - 1];
    if (total == 0) {
      return List.of();
    }
    SplittableRandom random = new SplittableRandom(seed);
    long[] places = random.longs(number, 0, total).toArray();
    long[] wanted = Arrays.stream(places).sorted().distinct().toArray();
    Map<Long, T> found = new LinkedHashMap<>();
    for (List<Tuple2<Long, T>> part :
        Actions.run(
            rdd, "takeSample", (partition, records) -> at(wanted, starts[partition], records))) {
      part.forEach(each -> found.put(each._1(), each._2()));
    }
    List<T> sample = new ArrayList<>();
    for (long place : places) {
      sample.add(found.get(place));
    }
    return sample;
  }

  private static <T> List<Tuple2<Long, T>> at(long[] wanted, long start, Iterator<T> records) {
    List<Tuple2<Long, T>> found = new ArrayList<>();
    long place = start;
    while (records.hasNext()) {
      T record = records.next();
      if (Arrays.binarySearch(wanted, place) >= 0) {
        found.add(new Tuple2<>(place, record));
      }
      place++;
    }
    return found;
  }

  /** How many records there are before each partition, and at the end how many there are. */
  static <T> long[] starts(RddLike<T, ?> rdd, String action) {
    List<Long> counts = Actions.run(rdd, action, (partition, records) -> Actions.countOf(records));
    long[] starts = new long[counts.size() + 1];
    for (int partition = 0; partition < counts.size(); partition++) {
      starts[partition + 1] = starts[partition] + counts.get(partition);
    }
    return starts;
  }

  // ---- By key

  static <T> Map<T, Long> countByValue(RddLike<T, ?> rdd) {
    return merged(rdd, "countByValue", record -> record, record -> 1L, Long::sum);
  }

  static <K> Map<K, Long> countByKey(PairRdd<K, ?> rdd) {
    return merged(rdd.keys(), "countByKey", key -> key, key -> 1L, Long::sum);
  }

  static <K, V> Map<K, V> reduceByKeyLocally(PairRdd<K, V> rdd, Function2<V, V, V> function) {
    return merged(rdd, "reduceByKeyLocally", Tuple2::_1, Tuple2::_2, function);
  }

  static <K, V> Map<K, V> collectAsMap(PairRdd<K, V> rdd) {
    Map<K, V> all = new LinkedHashMap<>();
    rdd.collect().forEach(pair -> all.put(pair._1(), pair._2()));
    return all;
  }

  /** One value per key, made in each partition and then of what the partitions made. */
  private static <T, K, V> Map<K, V> merged(
      RddLike<T, ?> rdd,
      String action,
      Function<T, K> keyOf,
      Function<T, V> valueOf,
      Function2<V, V, V> merge) {
    List<LinkedHashMap<K, V>> parts =
        Actions.run(
            rdd,
            action,
            (partition, records) -> {
              LinkedHashMap<K, V> values = new LinkedHashMap<>();
              while (records.hasNext()) {
                T record = records.next();
                put(action, values, keyOf.call(record), valueOf.call(record), merge);
              }
              return values;
            });
    LinkedHashMap<K, V> all = new LinkedHashMap<>();
    parts.forEach(part -> part.forEach((key, value) -> put(action, all, key, value, merge)));
    return all;
  }

  private static <K, V> void put(
      String action, Map<K, V> values, K key, V value, Function2<V, V, V> merge) {
    if (!values.containsKey(key)) {
      values.put(key, value);
      return;
    }
    try {
      values.put(key, merge.call(values.get(key), value));
    } catch (Throwable e) {
      throw UserFunctionException.in(action, e);
    }
  }

  static <K, V> List<V> lookup(PairRdd<K, V> rdd, K key) {
    List<Integer> partitions =
        rdd.partitioner()
            .map(partitioner -> List.of(partitioner.getPartition(key)))
            .orElse(Actions.range(0, rdd.getNumPartitions()));
    List<List<V>> found =
        rdd.context()
            .run(
                new Job<>(
                    rdd.lineage(),
                    partitions,
                    (partition, pairs) -> valuesOf(key, pairs),
                    rdd.describe("lookup")));
    List<V> all = new ArrayList<>();
    found.forEach(all::addAll);
    return all;
  }

  private static <K, V> List<V> valuesOf(K key, Iterator<Tuple2<K, V>> pairs) {
    List<V> values = new ArrayList<>();
    while (pairs.hasNext()) {
      Tuple2<K, V> pair = pairs.next();
      if (key == null ? pair._1() == null : key.equals(pair._1())) {
        values.add(pair._2());
      }
    }
    return values;
  }

  // ---- One partition after the other

  /** Runs a job for each partition when its turn comes, so that no more than one is held. */
  static <T> Iterator<T> toLocalIterator(RddLike<T, ?> rdd) {
    return new Iterator<>() {
      private int partition;
      private Iterator<T> current = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!current.hasNext() && partition < rdd.getNumPartitions()) {
          Job<T, List<T>> job =
              new Job<>(
                  rdd.lineage(),
                  List.of(partition),
                  (index, records) -> Actions.toList(records),
                  rdd.describe("toLocalIterator"));
          current = rdd.context().run(job).get(0).iterator();
          partition++;
        }
        return current.hasNext();
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return current.next();
      }
    };
  }
}
