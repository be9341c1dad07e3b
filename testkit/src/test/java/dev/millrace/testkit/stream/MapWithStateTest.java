package dev.millrace.testkit.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.function.Function3;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.MapWithStateDStream;
import dev.millrace.streaming.PairDStream;
import dev.millrace.streaming.State;
import dev.millrace.streaming.StateSpec;
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

final class MapWithStateTest {

  private static final Duration BATCH = Duration.ofSeconds(1);

  /** Counts values; the record is the count. */
  private static final Function3<String, Optional<Integer>, State<Integer>, Integer> COUNT =
      (key, value, state) -> {
        int count = state.getOption().orElse(0) + value.orElseThrow();
        state.update(count);
        return count;
      };

  @TempDir private Path checkpoints;

  private StreamTest test() {
    StreamTest test = new StreamTest(BATCH);
    test.context().checkpoint(checkpoints.toString());
    return test;
  }

  private static <A, B> Tuple2<A, B> pair(A first, B second) {
    return new Tuple2<>(first, second);
  }

  private static PairDStream<String, Integer> words(StreamTest test, String... batches) {
    List<List<Tuple2<String, Integer>>> given = new ArrayList<>();
    for (String batch : batches) {
      given.add(batch.chars().mapToObj(letter -> pair(Character.toString(letter), 1)).toList());
    }
    return PairDStream.fromDStream(test.given(given, 1));
  }

  private static <M extends Comparable<M>> List<List<M>> sorted(SeenBatches<M> seen) {
    return seen.batches().stream().map(batch -> batch.stream().sorted().toList()).toList();
  }

  private static <V> List<Map<String, V>> maps(SeenBatches<Tuple2<String, V>> seen) {
    List<Map<String, V>> maps = new ArrayList<>();
    for (List<Tuple2<String, V>> batch : seen.batches()) {
      Map<String, V> map = new TreeMap<>();
      batch.forEach(pair -> assertEquals(null, map.put(pair._1(), pair._2()), "a key twice"));
      maps.add(map);
    }
    return maps;
  }

  @Test
  void theFunctionIsCalledForEachNewValueAndSnapshotsHaveAllKeys() {
    try (StreamTest test = test()) {
      MapWithStateDStream<String, Integer, Integer, Integer> counts =
          words(test, "a", "aab", "", "bc").mapWithState(StateSpec.function(COUNT));
      SeenBatches<Integer> mapped = test.see(counts);
      SeenBatches<Tuple2<String, Integer>> snapshots = test.see(counts.stateSnapshots());
      test.run();
      assertEquals(List.of(List.of(1), List.of(1, 2, 3), List.of(), List.of(1, 2)), sorted(mapped));
      assertEquals(
          List.of(
              Map.of("a", 1),
              Map.of("a", 3, "b", 1),
              Map.of("a", 3, "b", 1),
              Map.of("a", 3, "b", 2, "c", 1)),
          maps(snapshots));
    }
  }

  @Test
  void theLongFormSeesTheTimeAndMayMakeNoRecord() {
    try (StreamTest test = test()) {
      MapWithStateDStream<String, Integer, Integer, String> changes =
          words(test, "ab", "a")
              .mapWithState(
                  StateSpec.function(
                      (Time time, String key, Optional<Integer> value, State<Integer> state) -> {
                        state.update(value.orElseThrow());
                        return key.equals("a")
                            ? Optional.of(key + time.milliseconds())
                            : Optional.<String>empty();
                      }));
      SeenBatches<String> mapped = test.see(changes);
      test.run();
      assertEquals(
          List.of(
              List.of("a" + test.timeOf(0).milliseconds()),
              List.of("a" + test.timeOf(1).milliseconds())),
          mapped.batches());
    }
  }

  @Test
  void recordsMayBeNullOrAbsentButTheOptionalMayNot() {
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words = words(test, "a");
      SeenBatches<String> nulls =
          test.see(
              words.mapWithState(
                  StateSpec.function(
                      (String key, Optional<Integer> value, State<Integer> state) ->
                          (String) null)));
      test.run();
      assertEquals(1, nulls.batches().get(0).size());
      assertEquals(null, nulls.batches().get(0).get(0));
    }
    try (StreamTest test = test()) {
      test.see(
          words(test, "a")
              .mapWithState(
                  StateSpec.function(
                      (Time time, String key, Optional<Integer> value, State<Integer> state) ->
                          (Optional<String>) null)));
      test.expectFailures(1);
      test.run();
      String message = test.failures().get(0).toString();
      assertTrue(message.contains("mapWithState") && message.contains("key a"), message);
    }
  }

  @Test
  void initialStatesAreThereBeforeTheFirstBatch() {
    try (StreamTest test = test()) {
      PairRdd<String, Integer> initial =
          test.context().rddContext().parallelizePairs(List.of(pair("a", 5), pair("b", 10)), 2);
      MapWithStateDStream<String, Integer, Integer, Integer> counts =
          words(test, "", "ac").mapWithState(StateSpec.function(COUNT).initialState(initial));
      SeenBatches<Integer> mapped = test.see(counts);
      SeenBatches<Tuple2<String, Integer>> snapshots = test.see(counts.stateSnapshots());
      test.run();
      assertEquals(List.of(List.of(), List.of(1, 6)), sorted(mapped));
      assertEquals(
          List.of(Map.of("a", 5, "b", 10), Map.of("a", 6, "b", 10, "c", 1)), maps(snapshots));
    }
  }

  @Test
  void aRemovedStateIsGoneInTheSameBatch() {
    try (StreamTest test = test()) {
      MapWithStateDStream<String, Integer, Integer, String> counts =
          words(test, "aab", "ab")
              .mapWithState(
                  StateSpec.function(
                      (String key, Optional<Integer> value, State<Integer> state) -> {
                        if (state.exists()) {
                          state.remove();
                          return key + "-";
                        }
                        state.update(1);
                        return key + "+";
                      }));
      SeenBatches<String> mapped = test.see(counts);
      SeenBatches<Tuple2<String, Integer>> snapshots = test.see(counts.stateSnapshots());
      test.run();
      assertEquals(List.of(List.of("a+", "a-", "b+"), List.of("a+", "b-")), sorted(mapped));
      assertEquals(List.of(Map.of("b", 1), Map.of("a", 1)), maps(snapshots));
    }
  }

  /** A key's record is its name, or its name and ! when it times out. */
  private static StateSpec<String, Integer, Integer, String> timingOut(int seconds) {
    return StateSpec.function(
            (String key, Optional<Integer> value, State<Integer> state) -> {
              if (state.isTimingOut()) {
                assertEquals(Optional.empty(), value);
                assertEquals(Optional.of(1), state.getOption());
                return key + "!";
              }
              if (!state.exists()) {
                state.update(1);
              }
              return key;
            })
        .timeout(Duration.ofSeconds(seconds));
  }

  @Test
  void anIdleKeyTimesOutInTheFirstBatchAfterTheTimeout() {
    // A checkpoint is due in the tenth batch only; the model times out no sooner than that.
    try (StreamTest test = test()) {
      MapWithStateDStream<String, Integer, Integer, String> states =
          words(test, "a", "b", "", "", "", "b", "").mapWithState(timingOut(2));
      SeenBatches<String> mapped = test.see(states);
      SeenBatches<Tuple2<String, Integer>> snapshots = test.see(states.stateSnapshots());
      test.run();
      // Idle for exactly the timeout is not yet too long.
      assertEquals(
          List.of(
              List.of("a"),
              List.of("b"),
              List.of(),
              List.of("a!"),
              List.of("b!"),
              List.of("b"),
              List.of()),
          sorted(mapped));
      assertEquals(
          List.of(
              Map.of("a", 1),
              Map.of("a", 1, "b", 1),
              Map.of("a", 1, "b", 1),
              Map.of("b", 1),
              Map.of(),
              Map.of("b", 1),
              Map.of("b", 1)),
          maps(snapshots));
    }
  }

  @Test
  void aNewValueKeepsAKeyEvenIfTheFunctionDoesNotUpdateIt() {
    try (StreamTest test = test()) {
      SeenBatches<String> mapped =
          test.see(words(test, "a", "a", "a", "a", "", "").mapWithState(timingOut(1)));
      test.run();
      assertEquals(
          List.of(List.of("a"), List.of("a"), List.of("a"), List.of("a"), List.of(), List.of("a!")),
          sorted(mapped));
    }
  }

  @Test
  void aKeyWithANewValueInTheBatchInWhichItWouldTimeOutStays() {
    try (StreamTest test = test()) {
      SeenBatches<String> mapped =
          test.see(words(test, "a", "", "a", "", "").mapWithState(timingOut(1)));
      test.run();
      assertEquals(
          List.of(List.of("a"), List.of(), List.of("a"), List.of(), List.of("a!")), sorted(mapped));
    }
  }

  @Test
  void initialStatesTimeOutAsIfTouchedInTheFirstBatch() {
    try (StreamTest test = test()) {
      PairRdd<String, Integer> initial =
          test.context().rddContext().parallelizePairs(List.of(pair("i", 1)), 1);
      SeenBatches<String> mapped =
          test.see(words(test, "", "", "").mapWithState(timingOut(1).initialState(initial)));
      test.run();
      assertEquals(List.of(List.of(), List.of(), List.of("i!")), sorted(mapped));
    }
  }

  @Test
  void withoutATimeoutAKeyStaysForEver() {
    try (StreamTest test = test()) {
      String[] batches =
          IntStream.range(0, 50).mapToObj(n -> n == 0 ? "a" : "").toArray(String[]::new);
      SeenBatches<Tuple2<String, Integer>> snapshots =
          test.see(words(test, batches).mapWithState(StateSpec.function(COUNT)).stateSnapshots());
      test.run();
      assertEquals(Map.of("a", 1), maps(snapshots).get(49));
    }
  }

  @Test
  void readingAStateThatIsNotThereNamesTheKey() {
    try (StreamTest test = test()) {
      test.see(
          words(test, "q")
              .mapWithState(
                  StateSpec.function(
                      (String key, Optional<Integer> value, State<Integer> state) -> state.get())));
      test.expectFailures(1);
      test.run();
      String message = test.failures().get(0).toString();
      assertTrue(message.contains("mapWithState") && message.contains("key q"), message);
    }
  }

  @Test
  void theLastPartitionerOfASpecCounts() {
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words = words(test, "abc");
      var three =
          test.see(
              words
                  .mapWithState(
                      StateSpec.function(COUNT)
                          .numPartitions(5)
                          .partitioner(new HashPartitioner(3)))
                  .stateSnapshots());
      var five =
          test.see(
              words.mapWithState(
                  StateSpec.function(COUNT).partitioner(new HashPartitioner(3)).numPartitions(5)));
      var usual = test.see(words.mapWithState(StateSpec.function(COUNT)));
      test.run();
      assertEquals(
          List.of(3, 5, 2),
          List.of(
              three.partitions().get(0).size(),
              five.partitions().get(0).size(),
              usual.partitions().get(0).size()));
    }
  }

  @Test
  void aSpecIsTakenAsItIsAtTheCall() {
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words = words(test, "a", "", "");
      StateSpec<String, Integer, Integer, String> spec = timingOut(1);
      SeenBatches<String> mapped = test.see(words.mapWithState(spec));
      spec.timeout(Duration.ofHours(1));
      test.run();
      assertEquals(List.of(List.of("a"), List.of(), List.of("a!")), sorted(mapped));
    }
  }

  @Test
  void aStateNeedsACheckpointDirectory() {
    try (StreamTest test = new StreamTest(BATCH)) {
      test.see(words(test, "a").mapWithState(StateSpec.function(COUNT)));
      String message =
          assertThrows(IllegalArgumentException.class, () -> test.advance(1)).getMessage();
      assertTrue(message.startsWith("mapWithState at MapWithStateTest.java:"), message);
      assertTrue(message.contains("every PT10S"), message);
      assertTrue(message.contains("checkpoint(directory)"), message);
    }
  }

  @Test
  void theCheckpointIntervalIsTenSlidesUnlessTheProgramSaysAnother() {
    assertEquals(List.of(10, 20), checkpointedBatches(Optional.empty()));
    assertEquals(
        List.of(4, 8, 12, 16, 20), checkpointedBatches(Optional.of(BATCH.multipliedBy(4))));
  }

  /** In which of 21 batches a file of state appeared. */
  private List<Integer> checkpointedBatches(Optional<Duration> interval) {
    Path directory = checkpoints.resolve(interval.toString());
    try (StreamTest test = new StreamTest(BATCH)) {
      test.context().checkpoint(directory.toString());
      String[] batches = IntStream.range(0, 21).mapToObj(n -> "a").toArray(String[]::new);
      var counts = words(test, batches).mapWithState(StateSpec.function(COUNT));
      interval.ifPresent(counts::checkpoint);
      test.see(counts);
      List<Integer> appeared = new ArrayList<>();
      long before = 0;
      for (int batch = 1; batch <= 21; batch++) {
        test.advance(1);
        long now = savedStates(directory);
        if (now > before) {
          appeared.add(batch);
        }
        before = now;
      }
      test.stop();
      return appeared;
    }
  }

  private static long savedStates(Path root) {
    try (var all = java.nio.file.Files.walk(root)) {
      return all.filter(path -> path.getFileName().toString().startsWith("rdd-")).count();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void badOptionsAreRefusedAtTheCall() {
    var spec = StateSpec.function(COUNT);
    assertThrows(IllegalArgumentException.class, () -> spec.timeout(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> spec.timeout(null));
    assertThrows(IllegalArgumentException.class, () -> spec.numPartitions(0));
    assertThrows(IllegalArgumentException.class, () -> spec.partitioner(null));
    assertThrows(
        IllegalArgumentException.class, () -> spec.initialState((PairRdd<String, Integer>) null));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            StateSpec.function(
                (Function3<String, Optional<Integer>, State<Integer>, Integer>) null));
    try (StreamTest test = test()) {
      PairDStream<String, Integer> words = words(test, "a");
      assertThrows(
          IllegalArgumentException.class,
          () -> words.mapWithState((StateSpec<String, Integer, Integer, Integer>) null));
    }
  }
}
