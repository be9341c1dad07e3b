package dev.millrace.testkit.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.DStream;
import dev.millrace.streaming.PairDStream;
import dev.millrace.time.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each form in which an operation can be called does the same, spread as it is told. */
final class OverloadsTest {
  private static final Duration BATCH = Durations.seconds(1);
  private static final Function2<Integer, Integer, Integer> SUM = Integer::sum;
  private static final Function2<Integer, Integer, Integer> LESS = (sum, gone) -> sum - gone;
  private static final HashPartitioner FIVE = new HashPartitioner(5);

  @TempDir Path directory;

  private static Tuple2<String, Integer> pair(String key, int value) {
    return new Tuple2<>(key, value);
  }

  /** What a form of an operation gave in the last batch, and in how many partitions. */
  private record Form(Set<String> records, int partitions) {}

  private static <T> Form form(SeenBatches<T> seen) {
    int last = seen.batches().size() - 1;
    Set<String> records = new TreeSet<>();
    seen.batches().get(last).forEach(record -> records.add(String.valueOf(record)));
    return new Form(records, seen.partitions().get(last).size());
  }

  /** Runs two batches of pairs through the forms of an operation: default, in three, by FIVE. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private <W> void assertSpreads(
      Set<String> expected,
      Function2<PairDStream<String, Integer>, PairDStream<String, Integer>, PairDStream<String, W>>
              ...
          forms)
      throws Exception {
    List<Form> found = new ArrayList<>();
    try (StreamTest test = new StreamTest(BATCH)) {
      test.context().checkpoint(directory.toString());
      PairDStream<String, Integer> left =
          test.givenPairs(List.of(pair("a", 1)), List.of(pair("a", 2), pair("b", 3)));
      PairDStream<String, Integer> right =
          test.givenPairs(List.of(pair("z", 9)), List.of(pair("b", 4), pair("c", 5)));
      List<SeenBatches<Tuple2<String, W>>> seen = new ArrayList<>();
      for (var form : forms) {
        seen.add(test.see(form.call(left, right)));
      }
      test.run();
      seen.forEach(batches -> found.add(form(batches)));
    }
    assertEquals(
        List.of(new Form(expected, 2), new Form(expected, 3), new Form(expected, 5)), found);
  }

  @Test
  void groupByKeyTakesANumberOfPartitionsOrAPartitioner() throws Exception {
    assertSpreads(
        Set.of("(a,[2])", "(b,[3])"),
        (left, right) -> left.groupByKey(),
        (left, right) -> left.groupByKey(3),
        (left, right) -> left.groupByKey(FIVE));
  }

  @Test
  void reduceByKeyTakesANumberOfPartitionsOrAPartitioner() throws Exception {
    assertSpreads(
        Set.of("(a,2)", "(b,3)"),
        (left, right) -> left.reduceByKey(SUM),
        (left, right) -> left.reduceByKey(SUM, 3),
        (left, right) -> left.reduceByKey(SUM, FIVE));
  }

  @Test
  void cogroupTakesANumberOfPartitionsOrAPartitioner() throws Exception {
    assertSpreads(
        Set.of("(a,([2],[]))", "(b,([3],[4]))", "(c,([],[5]))"),
        (left, right) -> left.cogroup(right),
        (left, right) -> left.cogroup(right, 3),
        (left, right) -> left.cogroup(right, FIVE));
  }

  @Test
  void joinTakesANumberOfPartitionsOrAPartitioner() throws Exception {
    assertSpreads(
        Set.of("(b,(3,4))"),
        (left, right) -> left.join(right),
        (left, right) -> left.join(right, 3),
        (left, right) -> left.join(right, FIVE));
  }

  @Test
  void leftOuterJoinTakesANumberOfPartitionsOrAPartitioner() throws Exception {
    assertSpreads(
        Set.of("(a,(2,Optional.empty))", "(b,(3,Optional[4]))"),
        (left, right) -> left.leftOuterJoin(right),
        (left, right) -> left.leftOuterJoin(right, 3),
        (left, right) -> left.leftOuterJoin(right, FIVE));
  }

  @Test
  void rightOuterJoinTakesANumberOfPartitionsOrAPartitioner() throws Exception {
    assertSpreads(
        Set.of("(b,(Optional[3],4))", "(c,(Optional.empty,5))"),
        (left, right) -> left.rightOuterJoin(right),
        (left, right) -> left.rightOuterJoin(right, 3),
        (left, right) -> left.rightOuterJoin(right, FIVE));
  }

  @Test
  void fullOuterJoinTakesANumberOfPartitionsOrAPartitioner() throws Exception {
    assertSpreads(
        Set.of(
            "(a,(Optional[2],Optional.empty))",
            "(b,(Optional[3],Optional[4]))",
            "(c,(Optional.empty,Optional[5]))"),
        (left, right) -> left.fullOuterJoin(right),
        (left, right) -> left.fullOuterJoin(right, 3),
        (left, right) -> left.fullOuterJoin(right, FIVE));
  }

  @Test
  void groupByKeyAndWindowTakesANumberOfPartitionsOrAPartitioner() throws Exception {
    Duration both = BATCH.multipliedBy(2);
    assertSpreads(
        Set.of("(a,[1, 2])", "(b,[3])"),
        (left, right) -> left.groupByKeyAndWindow(both),
        (left, right) -> left.groupByKeyAndWindow(both, BATCH, 3),
        (left, right) -> left.groupByKeyAndWindow(both, BATCH, FIVE));
  }

  @Test
  void reduceByKeyAndWindowTakesANumberOfPartitionsOrAPartitioner() throws Exception {
    Duration both = BATCH.multipliedBy(2);
    assertSpreads(
        Set.of("(a,3)", "(b,3)"),
        (left, right) -> left.reduceByKeyAndWindow(SUM, both),
        (left, right) -> left.reduceByKeyAndWindow(SUM, both, BATCH, 3),
        (left, right) -> left.reduceByKeyAndWindow(SUM, both, BATCH, FIVE));
  }

  @Test
  void reduceByKeyAndWindowWithInverseTakesAFilterWithPartitionsOrAPartitioner() throws Exception {
    Function<Tuple2<String, Integer>, Boolean> isSome = counted -> counted._2() != 0;
    assertSpreads(
        Set.of("(a,2)", "(b,3)"),
        (left, right) -> left.reduceByKeyAndWindow(SUM, LESS, BATCH, BATCH),
        (left, right) -> left.reduceByKeyAndWindow(SUM, LESS, BATCH, BATCH, 3, isSome),
        (left, right) -> left.reduceByKeyAndWindow(SUM, LESS, BATCH, BATCH, FIVE, isSome));
  }

  @Test
  void combineByKeyCombinesBeforeTheMoveUnlessToldOtherwise() throws Exception {
    Function<Integer, String> create = String::valueOf;
    Function2<String, Integer, String> add = (text, value) -> text + "," + value;
    Function2<String, String, String> merge = (one, other) -> one + "|" + other;
    try (StreamTest test = new StreamTest(BATCH)) {
      PairDStream<String, Integer> pairs =
          test.givenPairs(List.of(pair("a", 1), pair("a", 2), pair("a", 3), pair("a", 4)));
      test.expect(pairs.combineByKey(create, add, merge, FIVE), List.of(text("1,2|3,4")));
      test.expect(pairs.combineByKey(create, add, merge, FIVE, true), List.of(text("1,2|3,4")));
      test.expect(pairs.combineByKey(create, add, merge, FIVE, false), List.of(text("1,2,3,4")));
      test.run();
    }
  }

  private static Tuple2<String, String> text(String combined) {
    return new Tuple2<>("a", combined);
  }

  @Test
  void aStreamOfTuplesIsAStreamOfPairsAndBack() {
    try (StreamTest test = new StreamTest(BATCH)) {
      DStream<Tuple2<String, Integer>> tuples = test.given(List.of(pair("a", 1), pair("a", 2)));
      PairDStream<String, Integer> pairs = PairDStream.fromDStream(tuples);
      test.expect(pairs.reduceByKey(SUM), List.of(pair("a", 3)));
      test.expect(pairs.toDStream(), List.of(pair("a", 1), pair("a", 2)));
      test.run();
    }
  }

  @Test
  void makesPairsOfEachRecord() {
    try (StreamTest test = new StreamTest(BATCH)) {
      DStream<String> lines = test.given(List.of("a b", "c"));
      test.expect(
          lines.mapToPair(line -> pair(line, line.length())),
          List.of(pair("a b", 3), pair("c", 1)));
      test.expect(
          lines.flatMapToPair(
              line -> List.of(line.split(" ")).stream().map(word -> pair(word, 1)).iterator()),
          List.of(pair("a", 1), pair("b", 1), pair("c", 1)));
      test.run();
    }
  }

  @Test
  void aStreamOfPairsHasTheOperationsOfEveryStream() {
    try (StreamTest test = new StreamTest(BATCH)) {
      PairDStream<String, Integer> pairs =
          test.givenPairs(List.of(pair("a", 1), pair("b", 2)), List.of(pair("c", 3)));
      test.expect(
          pairs.filter(pair -> pair._2() > 1), List.of(pair("b", 2)), List.of(pair("c", 3)));
      test.expect(pairs.map(Tuple2::_1), List.of("a", "b"), List.of("c"));
      test.expect(pairs.count(), List.of(2L), List.of(1L));
      PairDStream<String, Integer> twice = pairs.union(pairs).repartition(1);
      test.expect(
          twice.reduceByKey(SUM, 1), List.of(pair("a", 2), pair("b", 4)), List.of(pair("c", 6)));
      test.expect(
          pairs.window(BATCH.multipliedBy(2)).mapValues(value -> value),
          List.of(pair("a", 1), pair("b", 2)),
          List.of(pair("a", 1), pair("b", 2), pair("c", 3)));
      test.expect(pairs.transform((rdd, time) -> rdd.values()), List.of(1, 2), List.of(3));
      test.run();
    }
  }

  @Test
  void reduceByWindowGivesTheSameWithAnInverseFunction() {
    try (StreamTest test = new StreamTest(BATCH)) {
      test.context().checkpoint(directory.toString());
      DStream<Integer> numbers = test.given(List.of(1, 2), List.of(3), List.of(4));
      Duration both = BATCH.multipliedBy(2);
      test.expect(numbers.reduceByWindow(SUM, both, BATCH), List.of(3), List.of(6), List.of(7));
      test.expect(
          numbers.reduceByWindow(SUM, LESS, both, BATCH), List.of(3), List.of(6), List.of(7));
      test.run();
    }
  }

  @Test
  void countByValueAndWindowTakesANumberOfPartitions() {
    try (StreamTest test = new StreamTest(BATCH)) {
      test.context().checkpoint(directory.toString());
      DStream<String> words = test.given(List.of("a", "b"), List.of("a"));
      Duration both = BATCH.multipliedBy(2);
      var plain = test.see(words.countByValueAndWindow(both, BATCH));
      var spread = test.see(words.countByValueAndWindow(both, BATCH, 3));
      test.run();
      Set<String> counts = Set.of("(a,2)", "(b,1)");
      assertEquals(
          List.of(new Form(counts, 2), new Form(counts, 3)), List.of(form(plain), form(spread)));
    }
  }

  @Test
  void persistsAsBytesInMemoryUnlessToldOtherwise() {
    Map<String, StorageLevel> levels = new LinkedHashMap<>();
    try (StreamTest test = new StreamTest(BATCH, new MillraceConf())) {
      DStream<Integer> numbers = test.given(List.of(1));
      Map<String, DStream<Integer>> streams = new LinkedHashMap<>();
      streams.put("persist", numbers.map(number -> number).persist());
      streams.put("cache", numbers.map(number -> number).cache());
      streams.put("level", numbers.map(number -> number).persist(StorageLevel.DISK_ONLY()));
      streams.put("nothing", numbers.map(number -> number));
      streams.forEach(
          (name, stream) -> stream.foreachRDD(rdd -> levels.put(name, rdd.getStorageLevel())));
      test.run();
    }
    assertEquals(
        Map.of(
            "persist", StorageLevel.MEMORY_ONLY_SER(),
            "cache", StorageLevel.MEMORY_ONLY_SER(),
            "level", StorageLevel.DISK_ONLY(),
            "nothing", StorageLevel.NONE()),
        levels);
  }

  @Test
  void refusesToPersistOrCheckpointOnceItRuns() {
    try (StreamTest test = new StreamTest(BATCH)) {
      DStream<Integer> numbers = test.given(List.of(1));
      test.expect(numbers, List.of(1));
      test.advance(1);
      assertThrows(UnsupportedOperationException.class, numbers::persist);
      assertThrows(UnsupportedOperationException.class, numbers::cache);
      assertThrows(UnsupportedOperationException.class, () -> numbers.checkpoint(BATCH));
      test.stop();
    }
  }
}
