package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Tuple2;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each operation makes of given batches. */
final class BasicOperationsTest {

  private final GraphHarness harness = new GraphHarness();

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void mapsEachRecord() throws Exception {
    DStream<String> mapped = numbers().map(number -> "n" + number);
    assertEquals(
        List.of(List.of("n1", "n2", "n3", "n4"), List.of("n5"), List.of()), harness.run(mapped, 3));
  }

  @Test
  void flatMapsEachRecord() throws Exception {
    DStream<Integer> doubled = numbers().flatMap(number -> List.of(number, -number).iterator());
    assertEquals(
        List.of(List.of(1, -1, 2, -2, 3, -3, 4, -4), List.of(5, -5), List.of()),
        harness.run(doubled, 3));
  }

  @Test
  void filtersRecords() throws Exception {
    assertEquals(
        List.of(List.of(2, 4), List.of(), List.of()),
        harness.run(numbers().filter(number -> number % 2 == 0), 3));
  }

  @Test
  void glomsPartitions() throws Exception {
    assertEquals(List.of(List.of(List.of(1, 2), List.of(3, 4))), harness.run(numbers().glom(), 1));
  }

  @Test
  void mapsPartitions() throws Exception {
    DStream<Integer> sums =
        numbers()
            .mapPartitions(
                records -> {
                  int sum = 0;
                  while (records.hasNext()) {
                    sum += records.next();
                  }
                  return List.of(sum).iterator();
                });
    assertEquals(List.of(List.of(3, 7)), harness.run(sums, 1));
  }

  @Test
  void mapsPartitionsToPairs() throws Exception {
    PairDStream<String, Integer> firsts =
        numbers()
            .mapPartitionsToPair(
                records -> List.of(new Tuple2<>("first", records.next())).iterator());
    assertEquals(List.of(List.of(pair("first", 1), pair("first", 3))), harness.run(firsts, 1));
  }

  @Test
  void repartitionsToMoreAndFewerPartitions() throws Exception {
    DStream<List<Integer>> parts = numbers().repartition(4).glom();
    List<List<Integer>> first = harness.run(parts, 1).get(0);
    assertEquals(4, first.size());
    assertEquals(Set.of(1, 2, 3, 4), new HashSet<>(first.stream().flatMap(List::stream).toList()));
  }

  @Test
  void unitesTwoStreamsBatchByBatch() throws Exception {
    DStream<Integer> both = numbers().union(harness.input(List.of(10), List.of(20, 30)));
    assertEquals(
        List.of(List.of(1, 2, 3, 4, 10), List.of(5, 20, 30), List.of()), harness.run(both, 3));
  }

  @Test
  void countsEachBatchAndAnEmptyOneAsZero() throws Exception {
    assertEquals(
        List.of(List.of(4L), List.of(1L), List.of(0L), List.of(0L)),
        harness.run(numbers().count(), 4));
  }

  @Test
  void countsAStreamWithoutPartitionsAsZero() throws Exception {
    assertEquals(List.of(List.of(0L)), harness.run(harness.input().count(), 1));
  }

  @Test
  void reducesEachBatchAndLeavesAnEmptyOneEmpty() throws Exception {
    assertEquals(
        List.of(List.of(10), List.of(5), List.of()),
        harness.run(numbers().reduce(Integer::sum), 3));
  }

  @Test
  void reducesByKeyWithinABatch() throws Exception {
    PairDStream<String, Integer> counts =
        words().mapToPair(word -> pair(word, 1)).reduceByKey(Integer::sum);
    List<List<Tuple2<String, Integer>>> seen = harness.run(counts, 2);
    assertEquals(Set.of(pair("a", 2), pair("b", 1)), Set.copyOf(seen.get(0)));
    assertEquals(Set.of(pair("b", 1)), Set.copyOf(seen.get(1)));
  }

  @Test
  void reducesByKeyIntoTheGivenPartitions() throws Exception {
    PairDStream<String, Integer> ones = words().mapToPair(word -> pair(word, 1));
    DStream<List<Tuple2<String, Integer>>> parts = ones.reduceByKey(Integer::sum, 3).glom();
    assertEquals(3, harness.run(parts, 1).get(0).size());
  }

  @Test
  void groupsByKeyInOrderOfArrival() throws Exception {
    PairDStream<String, Iterable<Integer>> groups =
        harness
            .pairs(List.of(pair("a", 1), pair("b", 2), pair("a", 3)))
            .groupByKey(new HashPartitioner(1));
    List<Tuple2<String, Iterable<Integer>>> first = harness.run(groups, 1).get(0);
    assertEquals(List.of("a", "b"), first.stream().map(Tuple2::_1).toList());
    assertEquals(List.of(1, 3), first.get(0)._2());
  }

  @Test
  void combinesByKey() throws Exception {
    PairDStream<String, String> combined =
        harness
            .pairs(List.of(pair("a", 1), pair("a", 2)))
            .combineByKey(
                value -> "<" + value + ">",
                (text, value) -> text + value,
                String::concat,
                new HashPartitioner(1));
    assertEquals(List.of(List.of(pair("a", "<1><2>"))), harness.run(combined, 1));
  }

  @Test
  void mapsValuesAndKeepsKeys() throws Exception {
    assertEquals(
        List.of(List.of(pair("a", "1!"))),
        harness.run(harness.pairs(List.of(pair("a", 1))).mapValues(value -> value + "!"), 1));
  }

  @Test
  void flatMapsValues() throws Exception {
    assertEquals(
        List.of(List.of(pair("a", 1), pair("a", 2))),
        harness.run(
            harness
                .pairs(List.of(pair("a", 2)))
                .flatMapValues(value -> List.of(value - 1, value).iterator()),
            1));
  }

  @Test
  void joinsTheSameBatchOfTwoStreams() throws Exception {
    assertEquals(
        List.of(List.of(pair("a", pair(1, "x")))), harness.run(left().join(right(), 1), 1));
  }

  @Test
  void leftOuterJoinKeepsWhatOnlyTheLeftHas() throws Exception {
    assertEquals(
        Set.of(pair("a", pair(1, Optional.of("x"))), pair("b", pair(2, Optional.empty()))),
        Set.copyOf(harness.run(left().leftOuterJoin(right()), 1).get(0)));
  }

  @Test
  void rightOuterJoinKeepsWhatOnlyTheRightHas() throws Exception {
    assertEquals(
        Set.of(pair("a", pair(Optional.of(1), "x")), pair("c", pair(Optional.empty(), "z"))),
        Set.copyOf(harness.run(left().rightOuterJoin(right()), 1).get(0)));
  }

  @Test
  void fullOuterJoinKeepsEverything() throws Exception {
    assertEquals(
        Set.of(
            pair("a", pair(Optional.of(1), Optional.of("x"))),
            pair("b", pair(Optional.of(2), Optional.empty())),
            pair("c", pair(Optional.empty(), Optional.of("z")))),
        Set.copyOf(harness.run(left().fullOuterJoin(right()), 1).get(0)));
  }

  @Test
  void cogroupsTwoStreams() throws Exception {
    List<Tuple2<String, Tuple2<Iterable<Integer>, Iterable<String>>>> first =
        harness.run(left().cogroup(right(), 1), 1).get(0);
    assertEquals(
        Set.of("a: [1] [x]", "b: [2] []", "c: [] [z]"),
        Set.copyOf(
            first.stream()
                .map(group -> group._1() + ": " + group._2()._1() + " " + group._2()._2())
                .toList()));
  }

  @Test
  void transformsEachBatchWithItsTime() throws Exception {
    DStream<String> stamped =
        numbers().transform((rdd, time) -> rdd.map(number -> number + "@" + time));
    assertEquals(List.of("5@" + GraphHarness.tick(2)), harness.run(stamped, 2).get(1));
  }

  @Test
  void transformsToPairsAndBack() throws Exception {
    DStream<Integer> back =
        numbers()
            .transformToPair(rdd -> rdd.mapToPair(number -> pair(number % 2, number)))
            .transform(PairRdd::values);
    assertEquals(List.of(List.of(1, 2, 3, 4)), harness.run(back, 1));
  }

  @Test
  void aTransformThatReturnsNullIsToldWhatToReturn() {
    DStream<Integer> none = numbers().transform(rdd -> null);
    Throwable failure = assertThrows(RuntimeException.class, () -> harness.run(none, 1)).getCause();
    assertTrue(failure.getMessage().contains("emptyRdd()"), failure.getMessage());
  }

  @Test
  void refusesNullWhereAFunctionIsNeeded() {
    DStream<Integer> stream = numbers();
    Function<Integer, String> none = null;
    String message =
        assertThrows(IllegalArgumentException.class, () -> stream.map(none)).getMessage();
    assertTrue(message.startsWith("map needs a function"), message);
  }

  @Test
  void refusesStreamsOfDifferentContexts() {
    try (GraphHarness other = new GraphHarness()) {
      DStream<Integer> foreign = other.input(List.of(1));
      String message =
          assertThrows(IllegalArgumentException.class, () -> numbers().union(foreign)).getMessage();
      assertTrue(message.contains("belongs to another streaming context"), message);
    }
  }

  @Test
  void queueStreamCopiesTheQueueAndFallsBackToTheDefault() throws Exception {
    ArrayDeque<Rdd<Integer>> queue = new ArrayDeque<>();
    queue.add(harness.rddContext().parallelize(List.of(1), 1));
    Inputs inputs = new Inputs(harness.builder(), List.of());
    InputDStream<Integer> stream =
        inputs.queue(queue, true, Optional.of(harness.rddContext().parallelize(List.of(7), 1)));
    queue.add(harness.rddContext().parallelize(List.of(2), 1));
    assertEquals(List.of(List.of(1), List.of(7)), harness.run(stream, 2));
  }

  @Test
  void queueStreamGivesTheFirstBatchEverythingUnlessOneAtATime() throws Exception {
    ArrayDeque<Rdd<Integer>> queue = new ArrayDeque<>();
    queue.add(harness.rddContext().parallelize(List.of(1), 1));
    queue.add(harness.rddContext().parallelize(List.of(2), 1));
    InputDStream<Integer> stream =
        new Inputs(harness.builder(), List.of()).queue(queue, false, Optional.empty());
    assertEquals(List.of(List.of(1, 2), List.of()), harness.run(stream, 2));
  }

  private InputDStream<Integer> numbers() {
    return harness.input(List.of(1, 2, 3, 4), List.of(5), Collections.emptyList());
  }

  private InputDStream<String> words() {
    return harness.input(Arrays.asList("a", "b", "a"), List.of("b"));
  }

  private PairDStream<String, Integer> left() {
    return harness.pairs(List.of(pair("a", 1), pair("b", 2)));
  }

  private PairDStream<String, String> right() {
    return harness.pairs(List.of(pair("a", "x"), pair("c", "z")));
  }

  private static <A, B> Tuple2<A, B> pair(A first, B second) {
    return new Tuple2<>(first, second);
  }
}
