package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Operations that make a collection of another one. */
interface TransformationContract extends Contract {

  @Test
  default void slicesRecordsContiguously() {
    assertEquals(
        List.of(List.of(1), List.of(2, 3), List.of(4, 5)),
        context().parallelize(numbers(1, 6), 3).glom().collect());
  }

  @Test
  default void makesEmptySlicesWhenThereAreMoreSlicesThanRecords() {
    assertEquals(
        List.of(List.of(), List.of(1), List.of(), List.of(2)),
        context().parallelize(List.of(1, 2), 4).glom().collect());
  }

  @Test
  default void usesTheDefaultParallelismWhenNobodySays() {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 10));
    assertEquals(context().defaultParallelism(), rdd.getNumPartitions());
    assertEquals(
        context().defaultParallelism(),
        rdd.mapToPair(number -> pair(number, 1)).groupByKey().getNumPartitions());
  }

  @Test
  default void keepsNullRecords() {
    assertEquals(
        Arrays.asList("a", null, "b"),
        context().parallelize(Arrays.asList("a", null, "b"), 2).map(text -> text).collect());
  }

  @Test
  default void laterChangesOfAParallelizedListAreNotSeen() {
    List<Integer> records = new ArrayList<>(numbers(0, 3));
    Rdd<Integer> rdd = context().parallelize(records, 2);
    records.set(0, 99);
    assertEquals(List.of(0, 1, 2), rdd.collect());
  }

  @Test
  default void mapsEachRecordInOrder() {
    assertEquals(
        List.of(0, 2, 4, 6, 8),
        context().parallelize(numbers(0, 5), 2).map(number -> number * 2).collect());
  }

  @Test
  default void flatMapsEachRecordToAnyNumber() {
    assertEquals(
        List.of(1, 2, 2, 3, 3, 3),
        context()
            .parallelize(numbers(0, 4), 3)
            .flatMap(number -> Collections.nCopies(number, number).iterator())
            .collect());
  }

  @Test
  default void filtersRecords() {
    assertEquals(
        List.of(1, 3, 5),
        context().parallelize(numbers(0, 6), 2).filter(number -> number % 2 == 1).collect());
  }

  @Test
  default void mapsPartitionsEachOnce() {
    Probe calls = Probe.create();
    Rdd<Integer> sums =
        context()
            .parallelize(numbers(1, 7), 3)
            .mapPartitions(
                records -> {
                  calls.note("call");
                  int sum = 0;
                  while (records.hasNext()) {
                    sum += records.next();
                  }
                  return List.of(sum).iterator();
                });
    assertEquals(List.of(3, 7, 11), sums.collect());
    assertEquals(3, calls.count());
  }

  @Test
  default void mapsPartitionsWithTheirIndex() {
    assertEquals(
        List.of("0:a", "1:b", "1:c"),
        context()
            .parallelize(List.of("a", "b", "c"), 2)
            .mapPartitionsWithIndex(
                (index, records) -> {
                  List<String> named = new ArrayList<>();
                  records.forEachRemaining(text -> named.add(index + ":" + text));
                  return named.iterator();
                },
                false)
            .collect());
  }

  @Test
  default void makesPairs() {
    Rdd<String> words = context().parallelize(List.of("a", "bb"), 2);
    assertEquals(
        List.of(pair("a", 1), pair("bb", 2)),
        words.mapToPair(word -> pair(word, word.length())).collect());
    assertEquals(
        List.of(pair("a", 1), pair("a", 2), pair("bb", 1), pair("bb", 2)),
        words.flatMapToPair(word -> List.of(pair(word, 1), pair(word, 2)).iterator()).collect());
    assertEquals(
        List.of(pair("first", "a"), pair("first", "bb")),
        words
            .mapPartitionsToPair(records -> List.of(pair("first", records.next())).iterator())
            .collect());
  }

  @Test
  default void unionKeepsOrderAndDuplicates() {
    Rdd<Integer> first = context().parallelize(List.of(1, 2), 2);
    Rdd<Integer> second = context().parallelize(List.of(2, 3), 1);
    assertEquals(List.of(1, 2, 2, 3), first.union(second).collect());
    assertEquals(3, first.union(second).getNumPartitions());
    assertEquals(
        List.of(2, 3, 1, 2, 2, 3), context().union(List.of(second, first, second)).collect());
  }

  @Test
  default void unionWithNothingIsTheRest() {
    Rdd<Integer> some = context().parallelize(List.of(1, 2), 2);
    assertEquals(List.of(1, 2), context().<Integer>emptyRdd().union(some).collect());
    assertEquals(List.of(), context().union(context().emptyRdd(), context().emptyRdd()).collect());
  }

  @Test
  default void unionOfPairsSpreadAlikeStaysSpread() {
    PairRdd<Integer, String> first =
        context()
            .parallelizePairs(List.of(pair(0, "a"), pair(1, "b")), 2)
            .groupByKey(2)
            .mapValues(values -> "first" + values);
    PairRdd<Integer, String> second =
        context()
            .parallelizePairs(List.of(pair(0, "c"), pair(1, "d")), 2)
            .groupByKey(2)
            .mapValues(values -> "second" + values);
    PairRdd<Integer, String> both = first.union(second);
    assertEquals(2, both.getNumPartitions());
    assertEquals(first.partitioner(), both.partitioner());
    assertEquals(
        List.of(
            List.of(pair(0, "first[a]"), pair(0, "second[c]")),
            List.of(pair(1, "first[b]"), pair(1, "second[d]"))),
        both.glom().collect());
  }

  @Test
  default void unionOfAnotherContextIsRefused() {
    try (var other = contextWith(new dev.millrace.rdd.MillraceConf())) {
      Rdd<Integer> theirs = other.parallelize(List.of(1), 1);
      Rdd<Integer> ours = context().parallelize(List.of(1), 1);
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> ours.union(theirs))
              .getMessage()
              .contains("union"));
    }
  }

  @Test
  default void distinctKeepsOneOfEach() {
    Rdd<Integer> distinct = context().parallelize(List.of(3, 1, 3, 2, 1, 3), 3).distinct(2);
    assertEquals(2, distinct.getNumPartitions());
    assertEquals(Set.of(1, 2, 3), new TreeSet<>(distinct.collect()));
    assertEquals(3, distinct.count());
  }

  @Test
  default void repartitionSpreadsEvenlyAndLosesNothing() {
    List<List<Integer>> partitions =
        context().parallelize(numbers(0, 12), 2).repartition(3).glom().collect();
    assertEquals(List.of(4, 4, 4), partitions.stream().map(List::size).toList());
    assertEquals(numbers(0, 12), partitions.stream().flatMap(List::stream).sorted().toList());
    assertEquals(2, context().parallelize(numbers(0, 12), 4).repartition(2).getNumPartitions());
  }

  @Test
  default void coalesceJoinsNeighbours() {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 10), 5);
    assertEquals(
        List.of(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7, 8, 9)), rdd.coalesce(2).glom().collect());
    assertEquals(5, rdd.coalesce(9).getNumPartitions());
    assertEquals(9, rdd.coalesce(9, true).getNumPartitions());
    assertThrows(IllegalArgumentException.class, () -> rdd.coalesce(0));
  }

  @Test
  default void nothingIsComputedBeforeAnAction() {
    Probe calls = Probe.create();
    Rdd<Integer> rdd = context().parallelize(numbers(0, 4), 2).map(number -> calls.note(number));
    rdd.filter(number -> number > 0).union(rdd).repartition(3).distinct(2);
    assertEquals(0, calls.count());
  }

  @Test
  default void eachRecordIsComputedOnceInOnePassOverTheChain() {
    Probe events = Probe.create();
    context()
        .parallelize(List.of("x", "y"), 1)
        .map(
            text -> {
              events.note("map " + text);
              return text;
            })
        .flatMap(
            text -> {
              events.note("flatMap " + text);
              return List.of(text + 1, text + 2).iterator();
            })
        .filter(
            text -> {
              events.note("filter " + text);
              return true;
            })
        .foreach(text -> events.note("foreach " + text));
    assertEquals(
        List.of(
            "map x",
            "flatMap x",
            "filter x1",
            "foreach x1",
            "filter x2",
            "foreach x2",
            "map y",
            "flatMap y",
            "filter y1",
            "foreach y1",
            "filter y2",
            "foreach y2"),
        events.events());
  }

  @Test
  default void iteratorsOfUsersArePulledLazily() {
    Probe pulled = Probe.create();
    List<Integer> taken =
        context().parallelize(List.of(1), 1).flatMap(one -> new Endless(pulled)).take(5);
    assertEquals(List.of(1, 2, 3, 4, 5), taken);
    assertEquals(5, pulled.count());
  }

  /** Counts how often it was asked. */
  record Endless(Probe pulled) implements Iterator<Integer> {

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public Integer next() {
      return pulled.note("pull");
    }
  }
}
