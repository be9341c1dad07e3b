package dev.millrace.testkit.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.DStream;
import dev.millrace.streaming.PairDStream;
import dev.millrace.time.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows, with the batches that applications know of them. */
final class WindowOperationsTest {
  private static final Duration BATCH = Durations.seconds(1);

  private final StreamTest test = new StreamTest(BATCH);

  @TempDir private Path checkpoints;

  @BeforeEach
  void checkpoint() {
    test.context().checkpoint(checkpoints.toString());
  }

  @AfterEach
  void close() {
    test.close();
  }

  // ---- window

  @Test
  void windowBasic() {
    test.expect(
        numbers().window(times(2), times(1)),
        List.of(0),
        List.of(0, 1),
        List.of(1, 2),
        List.of(2, 3),
        List.of(3, 4),
        List.of(4, 5));
    test.run();
  }

  @Test
  void windowTumbling() {
    test.expect(numbers().window(times(2), times(2)), List.of(0, 1), List.of(2, 3), List.of(4, 5));
    test.run();
  }

  @Test
  void windowLarger() {
    test.expect(
        numbers().window(times(4), times(2)),
        List.of(0, 1),
        List.of(0, 1, 2, 3),
        List.of(2, 3, 4, 5));
    test.run();
  }

  @Test
  void windowNonOverlapping() {
    test.expect(numbers().window(times(1), times(2)), List.of(1), List.of(3), List.of(5));
    test.run();
  }

  @Test
  void windowPersistenceLevelIsItsParents() {
    DStream<Integer> mapped = numbers().map(number -> number);
    List<StorageLevel> levels = new ArrayList<>();
    mapped.foreachRDD(rdd -> levels.add(rdd.context().engine().storageLevel(rdd.lineage())));
    List<StorageLevel> windowLevels = new ArrayList<>();
    mapped
        .window(times(2))
        .persist(StorageLevel.MEMORY_AND_DISK())
        .foreachRDD(rdd -> windowLevels.add(rdd.context().engine().storageLevel(rdd.lineage())));
    test.run();
    assertEquals(Collections.nCopies(6, StorageLevel.MEMORY_AND_DISK()), levels);
    assertEquals(Collections.nCopies(5, StorageLevel.NONE()), windowLevels.subList(1, 6));
  }

  // ---- reduceByKeyAndWindow

  @Test
  void reduceByKeyAndWindowBasicReduction() {
    expectSums(List.of(List.of(pair("a", 1), pair("a", 3))), 1, 1, false, Map.of("a", 4));
  }

  @Test
  void reduceByKeyAndWindowKeyAlreadyInWindowAndNewValueAdded() {
    expectSums(
        List.of(List.of(pair("a", 1)), List.of(pair("a", 1))),
        2,
        1,
        false,
        Map.of("a", 1),
        Map.of("a", 2));
  }

  @Test
  void reduceByKeyAndWindowNewKeyAdded() {
    expectSums(
        List.of(List.of(pair("a", 1)), List.of(pair("a", 1), pair("b", 1))),
        2,
        1,
        false,
        Map.of("a", 1),
        Map.of("a", 2, "b", 1));
  }

  @Test
  void reduceByKeyAndWindowKeyRemoved() {
    expectSums(
        List.of(List.of(pair("a", 1)), List.of(), List.of()),
        2,
        1,
        false,
        Map.of("a", 1),
        Map.of("a", 1),
        Map.of());
  }

  @Test
  void reduceByKeyAndWindowLargerSlideTime() {
    expectSums(risingAndFalling(), 4, 2, false, sumsOf(4, 2));
  }

  @Test
  void reduceByKeyAndWindowBig() {
    expectSums(risingAndFalling(), 3, 1, false, sumsOf(3, 1));
  }

  // ---- reduceByKeyAndWindow with inverse function

  @Test
  void reduceByKeyAndWindowWithInverseBasicReduction() {
    expectSums(List.of(List.of(pair("a", 1), pair("a", 3))), 1, 1, true, Map.of("a", 4));
  }

  @Test
  void reduceByKeyAndWindowWithInverseKeyAlreadyInWindowAndNewValueAdded() {
    expectSums(
        List.of(List.of(pair("a", 1)), List.of(pair("a", 1))),
        2,
        1,
        true,
        Map.of("a", 1),
        Map.of("a", 2));
  }

  @Test
  void reduceByKeyAndWindowWithInverseNewKeyAdded() {
    expectSums(
        List.of(List.of(pair("a", 1)), List.of(pair("a", 1), pair("b", 1))),
        2,
        1,
        true,
        Map.of("a", 1),
        Map.of("a", 2, "b", 1));
  }

  @Test
  void reduceByKeyAndWindowWithInverseKeyRemovedStaysWithWhatIsLeft() {
    expectSums(
        List.of(List.of(pair("a", 1)), List.of(), List.of(), List.of()),
        2,
        1,
        true,
        Map.of("a", 1),
        Map.of("a", 1),
        Map.of("a", 0),
        Map.of("a", 0));
  }

  @Test
  void reduceByKeyAndWindowWithInverseLargerSlideTime() {
    expectSums(risingAndFalling(), 4, 2, true, keysStay(sumsOf(4, 2)));
  }

  @Test
  void reduceByKeyAndWindowWithInverseBig() {
    expectSums(risingAndFalling(), 3, 1, true, keysStay(sumsOf(3, 1)));
  }

  @Test
  void reduceByKeyAndWindowWithInverseAndFilterBig() {
    SeenBatches<Tuple2<String, Integer>> seen =
        test.see(
            test.given(risingAndFalling(), 2)
                .mapToPair(pair -> pair)
                .reduceByKeyAndWindow(
                    Integer::sum,
                    (all, gone) -> all - gone,
                    times(3),
                    times(1),
                    2,
                    pair -> pair._2() != 0));
    test.run();
    assertEquals(List.of(sumsOf(3, 1)), List.of(maps(seen)));
  }

  @Test
  void aFilterThatForgetsAKeyWhoseValuesAreInTheWindowIsToldSo() {
    test.givenPairs(List.of(pair("a", 1)), List.of(), List.of())
        .reduceByKeyAndWindow(
            Integer::sum, (all, gone) -> all - gone, times(2), times(1), 1, pair -> false)
        .foreachRDD(rdd -> rdd.count());
    test.expectFailures(1);
    test.run(3);
    StringBuilder messages = new StringBuilder();
    for (Throwable cause = test.failures().get(0); cause != null; cause = cause.getCause()) {
      messages.append(cause.getMessage()).append('\n');
    }
    assertTrue(
        messages.toString().contains("values of key a leave the window"), messages.toString());
  }

  // ---- groupByKeyAndWindow, countByWindow, countByValueAndWindow

  @Test
  void groupByKeyAndWindow() {
    test.expect(
        test.givenPairs(
                List.of(pair("a", 1)), List.of(pair("a", 2), pair("a", 3)), List.of(), List.of())
            .groupByKeyAndWindow(times(2))
            .mapValues(Object::toString),
        List.of(pair("a", "[1]")),
        List.of(pair("a", "[1, 2, 3]")),
        List.of(pair("a", "[2, 3]")),
        List.of());
    test.run();
  }

  @Test
  void countByWindow() {
    test.expect(
        test.given(List.of(1), List.of(1), List.of(1, 2), List.of(0), List.of(), List.of())
            .countByWindow(times(2), times(1)),
        List.of(1L),
        List.of(2L),
        List.of(3L),
        List.of(3L),
        List.of(1L),
        List.of(0L));
    test.run();
  }

  @Test
  void countByWindowHasNothingBeforeTheFirstRecord() {
    test.expect(
        test.given(List.<Integer>of(), List.of(), List.of(7)).countByWindow(times(2), times(1)),
        List.of(),
        List.of(),
        List.of(1L));
    test.run();
  }

  @Test
  void countByValueAndWindow() {
    PairDStream<String, Long> counts =
        test.given(List.of("a"), List.of("b", "b"), List.of("a", "b"), List.of(), List.of())
            .countByValueAndWindow(times(2), times(1));
    SeenBatches<Tuple2<String, Long>> seen = test.see(counts);
    test.run();
    assertEquals(
        List.of(
            Map.of("a", 1L),
            Map.of("a", 1L, "b", 2L),
            Map.of("a", 1L, "b", 3L),
            Map.of("a", 1L, "b", 1L),
            Map.of()),
        maps(seen));
  }

  @Test
  void reduceByWindowWithoutRecordsStaysEmpty() {
    test.expect(
        test.given(List.of(3, 4), List.of(), List.of())
            .reduceByWindow(Integer::sum, times(2), times(1)),
        List.of(7),
        List.of(7),
        List.of());
    test.run();
  }

  @Test
  void windowsByKeyHaveThePartitionsThatWereAskedFor() {
    PairDStream<String, Integer> pairs = test.givenPairs(List.of(pair("a", 1)), List.of());
    Function2<Integer, Integer, Integer> less = (all, gone) -> all - gone;
    List<SeenBatches<?>> three =
        List.of(
            test.see(pairs.groupByKeyAndWindow(times(2), times(1), 3)),
            test.see(pairs.reduceByKeyAndWindow(Integer::sum, times(2), times(1), 3)),
            test.see(
                pairs.reduceByKeyAndWindow(
                    Integer::sum, less, times(2), times(1), 3, pair -> true)),
            test.see(pairs.countByValueAndWindow(times(2), times(1), 3)));
    List<SeenBatches<?>> byDefault =
        List.of(
            test.see(pairs.groupByKeyAndWindow(times(2))),
            test.see(pairs.reduceByKeyAndWindow(Integer::sum, times(2))),
            test.see(pairs.reduceByKeyAndWindow(Integer::sum, less, times(2), times(1))),
            test.see(pairs.countByValueAndWindow(times(2), times(1))));
    test.run();
    three.forEach(seen -> assertEquals(List.of(3, 3), partitionCounts(seen)));
    byDefault.forEach(seen -> assertEquals(List.of(2, 2), partitionCounts(seen)));
  }

  private static List<Integer> partitionCounts(SeenBatches<?> seen) {
    List<Integer> counts = new ArrayList<>();
    seen.partitions().forEach(batch -> counts.add(batch.size()));
    return counts;
  }

  // ---- What windows survive

  @Test
  void aWindowIsRightAgainAfterABatchThatCouldNotBePlanned() {
    List<Integer> refused = new ArrayList<>(List.of(1));
    DStream<Integer> numbers =
        numbers()
            .transform(
                (rdd, time) -> {
                  if (time.equals(test.timeOf(2)) && !refused.isEmpty()) {
                    throw new IllegalStateException("busy " + refused.remove(0));
                  }
                  return rdd;
                });
    SeenBatches<Long> counts = test.see(numbers.countByWindow(times(3), times(1)));
    test.expectFailures(1);
    test.run();
    assertEquals(
        List.of(List.of(1L), List.of(2L), List.of(3L), List.of(3L), List.of(3L)), counts.batches());
    assertTrue(counts.at(test.timeOf(2)).isEmpty());
  }

  @Test
  void aWindowIsComputedAgainFromTheLastCheckpointWhenWhatWasKeptIsLost() {
    List<Rdd<Long>> kept = new ArrayList<>();
    DStream<Long> counts =
        test.given(Collections.nCopies(40, List.of("a", "b")), 2).countByWindow(times(3), times(1));
    counts.foreachRDD(
        rdd -> {
          kept.forEach(Rdd::unpersist);
          kept.add(rdd);
        });
    SeenBatches<Long> seen = test.see(counts);
    test.run();
    List<List<Long>> expected = new ArrayList<>(Collections.nCopies(40, List.of(6L)));
    expected.set(0, List.of(2L));
    expected.set(1, List.of(4L));
    assertEquals(expected, seen.batches());
  }

  @Test
  void leavesNoCheckpointBehind() throws IOException {
    test.see(test.given(Collections.nCopies(25, List.of(1)), 1).countByWindow(times(3), times(1)));
    test.advance(25);
    assertTrue(checkpointCount() > 0);
    test.stop();
    assertEquals(0, checkpointCount());
  }

  private long checkpointCount() throws IOException {
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files.filter(file -> file.getFileName().toString().startsWith("rdd-")).count();
    }
  }

  // ---- What is refused

  @Test
  void refusesDurationsThatAreNoMultiplesAtTheCallThatMadeThem() {
    PairDStream<String, Integer> pairs = test.givenPairs(List.of(pair("a", 1)));
    DStream<Integer> numbers = pairs.map(Tuple2::_2);
    Duration odd = Duration.ofMillis(1_500);
    for (Runnable wrong :
        List.<Runnable>of(
            () -> numbers.window(odd),
            () -> numbers.window(times(2), odd),
            () -> numbers.reduceByWindow(Integer::sum, odd, times(1)),
            () -> numbers.reduceByWindow(Integer::sum, (all, gone) -> all, times(2), odd),
            () -> numbers.countByWindow(odd, times(1)),
            () -> numbers.countByValueAndWindow(times(2), odd),
            () -> pairs.groupByKeyAndWindow(odd),
            () -> pairs.reduceByKeyAndWindow(Integer::sum, times(1), odd),
            () -> pairs.reduceByKeyAndWindow(Integer::sum, (all, gone) -> all, odd, times(1)))) {
      String message = assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
      assertTrue(
          message.contains("must be a multiple of the stream's slide duration PT1S: PT1.5S")
              && message.contains("the next longer one is PT2S"),
          message);
    }
  }

  // ---- Helpers

  private DStream<Integer> numbers() {
    return test.given(List.of(0), List.of(1), List.of(2), List.of(3), List.of(4), List.of(5));
  }

  /** Keys come one after the other, stay for a while, and go. */
  private static List<List<Tuple2<String, Integer>>> risingAndFalling() {
    List<List<Tuple2<String, Integer>>> batches = new ArrayList<>();
    for (int batch = 0; batch < 14; batch++) {
      List<Tuple2<String, Integer>> records = new ArrayList<>();
      for (int key = 0; key < 4; key++) {
        if (batch >= key && batch < 10 - key) {
          records.add(pair("key" + key, batch + 1));
        }
      }
      batches.add(records);
    }
    return batches;
  }

  private static List<Map<String, Integer>> sumsOf(int window, int slide) {
    List<Map<String, Integer>> sums = new ArrayList<>();
    List<List<Tuple2<String, Integer>>> batches = risingAndFalling();
    for (int last = slide; last <= batches.size(); last += slide) {
      Map<String, Integer> sum = new TreeMap<>();
      batches
          .subList(Math.max(0, last - window), last)
          .forEach(batch -> batch.forEach(pair -> sum.merge(pair._1(), pair._2(), Integer::sum)));
      sums.add(sum);
    }
    return sums;
  }

  private static List<Map<String, Integer>> keysStay(List<Map<String, Integer>> sums) {
    List<Map<String, Integer>> stayed = new ArrayList<>();
    Map<String, Integer> met = new TreeMap<>();
    for (Map<String, Integer> window : sums) {
      met.replaceAll((key, value) -> 0);
      met.putAll(window);
      stayed.add(new TreeMap<>(met));
    }
    return stayed;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private final void expectSums(
      List<List<Tuple2<String, Integer>>> batches,
      int window,
      int slide,
      boolean inverse,
      Map<String, Integer>... expected) {
    expectSums(batches, window, slide, inverse, List.of(expected));
  }

  private void expectSums(
      List<List<Tuple2<String, Integer>>> batches,
      int window,
      int slide,
      boolean inverse,
      List<Map<String, Integer>> expected) {
    PairDStream<String, Integer> pairs = test.given(batches, 2).mapToPair(pair -> pair);
    SeenBatches<Tuple2<String, Integer>> seen =
        test.see(
            inverse
                ? pairs.reduceByKeyAndWindow(
                    Integer::sum, (all, gone) -> all - gone, times(window), times(slide))
                : pairs.reduceByKeyAndWindow(Integer::sum, times(window), times(slide)));
    test.run();
    assertEquals(expected, maps(seen));
  }

  private static <V> List<Map<String, V>> maps(SeenBatches<Tuple2<String, V>> seen) {
    List<Map<String, V>> maps = new ArrayList<>();
    for (List<Tuple2<String, V>> batch : seen.batches()) {
      Map<String, V> map = new TreeMap<>();
      batch.forEach(pair -> map.put(pair._1(), pair._2()));
      maps.add(map);
    }
    return maps;
  }

  private static Duration times(int batches) {
    return BATCH.multipliedBy(batches);
  }

  private static <A, B> Tuple2<A, B> pair(A first, B second) {
    return new Tuple2<>(first, second);
  }
}
