package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.Tuple2;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Operations compared with what a plain program over lists makes of the same random data. */
interface ModelContract extends Contract {

  /** Random data, and how many partitions it is cut into. */
  record Data(SplittableRandom random, List<Integer> numbers, List<Tuple2<String, Integer>> pairs) {

    int slices() {
      return 1 + random.nextInt(5);
    }

    static Data of(SplittableRandom random) {
      int size = random.nextInt(60);
      int range = 1 + random.nextInt(30);
      List<Integer> numbers = new ArrayList<>();
      List<Tuple2<String, Integer>> pairs = new ArrayList<>();
      for (int record = 0; record < size; record++) {
        numbers.add(random.nextInt(-range, range));
        pairs.add(pair("k" + random.nextInt(range), random.nextInt(100)));
      }
      return new Data(random, numbers, pairs);
    }

    Map<String, List<Integer>> grouped() {
      return pairs.stream()
          .collect(
              Collectors.groupingBy(
                  Tuple2::_1, TreeMap::new, Collectors.mapping(Tuple2::_2, Collectors.toList())));
    }
  }

  private void onRandomData(BiConsumer<Data, String> check) {
    long seed = Long.getLong("millrace.seed", 0x5eedL);
    for (int round = 0; round < 6; round++) {
      String where = "seed " + seed + " round " + round;
      check.accept(Data.of(new SplittableRandom(seed + round)), where);
    }
  }

  private static <T extends Comparable<T>> List<T> sorted(List<T> records) {
    return records.stream().sorted().toList();
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return new TreeMap<>(map);
  }

  private static <T> List<T> list(Iterable<T> values) {
    List<T> list = new ArrayList<>();
    values.forEach(list::add);
    return list;
  }

  @Test
  default void numbersRecordsLikeTheModel() {
    onRandomData(
        (data, where) -> {
          Rdd<Integer> rdd = context().parallelize(data.numbers(), data.slices());
          List<Tuple2<Integer, Long>> expected = new ArrayList<>();
          data.numbers().forEach(number -> expected.add(pair(number, (long) expected.size())));
          assertEquals(expected, rdd.zipWithIndex().collect(), where);

          List<Tuple2<Integer, Long>> unique = rdd.zipWithUniqueId().collect();
          assertEquals(data.numbers(), unique.stream().map(Tuple2::_1).toList(), where);
          Set<Long> ids = new HashSet<>(unique.stream().map(Tuple2::_2).toList());
          assertEquals(data.numbers().size(), ids.size(), where);
          int partition = 0;
          for (List<Tuple2<Integer, Long>> part : rdd.zipWithUniqueId().glom().collect()) {
            for (int place = 0; place < part.size(); place++) {
              long id = (long) place * rdd.getNumPartitions() + partition;
              assertEquals(id, part.get(place)._2(), where);
            }
            partition++;
          }
        });
  }

  @Test
  default void zipsLikeTheModel() {
    onRandomData(
        (data, where) -> {
          int slices = data.slices();
          Rdd<Integer> left = context().parallelize(data.numbers(), slices);
          PairRdd<String, Integer> right = context().parallelizePairs(data.pairs(), slices);
          List<Tuple2<Integer, Tuple2<String, Integer>>> expected = new ArrayList<>();
          for (int place = 0; place < data.numbers().size(); place++) {
            expected.add(pair(data.numbers().get(place), data.pairs().get(place)));
          }
          assertEquals(expected, left.zip(right).collect(), where);
          assertEquals(
              expected.stream().map(both -> both._1() + both._2()._1()).toList(),
              left.zipPartitions(
                      right,
                      (mine, others) -> {
                        List<String> made = new ArrayList<>();
                        while (mine.hasNext()) {
                          made.add(mine.next() + others.next()._1());
                        }
                        return made.iterator();
                      })
                  .collect(),
              where);
        });
  }

  @Test
  default void makesEveryPairLikeTheModel() {
    onRandomData(
        (data, where) -> {
          List<Integer> few = data.numbers().subList(0, data.numbers().size() / 4);
          Rdd<Integer> left = context().parallelize(data.numbers(), data.slices());
          Rdd<Integer> right = context().parallelize(few, data.slices());
          List<String> expected = new ArrayList<>();
          data.numbers().forEach(a -> few.forEach(b -> expected.add(a + "," + b)));
          PairRdd<Integer, Integer> all = left.cartesian(right);
          assertEquals(
              sorted(expected),
              sorted(all.map(both -> both._1() + "," + both._2()).collect()),
              where);
          assertEquals(left.getNumPartitions() * right.getNumPartitions(), all.getNumPartitions());
        });
  }

  @Test
  default void comparesCollectionsLikeTheModel() {
    onRandomData(
        (data, where) -> {
          Data other = Data.of(data.random());
          Rdd<Integer> left = context().parallelize(data.numbers(), data.slices());
          Rdd<Integer> right = context().parallelize(other.numbers(), data.slices());
          Set<Integer> both = new HashSet<>(data.numbers());
          both.retainAll(other.numbers());
          assertEquals(
              both.stream().sorted().toList(), sorted(left.intersection(right).collect()), where);
          List<Integer> rest = new ArrayList<>(data.numbers());
          rest.removeAll(other.numbers());
          assertEquals(sorted(rest), sorted(left.subtract(right).collect()), where);
          assertEquals(sorted(rest), sorted(left.subtract(right, 3).collect()), where);
          assertEquals(left.getNumPartitions(), left.subtract(right).getNumPartitions(), where);

          Set<String> keys = other.grouped().keySet();
          assertEquals(
              data.pairs().stream()
                  .filter(each -> !keys.contains(each._1()))
                  .map(Tuple2::toString)
                  .sorted()
                  .toList(),
              sorted(
                  context()
                      .parallelizePairs(data.pairs(), data.slices())
                      .subtractByKey(context().parallelizePairs(other.pairs(), data.slices()))
                      .map(Tuple2::toString)
                      .collect()),
              where);
        });
  }

  @Test
  default void sortsLikeTheModel() {
    onRandomData(
        (data, where) -> {
          PairRdd<String, Integer> pairs = context().parallelizePairs(data.pairs(), data.slices());
          Comparator<Tuple2<String, Integer>> byKey = Comparator.comparing(Tuple2::_1);
          int parts = data.slices();
          List<Tuple2<String, Integer>> up = data.pairs().stream().sorted(byKey).toList();
          List<Tuple2<String, Integer>> down =
              data.pairs().stream().sorted(byKey.reversed()).toList();
          assertEquals(up, pairs.sortByKey().collect(), where);
          assertEquals(up, pairs.sortByKey(true, parts).collect(), where);
          assertEquals(down, pairs.sortByKey(false, parts).collect(), where);
          assertEquals(
              down, pairs.sortByKey(Collections.reverseOrder(), true, parts).collect(), where);
          assertEquals(up, pairs.sortByKey(Collections.reverseOrder(), false).collect(), where);
          assertTrue(pairs.sortByKey(true, parts).getNumPartitions() <= parts, where);
          assertEquals(
              pairs.sortByKey(true, parts).glom().collect(),
              pairs.sortByKey(true, parts).glom().collect(),
              where);
          assertEquals(
              data.numbers().stream().sorted(Comparator.comparing(number -> -number)).toList(),
              context()
                  .parallelize(data.numbers(), data.slices())
                  .sortBy(number -> -number, true, parts)
                  .collect(),
              where);
        });
  }

  @Test
  default void repartitionsAndSortsLikeTheModel() {
    onRandomData(
        (data, where) -> {
          HashPartitioner target = new HashPartitioner(data.slices());
          PairRdd<String, Integer> spread =
              context()
                  .parallelizePairs(data.pairs(), data.slices())
                  .repartitionAndSortWithinPartitions(target);
          List<List<Tuple2<String, Integer>>> expected = new ArrayList<>();
          for (int index = 0; index < target.numPartitions(); index++) {
            int partition = index;
            expected.add(
                data.pairs().stream()
                    .filter(each -> target.getPartition(each._1()) == partition)
                    .sorted(Comparator.comparing(Tuple2::_1))
                    .toList());
          }
          assertEquals(expected, spread.glom().collect(), where);
          assertEquals(java.util.Optional.of(target), spread.partitioner(), where);
        });
  }

  @Test
  default void choosesByOrderLikeTheModel() {
    onRandomData(
        (data, where) -> {
          Rdd<Integer> rdd = context().parallelize(data.numbers(), data.slices());
          int number = data.random().nextInt(10);
          Comparator<Integer> down = Comparator.reverseOrder();
          List<Integer> up = sorted(data.numbers());
          List<Integer> reversed = data.numbers().stream().sorted(down).toList();
          assertEquals(up.stream().limit(number).toList(), rdd.takeOrdered(number), where);
          assertEquals(reversed.stream().limit(number).toList(), rdd.top(number), where);
          assertEquals(reversed.stream().limit(number).toList(), rdd.takeOrdered(number, down));
          assertEquals(up.stream().limit(number).toList(), rdd.top(number, down), where);
          if (!up.isEmpty()) {
            assertEquals(up.get(0), rdd.min(Comparator.naturalOrder()), where);
            assertEquals(reversed.get(0), rdd.max(Comparator.naturalOrder()), where);
          }
        });
  }

  @Test
  default void countsLikeTheModel() {
    onRandomData(
        (data, where) -> {
          Rdd<Integer> rdd = context().parallelize(data.numbers(), data.slices());
          Map<Integer, Long> counts = new HashMap<>();
          data.numbers().forEach(number -> counts.merge(number, 1L, Long::sum));
          assertEquals(counts, rdd.countByValue(), where);

          PairRdd<String, Integer> pairs = context().parallelizePairs(data.pairs(), data.slices());
          Map<String, Long> byKey = new TreeMap<>();
          data.grouped().forEach((key, values) -> byKey.put(key, (long) values.size()));
          assertEquals(byKey, sorted(pairs.countByKey()), where);
          Map<String, Integer> last = new LinkedHashMap<>();
          data.pairs().forEach(each -> last.put(each._1(), each._2()));
          assertEquals(last, pairs.collectAsMap(), where);
          Map<String, Integer> sums = new TreeMap<>();
          data.pairs().forEach(each -> sums.merge(each._1(), each._2(), Integer::sum));
          assertEquals(sums, sorted(pairs.reduceByKeyLocally(Integer::sum)), where);
          assertEquals(data.numbers(), list(() -> rdd.toLocalIterator()), where);
          for (String key : List.of("k0", "k1", "none")) {
            List<Integer> values = data.grouped().getOrDefault(key, List.of());
            assertEquals(values, pairs.lookup(key), where);
            assertEquals(values, pairs.partitionBy(new HashPartitioner(3)).lookup(key), where);
          }
        });
  }

  @Test
  default void gathersByKeyLikeTheModel() {
    onRandomData(
        (data, where) -> {
          PairRdd<String, Integer> pairs = context().parallelizePairs(data.pairs(), data.slices());
          Map<String, List<Integer>> values = new TreeMap<>();
          data.grouped().forEach((key, all) -> values.put(key, sorted(all)));
          PairRdd<String, ArrayList<Integer>> gathered =
              pairs.aggregateByKey(
                  new ArrayList<>(),
                  (all, value) -> {
                    all.add(value);
                    return all;
                  },
                  (all, others) -> {
                    all.addAll(others);
                    return all;
                  });
          assertEquals(
              values, sorted(gathered.mapValues(ModelContract::sortedList).collectAsMap()), where);
          Map<String, Integer> sums = new TreeMap<>();
          data.pairs().forEach(each -> sums.merge(each._1(), each._2(), Integer::sum));
          assertEquals(sums, sorted(pairs.foldByKey(0, Integer::sum).collectAsMap()), where);
          assertEquals(sums, sorted(pairs.foldByKey(0, 3, Integer::sum).collectAsMap()), where);
          Map<Boolean, Long> even = new HashMap<>();
          data.numbers().forEach(number -> even.merge(number % 2 == 0, 1L, Long::sum));
          Rdd<Integer> numbers = context().parallelize(data.numbers(), data.slices());
          assertEquals(even, numbers.keyBy(number -> number % 2 == 0).countByKey(), where);
          assertEquals(
              even.keySet(), numbers.groupBy(number -> number % 2 == 0).collectAsMap().keySet());
        });
  }

  private static List<Integer> sortedList(List<Integer> values) {
    return sorted(values);
  }

  @Test
  default void groupsThreeAndFourLikeTheModel() {
    onRandomData(
        (data, where) -> {
          List<Data> all = new ArrayList<>(List.of(data));
          List<PairRdd<String, Integer>> rdds = new ArrayList<>();
          for (int other = 0; other < 3; other++) {
            all.add(Data.of(data.random()));
          }
          all.forEach(each -> rdds.add(context().parallelizePairs(each.pairs(), data.slices())));
          assertEquals(
              grouped(all.subList(0, 3)),
              sorted(
                  rdds.get(0)
                      .cogroup(rdds.get(1), rdds.get(2))
                      .mapValues(
                          groups ->
                              List.of(list(groups._1()), list(groups._2()), list(groups._3())))
                      .collectAsMap()),
              where);
          assertEquals(
              grouped(all),
              sorted(
                  rdds.get(0)
                      .groupWith(rdds.get(1), rdds.get(2), rdds.get(3))
                      .mapValues(
                          groups ->
                              List.of(
                                  list(groups._1()),
                                  list(groups._2()),
                                  list(groups._3()),
                                  list(groups._4())))
                      .collectAsMap()),
              where);
        });
  }

  private static Map<String, List<List<Integer>>> grouped(List<Data> all) {
    Map<String, List<List<Integer>>> groups = new TreeMap<>();
    all.forEach(data -> data.grouped().keySet().forEach(key -> groups.put(key, List.of())));
    groups.replaceAll(
        (key, none) ->
            all.stream().map(data -> data.grouped().getOrDefault(key, List.of())).toList());
    return groups;
  }

  @Test
  default void samplesTheSameOfTheSame() {
    onRandomData(
        (data, where) -> {
          Rdd<Integer> rdd = context().parallelize(data.numbers(), data.slices());
          for (boolean repeated : List.of(false, true)) {
            Rdd<Integer> sample = rdd.sample(repeated, 0.4, 7);
            assertEquals(sample.collect(), sample.collect(), where);
            assertEquals(sample.collect(), rdd.sample(repeated, 0.4, 7).collect(), where);
            assertTrue(new HashSet<>(data.numbers()).containsAll(sample.collect()), where);
            assertEquals(List.of(), rdd.sample(repeated, 0).collect(), where);
          }
          assertEquals(data.numbers(), rdd.sample(false, 1).collect(), where);

          List<Integer> shared = new ArrayList<>();
          for (Rdd<Integer> part : rdd.randomSplit(new double[] {1, 0, 3}, 5)) {
            shared.addAll(part.collect());
          }
          assertEquals(sorted(data.numbers()), sorted(shared), where);
          assertEquals(List.of(), rdd.randomSplit(new double[] {1, 0, 3})[1].collect(), where);

          int number = data.random().nextInt(80);
          List<Integer> taken = new ArrayList<>(rdd.takeSample(false, number, 3));
          assertEquals(taken, rdd.takeSample(false, number, 3), where);
          assertEquals(Math.min(number, data.numbers().size()), taken.size(), where);
          List<Integer> left = new ArrayList<>(data.numbers());
          taken.forEach(each -> assertTrue(left.remove(each), where));
          List<Integer> repeated = rdd.takeSample(true, number, 3);
          assertEquals(data.numbers().isEmpty() ? 0 : number, repeated.size(), where);
          assertTrue(data.numbers().containsAll(repeated), where);
        });
  }
}
