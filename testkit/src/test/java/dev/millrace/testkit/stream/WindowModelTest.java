package dev.millrace.testkit.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.Partitioner;
import dev.millrace.rdd.RddLike;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.DStream;
import dev.millrace.streaming.DStreamLike;
import dev.millrace.streaming.PairDStream;
import dev.millrace.testkit.run.FailedRun;
import dev.millrace.time.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each windowed operation against a plain sequential model, on random batches, windows and slides.
 * A failure prints the seed; {@code -Dmillrace.seed} runs that one.
 */
final class WindowModelTest {
  private static final int SEEDS = 12;
  private static final int KEYS = 3;

  @TempDir private Path checkpoints;

  /** One random case: batches, and a window over them. */
  private record Case(
      Duration batch, List<List<Integer>> batches, int window, int slide, int partitions) {

    /** One in six has batches so long that windows are checkpointed on the way. */
    static Case of(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<List<Integer>> batches = new ArrayList<>();
      int count = 1 + random.nextInt(25);
      for (int batch = 0; batch < count; batch++) {
        List<Integer> records = new ArrayList<>();
        int size = random.nextInt(3) == 0 ? 0 : random.nextInt(8);
        for (int record = 0; record < size; record++) {
          records.add(random.nextInt(100));
        }
        batches.add(records);
      }
      return new Case(
          Durations.milliseconds(seed % 6 == 0 ? 2_000 : 100),
          batches,
          1 + random.nextInt(7),
          1 + random.nextInt(4),
          1 + random.nextInt(3));
    }

    /** The records of each window, oldest window first. */
    List<List<Integer>> windows() {
      List<List<Integer>> windows = new ArrayList<>();
      for (int last = slide; last <= batches.size(); last += slide) {
        List<Integer> records = new ArrayList<>();
        batches.subList(Math.max(0, last - window), last).forEach(records::addAll);
        windows.add(records);
      }
      return windows;
    }

    Duration windowDuration() {
      return batch.multipliedBy(window);
    }

    Duration slideDuration() {
      return batch.multipliedBy(slide);
    }
  }

  /** Puts each key where its remainder says, which is not where its hash code does. */
  private static final class Remainders extends Partitioner {
    private static final long serialVersionUID = 1L;

    @Override
    public int numPartitions() {
      return 3;
    }

    @Override
    public int getPartition(Object key) {
      return ((Integer) key + 1) % 3;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Remainders;
    }

    @Override
    public int hashCode() {
      return 3;
    }
  }

  @Test
  void everyWindowedOperationAgreesWithItsModel() {
    String chosen = System.getProperty(FailedRun.SEED_PROPERTY, "");
    if (!chosen.isEmpty()) {
      check(Long.parseUnsignedLong(chosen.replaceFirst("^0x", ""), 16));
      return;
    }
    for (long seed = 0; seed < SEEDS; seed++) {
      check(seed);
    }
  }

  private void check(long seed) {
    Case drawn = Case.of(seed);
    MillraceConf conf =
        new MillraceConf().set("millrace.task.serialize", Boolean.toString(seed % 2 == 1));
    try (StreamTest test = new StreamTest(drawn.batch(), conf)) {
      test.context().checkpoint(checkpoints.resolve(Long.toString(seed)).toString());
      List<Runnable> checks = new ArrayList<>();
      describe(test, drawn, checks);
      test.run();
      checks.forEach(Runnable::run);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "REPRODUCE -D" + FailedRun.SEED_PROPERTY + "=0x" + Long.toHexString(seed) + " " + drawn,
          e);
    }
  }

  private static void describe(StreamTest test, Case drawn, List<Runnable> checks) {
    Duration window = drawn.windowDuration();
    Duration slide = drawn.slideDuration();
    DStream<Integer> numbers = test.given(drawn.batches(), drawn.partitions());
    List<List<Integer>> windows = drawn.windows();
    checks.add(same(test, "window", numbers.window(window, slide), windows));
    checks.add(
        same(
            test,
            "reduceByWindow",
            numbers.reduceByWindow(Integer::sum, window, slide),
            windows.stream().map(WindowModelTest::sumIfAny).toList()));
    checks.add(
        same(
            test,
            "reduceByWindow, inverse",
            numbers.reduceByWindow(Integer::sum, (all, gone) -> all - gone, window, slide),
            onceAny(windows, records -> records.stream().mapToInt(Integer::intValue).sum())));
    checks.add(
        same(
            test,
            "countByWindow",
            numbers.countByWindow(window, slide),
            onceAny(windows, records -> (long) records.size())));
    checks.add(
        sameMaps(
            test,
            "countByValueAndWindow",
            numbers.countByValueAndWindow(window, slide),
            windows.stream().map(records -> counts(records, 100)).toList()));
    checks.add(
        sameMaps(
            test,
            "countByValueAndWindow, partitions",
            numbers.countByValueAndWindow(window, slide, 2),
            windows.stream().map(records -> counts(records, 100)).toList()));
    describeByKey(test, drawn, numbers.mapToPair(n -> new Tuple2<>(n % KEYS, n)), checks);
  }

  private static void describeByKey(
      StreamTest test, Case drawn, PairDStream<Integer, Integer> pairs, List<Runnable> checks) {
    Duration window = drawn.windowDuration();
    Duration slide = drawn.slideDuration();
    List<List<Integer>> windows = drawn.windows();
    List<Map<Integer, List<Integer>>> groups =
        windows.stream().map(WindowModelTest::groups).toList();
    checks.add(
        sameMaps(
            test,
            "groupByKeyAndWindow",
            pairs.groupByKeyAndWindow(window, slide).mapValues(WindowModelTest::list),
            groups));
    checks.add(
        sameMaps(
            test,
            "groupByKeyAndWindow, partitioner",
            pairs
                .groupByKeyAndWindow(window, slide, new Remainders())
                .mapValues(WindowModelTest::list),
            groups));
    List<Map<Integer, Integer>> sums = groups.stream().map(WindowModelTest::sums).toList();
    checks.add(
        sameMaps(
            test,
            "reduceByKeyAndWindow",
            pairs.reduceByKeyAndWindow(Integer::sum, window, slide),
            sums));
    checks.add(
        sameMaps(
            test,
            "reduceByKeyAndWindow, partitioner",
            pairs.reduceByKeyAndWindow(Integer::sum, window, slide, new Remainders()),
            sums));
    checks.add(
        sameMaps(
            test,
            "reduceByKeyAndWindow, inverse",
            pairs.reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, window, slide),
            keysStay(sums)));
    PairDStream<Integer, Long> ones = pairs.mapValues(value -> 1L);
    Function2<Long, Long, Long> less = (all, gone) -> all - gone;
    List<Map<Integer, Long>> counts =
        windows.stream().map(records -> counts(records, KEYS)).toList();
    checks.add(
        sameMaps(
            test,
            "reduceByKeyAndWindow, inverse, filter, partitions",
            ones.reduceByKeyAndWindow(
                Long::sum, less, window, slide, drawn.partitions(), pair -> pair._2() > 0),
            counts));
    checks.add(
        sameMaps(
            test,
            "reduceByKeyAndWindow, inverse, filter, partitioner",
            ones.reduceByKeyAndWindow(
                Long::sum, less, window, slide, new Remainders(), pair -> pair._2() > 0),
            counts));
    checks.add(
        sameMaps(
            test,
            "window over inverse windows",
            ones.reduceByKeyAndWindow(Long::sum, less, window, slide)
                .window(slide.multipliedBy(3), slide.multipliedBy(2))
                .reduceByKey(Long::sum),
            threeOfEveryOther(keysStay(counts))));
  }

  // ---- The model

  private static List<Integer> sumIfAny(List<Integer> records) {
    return records.isEmpty() ? List.of() : List.of(records.stream().reduce(0, Integer::sum));
  }

  /** A value for each window from the first on that has records. */
  private static <U> List<List<U>> onceAny(
      List<List<Integer>> windows, Function<List<Integer>, U> value) {
    List<List<U>> values = new ArrayList<>();
    boolean any = false;
    for (List<Integer> records : windows) {
      any |= !records.isEmpty();
      values.add(any ? List.of(value.apply(records)) : List.of());
    }
    return values;
  }

  private static Map<Integer, Long> counts(List<Integer> records, int keys) {
    Map<Integer, Long> counts = new TreeMap<>();
    records.forEach(record -> counts.merge(record % keys, 1L, Long::sum));
    return counts;
  }

  private static Map<Integer, List<Integer>> groups(List<Integer> records) {
    Map<Integer, List<Integer>> groups = new TreeMap<>();
    records.forEach(
        record -> groups.computeIfAbsent(record % KEYS, key -> new ArrayList<>()).add(record));
    return groups;
  }

  private static Map<Integer, Integer> sums(Map<Integer, List<Integer>> groups) {
    Map<Integer, Integer> sums = new TreeMap<>();
    groups.forEach((key, values) -> sums.put(key, values.stream().reduce(0, Integer::sum)));
    return sums;
  }

  /** Keys that were in a window before are in each later one, with nothing if need be. */
  private static <N extends Number> List<Map<Integer, Long>> keysStay(List<Map<Integer, N>> sums) {
    Set<Integer> met = new LinkedHashSet<>();
    List<Map<Integer, Long>> stayed = new ArrayList<>();
    for (Map<Integer, N> window : sums) {
      met.addAll(window.keySet());
      Map<Integer, Long> values = new TreeMap<>();
      met.forEach(
          key -> values.put(key, window.containsKey(key) ? window.get(key).longValue() : 0));
      stayed.add(values);
    }
    return stayed;
  }

  private static List<Map<Integer, Long>> threeOfEveryOther(List<Map<Integer, Long>> windows) {
    List<Map<Integer, Long>> joined = new ArrayList<>();
    for (int last = 2; last <= windows.size(); last += 2) {
      Map<Integer, Long> sums = new TreeMap<>();
      windows
          .subList(Math.max(0, last - 3), last)
          .forEach(window -> window.forEach((key, value) -> sums.merge(key, value, Long::sum)));
      joined.add(sums);
    }
    return joined;
  }

  // ---- Comparing

  private static <T> List<T> list(Iterable<T> values) {
    List<T> list = new ArrayList<>();
    values.forEach(list::add);
    return list;
  }

  private static <T, R extends RddLike<T, R>> Runnable same(
      StreamTest test, String operation, DStreamLike<T, ?, R> stream, List<List<T>> expected) {
    SeenBatches<T> seen = test.see(stream);
    return () -> assertEquals(expected, seen.batches(), operation);
  }

  private static <V> Runnable sameMaps(
      StreamTest test,
      String operation,
      PairDStream<Integer, V> stream,
      List<? extends Map<Integer, ?>> expected) {
    SeenBatches<Tuple2<Integer, V>> seen = test.see(stream);
    return () ->
        assertEquals(
            expected.toString(),
            seen.batches().stream().map(WindowModelTest::map).toList().toString(),
            operation);
  }

  private static <V> Map<Integer, V> map(List<Tuple2<Integer, V>> pairs) {
    Map<Integer, V> map = new TreeMap<>();
    for (Tuple2<Integer, V> pair : pairs) {
      assertNull(map.put(pair._1(), pair._2()), () -> "key " + pair._1() + " comes twice");
    }
    return map;
  }
}
