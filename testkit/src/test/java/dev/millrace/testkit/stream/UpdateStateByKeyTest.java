package dev.millrace.testkit.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.PairDStream;
import dev.millrace.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpdateStateByKeyTest {

  private static final Duration BATCH = Duration.ofSeconds(1);

  private static final Function2<List<Integer>, Optional<Integer>, Optional<Integer>> SUM =
      (values, state) ->
          Optional.of(state.orElse(0) + values.stream().mapToInt(Integer::intValue).sum());

  @TempDir private Path checkpoints;

  private StreamTest test() {
    StreamTest test = new StreamTest(BATCH);
    test.context().checkpoint(checkpoints.toString());
    return test;
  }

  private static <A, B> Tuple2<A, B> pair(A first, B second) {
    return new Tuple2<>(first, second);
  }

  private static <V> List<Map<String, V>> maps(SeenBatches<Tuple2<String, V>> seen) {
    return seen.batches().stream().map(UpdateStateByKeyTest::map).toList();
  }

  private static <V> Map<String, V> map(List<Tuple2<String, V>> pairs) {
    Map<String, V> map = new TreeMap<>();
    pairs.forEach(pair -> assertEquals(null, map.put(pair._1(), pair._2()), "a key twice"));
    return map;
  }

  @Test
  void eachBatchHasAllStates() {
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words =
          test.givenPairs(
              List.of(pair("a", 1)),
              List.of(pair("a", 1), pair("b", 1)),
              List.of(),
              List.of(pair("c", 1), pair("c", 1)));
      SeenBatches<Tuple2<String, Integer>> seen = test.see(words.updateStateByKey(SUM));
      test.run();
      assertEquals(
          List.of(
              Map.of("a", 1),
              Map.of("a", 2, "b", 1),
              Map.of("a", 2, "b", 1),
              Map.of("a", 2, "b", 1, "c", 2)),
          maps(seen));
    }
  }

  @Test
  void everyOverloadStartsFromItsInitialStateAndSpreadsAsItIsTold() {
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words = test.givenPairs(List.of(pair("a", 1)), List.of());
      PairRdd<String, Integer> initial =
          test.context().rddContext().parallelizePairs(List.of(pair("a", 10), pair("z", 5)), 1);
      HashPartitioner three = new HashPartitioner(3);
      var plain = test.see(words.updateStateByKey(SUM));
      var numbered = test.see(words.updateStateByKey(SUM, 4));
      var spread = test.see(words.updateStateByKey(SUM, three));
      var begun = test.see(words.updateStateByKey(SUM, three, initial));
      var timed =
          test.see(
              words.<Integer>updateStateByKey(
                  (time, key, values, state) -> SUM.call(values, state), three, true));
      var timedBegun =
          test.see(
              words.updateStateByKey(
                  (time, key, values, state) -> SUM.call(values, state), three, false, initial));
      test.run();
      for (var seen : List.of(plain, numbered, spread, timed)) {
        assertEquals(List.of(Map.of("a", 1), Map.of("a", 1)), maps(seen));
      }
      for (var seen : List.of(begun, timedBegun)) {
        assertEquals(List.of(Map.of("a", 11, "z", 5), Map.of("a", 11, "z", 5)), maps(seen));
      }
      assertEquals(
          List.of(2, 4, 3, 3, 3, 3),
          List.of(plain, numbered, spread, begun, timed, timedBegun).stream()
              .map(seen -> seen.partitions().get(0).size())
              .toList());
    }
  }

  @Test
  void onlyARememberedPartitionerIsKnownLater() {
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words = test.givenPairs(List.of(pair("a", 1)));
      HashPartitioner three = new HashPartitioner(3);
      List<Optional<?>> known = new ArrayList<>();
      for (boolean remembers : List.of(true, false)) {
        words
            .<Integer>updateStateByKey(
                (time, key, values, state) -> SUM.call(values, state), three, remembers)
            .foreachRDD(rdd -> known.add(rdd.partitioner()));
      }
      test.run();
      assertEquals(List.of(Optional.of(three), Optional.empty()), known);
    }
  }

  @Test
  void theFunctionSeesTheTimeOfItsBatchAndItsKey() {
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words =
          test.givenPairs(List.of(pair("a", 1)), List.of(pair("b", 1)));
      SeenBatches<Tuple2<String, String>> seen =
          test.see(
              words.updateStateByKey(
                  (Time time, String key, List<Integer> values, Optional<String> state) ->
                      Optional.of(state.orElse("") + key + time.milliseconds() + values),
                  new HashPartitioner(1),
                  true));
      test.run();
      long first = test.timeOf(0).milliseconds();
      long second = test.timeOf(1).milliseconds();
      assertEquals(
          List.of(
              Map.of("a", "a" + first + "[1]"),
              Map.of("a", "a" + first + "[1]a" + second + "[]", "b", "b" + second + "[1]")),
          maps(seen));
    }
  }

  @Test
  void valuesComeInTheOrderOfTheirArrival() {
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words =
          test.givenPairs(
              List.of(pair("a", 3), pair("b", 9), pair("a", 1), pair("a", 2), pair("b", 8)));
      SeenBatches<Tuple2<String, List<Integer>>> seen =
          test.see(words.<List<Integer>>updateStateByKey((values, state) -> Optional.of(values)));
      test.run();
      assertEquals(List.of(Map.of("a", List.of(3, 1, 2), "b", List.of(9, 8))), maps(seen));
    }
  }

  @Test
  void everyKeyIsVisitedInEveryBatchUntilItIsForgotten() {
    // A state counts the batches without values and goes after two of them.
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words =
          test.givenPairs(
              List.of(pair("a", 1), pair("b", 1)),
              List.of(pair("a", 1)),
              List.of(),
              List.of(),
              List.of(pair("b", 1)));
      SeenBatches<Tuple2<String, Integer>> seen =
          test.see(
              words.<Integer>updateStateByKey(
                  (values, state) -> {
                    int idle = values.isEmpty() ? state.orElseThrow() + 1 : 0;
                    return idle == 2 ? Optional.empty() : Optional.of(idle);
                  }));
      test.run();
      assertEquals(
          List.of(
              Map.of("a", 0, "b", 0),
              Map.of("a", 0, "b", 1),
              Map.of("a", 1),
              Map.of(),
              Map.of("b", 0)),
          maps(seen));
    }
  }

  @Test
  void statesLiveThroughManyCheckpointsAndLeaveFewFiles() {
    try (StreamTest test = test()) {
      List<List<Tuple2<String, Integer>>> batches =
          IntStream.range(0, 60).mapToObj(number -> List.of(pair("k" + number % 7, 1))).toList();
      PairDStream<String, Integer> words = PairDStream.fromDStream(test.given(batches, 2));
      PairDStream<String, Integer> sums = words.updateStateByKey(SUM);
      sums.checkpoint(BATCH.multipliedBy(2));
      SeenBatches<Tuple2<String, Integer>> seen = test.see(sums);
      test.advance(60);
      long files = directories(checkpoints);
      test.stop();
      Map<String, Integer> last = maps(seen).get(59);
      assertEquals(60, last.values().stream().mapToInt(Integer::intValue).sum());
      assertTrue(files >= 1 && files <= 21, () -> files + " checkpoints are left");
    }
  }

  private static long directories(Path root) {
    try (var all = java.nio.file.Files.walk(root)) {
      return all.filter(path -> path.getFileName().toString().startsWith("rdd-")).count();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aFunctionThatReturnsNullFailsTheBatchAndNamesTheKey() {
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words = test.givenPairs(List.of(pair("a", 1)));
      test.see(words.<Integer>updateStateByKey((values, state) -> null));
      test.expectFailures(1);
      test.run();
      String message = test.failures().get(0).toString();
      assertTrue(message.contains("updateStateByKey") && message.contains("key a"), message);
    }
  }

  @Test
  void aStateNeedsACheckpointDirectory() {
    try (StreamTest test = new StreamTest(BATCH)) {
      test.see(test.givenPairs(List.of(pair("a", 1))).updateStateByKey(SUM));
      String message =
          assertThrows(IllegalArgumentException.class, () -> test.advance(1)).getMessage();
      assertTrue(message.startsWith("updateStateByKey at UpdateStateByKeyTest.java:"), message);
      assertTrue(message.contains("checkpoint(directory)"), message);
    }
  }

  @Test
  void badArgumentsAreRefusedAtTheCall() {
    try (StreamTest test = test();
        RddContext other = new RddContext("local", "other")) {
      PairDStream<String, Integer> words = test.givenPairs(List.of(pair("a", 1)));
      HashPartitioner one = new HashPartitioner(1);
      PairRdd<String, Integer> foreign = other.parallelizePairs(List.of(pair("a", 1)), 1);
      PairRdd<String, Integer> none = null;
      assertThrows(
          IllegalArgumentException.class,
          () ->
              words.updateStateByKey(
                  (Function2<List<Integer>, Optional<Integer>, Optional<Integer>>) null));
      assertThrows(IllegalArgumentException.class, () -> words.updateStateByKey(SUM, 0));
      assertThrows(IllegalArgumentException.class, () -> words.updateStateByKey(SUM, null));
      assertThrows(IllegalArgumentException.class, () -> words.updateStateByKey(SUM, one, none));
      assertThrows(IllegalArgumentException.class, () -> words.updateStateByKey(SUM, one, foreign));
    }
  }

  @Test
  void aStateThatIsReadSeldomHasSeenEveryBatch() {
    try (StreamTest test = test()) {
      List<List<Tuple2<String, Integer>>> batches =
          IntStream.range(0, 60).mapToObj(number -> List.of(pair("a", 1))).toList();
      PairDStream<String, Integer> words = PairDStream.fromDStream(test.given(batches, 2));
      // Read every 15 batches, one batch of it each time; checkpointed every ten.
      SeenBatches<Tuple2<String, Integer>> seen =
          test.see(words.updateStateByKey(SUM).window(BATCH, BATCH.multipliedBy(15)));
      test.run();
      assertEquals(
          List.of(Map.of("a", 15), Map.of("a", 30), Map.of("a", 45), Map.of("a", 60)), maps(seen));
    }
  }
}
