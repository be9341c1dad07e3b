package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
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
  void aReduceThatFailsIsNamedWhateverItThrows() {
    DStream<Integer> reduced =
        numbers()
            .reduce(
                (first, second) -> {
                  throw new AssertionError("odd");
                });
    String message =
        assertThrows(JobFailedException.class, () -> harness.run(reduced, 1)).getMessage();
    assertTrue(message.startsWith("reduce failed at partition"), message);
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
  void countsEachDifferentRecord() throws Exception {
    assertEquals(
        Set.of(pair("a", 2L), pair("b", 1L)),
        Set.copyOf(harness.run(words().countByValue(), 1).get(0)));
  }

  @Test
  void countsEachDifferentRecordIntoTheGivenPartitions() throws Exception {
    assertEquals(
        List.of(List.of(List.of(pair("b", 1L)), List.of(pair("a", 2L)))),
        harness.run(words().countByValue(2).glom(), 1));
  }

  @Test
  void transformsTheSameBatchOfTwoStreams() throws Exception {
    DStream<Integer> stream = numbers();
    PairDStream<String, Integer> pairs = left();
    List<DStream<String>> joined =
        List.of(
            stream.transformWith(
                stream, (one, other) -> one.union(other).map(number -> number + "")),
            stream.transformWith(
                stream, (one, other, time) -> one.map(number -> time + ":" + number)),
            stream.transformWith(pairs, (one, other) -> other.keys()),
            stream.transformWith(pairs, (one, other, time) -> other.keys()),
            pairs.transformWith(stream, (one, other) -> one.keys()));
    List<List<String>> first = new ArrayList<>();
    for (SeenOutput<String> output : joined.stream().map(SeenOutput::new).toList()) {
      first.add(output.records);
    }
    harness.run(stream, 1);
    String time = GraphHarness.tick(1).toString();
    assertEquals(
        List.of(
            List.of("1", "2", "3", "4", "1", "2", "3", "4"),
            List.of(time + ":1", time + ":2", time + ":3", time + ":4"),
            List.of("a", "b"),
            List.of("a", "b"),
            List.of("a", "b")),
        first);
  }

  @Test
  void transformsTheSameBatchOfTwoStreamsToPairs() throws Exception {
    DStream<Integer> stream = numbers();
    PairDStream<String, Integer> pairs = left();
    List<PairDStream<String, Integer>> joined =
        List.of(
            stream.transformWithToPair(
                stream, (one, other) -> one.mapToPair(number -> pair("n", number))),
            stream.transformWithToPair(
                stream, (one, other, time) -> one.mapToPair(number -> pair("n", number))),
            stream.transformWithToPair(pairs, (one, other) -> other),
            stream.transformWithToPair(pairs, (one, other, time) -> other));
    List<SeenOutput<Tuple2<String, Integer>>> outputs =
        joined.stream().map(pairStream -> new SeenOutput<>(pairStream.toDStream())).toList();
    harness.run(stream, 1);
    List<Tuple2<String, Integer>> numbered =
        List.of(pair("n", 1), pair("n", 2), pair("n", 3), pair("n", 4));
    List<Tuple2<String, Integer>> given = List.of(pair("a", 1), pair("b", 2));
    assertEquals(
        List.of(numbered, numbered, given, given),
        outputs.stream().map(output -> output.records).toList());
  }

  /** What a stream has in its first batch. */
  private static final class SeenOutput<T> {
    private final List<T> records = new ArrayList<>();

    SeenOutput(DStream<T> stream) {
      stream.foreachRDD(rdd -> records.addAll(rdd.collect()));
    }
  }

  // ---- A parent that has no collection

  @Test
  void whatFollowsFromNoCollectionHasNone() throws Exception {
    assertEquals(
        List.of(Optional.empty(), Optional.empty()),
        harness.runSlides(
            harness.<Integer>never().map(number -> number).filter(number -> true), 2));
  }

  @Test
  void aWindowOfNoCollectionsIsEmpty() throws Exception {
    assertEquals(
        List.of(List.of(), List.of()),
        harness.run(harness.<Integer>never().window(GraphHarness.BATCH), 2));
  }

  @Test
  void unionWithAStreamWithoutCollectionFailsAndNamesIt() {
    assertNamesTheEmptyParent(numbers().union(harness.never()));
  }

  @Test
  void transformOfAStreamWithoutCollectionFailsAndNamesIt() {
    assertNamesTheEmptyParent(harness.<Integer>never().transform(rdd -> rdd));
  }

  @Test
  void transformWithAStreamWithoutCollectionFailsAndNamesIt() {
    assertNamesTheEmptyParent(
        numbers().transformWith(harness.<Integer>never(), (rdd, none) -> rdd));
  }

  private void assertNamesTheEmptyParent(DStream<Integer> stream) {
    RuntimeException failure = assertThrows(RuntimeException.class, () -> harness.run(stream, 1));
    assertTrue(
        failure
            .getCause()
            .getMessage()
            .matches(
                "the stream of never at GraphHarness.java:\\d+ has no batch at this" + " time"),
        failure.getCause().getMessage());
  }

  // ---- Batches that are there

  @Test
  void slicesTheBatchesOfATimeSpan() throws Exception {
    harness.builder().remember(GraphHarness.BATCH.multipliedBy(10));
    DStream<Integer> mapped = numbers().map(number -> number * 10);
    harness.run(numbers(), 3);
    List<List<Integer>> slice =
        mapped.slice(GraphHarness.tick(1), GraphHarness.tick(2)).stream()
            .map(Rdd::collect)
            .toList();
    assertEquals(List.of(List.of(10, 20, 30, 40), List.of(50)), slice);
  }

  @Test
  void slicesRoundDownToBatches() throws Exception {
    harness.builder().remember(GraphHarness.BATCH.multipliedBy(10));
    DStream<Integer> stream = numbers();
    harness.run(stream, 3);
    assertEquals(
        List.of(List.of(5)),
        stream
            .slice(
                GraphHarness.tick(2).plus(Duration.ofMillis(400)),
                GraphHarness.tick(3).minus(Duration.ofMillis(1)))
            .stream()
            .map(Rdd::collect)
            .toList());
  }

  @Test
  void slicesLeaveOutWhatIsForgottenOrHasNotCome() throws Exception {
    DStream<Integer> stream = numbers();
    harness.run(stream, 2);
    assertEquals(
        List.of(List.of(5)),
        stream.slice(new Time(0), GraphHarness.tick(1_000_000)).stream()
            .map(Rdd::collect)
            .toList());
  }

  @Test
  void givesTheBatchOfATime() throws Exception {
    harness.builder().remember(GraphHarness.BATCH.multipliedBy(10));
    DStream<Integer> stream = numbers();
    harness.run(stream, 3);
    assertEquals(List.of(5), stream.compute(GraphHarness.tick(2)).collect());
    assertThrows(NoSuchElementException.class, () -> stream.compute(GraphHarness.tick(4)));
    assertThrows(NoSuchElementException.class, () -> stream.compute(GraphHarness.ZERO));
  }

  @Test
  void refusesToSliceBeforeTheStart() {
    DStream<Integer> stream = numbers();
    for (Runnable early :
        List.<Runnable>of(
            () -> stream.slice(GraphHarness.ZERO, GraphHarness.tick(1)),
            () -> stream.compute(GraphHarness.tick(1)))) {
      String message = assertThrows(IllegalStateException.class, early::run).getMessage();
      assertTrue(message.contains("has not been initialized"), message);
    }
  }

  @Test
  void refusesNullWhereAFunctionIsNeeded() {
    DStream<Integer> stream = numbers();
    Function<Integer, String> none = null;
    String message =
        assertThrows(IllegalArgumentException.class, () -> stream.map(none)).getMessage();
    assertTrue(message.startsWith("map needs a function"), message);
    PairDStream<String, Integer> pairs = left();
    for (Runnable nothing :
        List.<Runnable>of(
            () -> stream.reduceByWindow(null, GraphHarness.BATCH, GraphHarness.BATCH),
            () -> stream.reduceByWindow(Integer::sum, null, GraphHarness.BATCH, GraphHarness.BATCH),
            () ->
                pairs.reduceByKeyAndWindow(
                    Integer::sum, null, GraphHarness.BATCH, GraphHarness.BATCH),
            () ->
                pairs.reduceByKeyAndWindow(
                    Integer::sum,
                    (all, gone) -> all,
                    GraphHarness.BATCH,
                    GraphHarness.BATCH,
                    2,
                    null),
            () -> stream.transformWith((DStream<Integer>) null, (one, other) -> one),
            () -> stream.slice(null, GraphHarness.ZERO),
            () -> stream.checkpoint(null))) {
      assertThrows(IllegalArgumentException.class, nothing::run);
    }
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
