package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.ExecutorControl;
import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.streaming.graph.DStreamGraph;
import dev.millrace.streaming.graph.InlineRdds;
import dev.millrace.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keyed state on random batches against a plain sequential model: new keys, updates, removals, idle
 * keys, timeouts, initial states, jobs that run again, and executors that are lost.
 */
final class StateModelTest {

  private static final int SEEDS = 30;

  /** One seed in so many writes checkpoints, which is what takes time. */
  private static final int CHECKPOINTED_SEEDS = 10;

  private static final int NEVER = 1_000;
  private static final int EXECUTORS = 4;
  private static final String SEED_PROPERTY = "millrace.seed";

  @TempDir private Path checkpoints;

  /** A random program and its input. */
  private record Case(
      List<List<Tuple2<String, Integer>>> batches,
      Map<String, Integer> initial,
      Optional<Duration> timeout,
      int partitions,
      int checkpointBatches) {

    static Case of(long seed, SplittableRandom random) {
      int keys = 1 + random.nextInt(12);
      List<List<Tuple2<String, Integer>>> batches = new ArrayList<>();
      int count = 5 + random.nextInt(30);
      for (int batch = 0; batch < count; batch++) {
        List<Tuple2<String, Integer>> pairs = new ArrayList<>();
        int size = random.nextInt(3) == 0 ? 0 : random.nextInt(10);
        for (int pair = 0; pair < size; pair++) {
          pairs.add(new Tuple2<>("k" + random.nextInt(keys), random.nextInt(100)));
        }
        batches.add(pairs);
      }
      Map<String, Integer> initial = new TreeMap<>();
      int initialCount = random.nextInt(4);
      for (int key = 0; key < initialCount; key++) {
        initial.put("k" + random.nextInt(keys), random.nextInt(100));
      }
      return new Case(
          batches,
          initial,
          random.nextBoolean()
              ? Optional.of(GraphHarness.BATCH.multipliedBy(1 + random.nextInt(6)))
              : Optional.empty(),
          1 + random.nextInt(4),
          seed % CHECKPOINTED_SEEDS == 0 ? 1 + random.nextInt(5) : NEVER);
    }
  }

  /** What a stream had in a batch: records in any order, and all states. */
  private record Seen(List<String> mapped, Map<String, Integer> states) {}

  /** The functions of both operations do what the value says. */
  private static Optional<Integer> next(Optional<Integer> state, int value) {
    return value % 7 == 0 ? Optional.empty() : Optional.of(state.orElse(1) * 31 + value);
  }

  private static String record(String key, Optional<Integer> value, State<Integer> state) {
    String before = key + " " + state;
    if (state.isTimingOut()) {
      return before + " times out";
    }
    if (value.orElseThrow() % 5 == 0) {
      return before + " is read";
    }
    Optional<Integer> next = next(state.getOption(), value.get());
    if (next.isPresent()) {
      state.update(next.get());
    } else if (state.exists()) {
      state.remove();
    }
    return before + " becomes " + state;
  }

  // ---- The models

  private static List<Seen> mapWithStateModel(Case drawn) {
    Map<String, Integer> states = new TreeMap<>(drawn.initial());
    Map<String, Time> touched = new TreeMap<>();
    drawn.initial().keySet().forEach(key -> touched.put(key, GraphHarness.tick(1)));
    List<Seen> seen = new ArrayList<>();
    for (int batch = 0; batch < drawn.batches().size(); batch++) {
      Time time = GraphHarness.tick(batch + 1);
      List<String> mapped = new ArrayList<>();
      for (Tuple2<String, Integer> pair : drawn.batches().get(batch)) {
        String key = pair._1();
        KeyState<String, Integer> state = KeyState.of(key, Optional.ofNullable(states.get(key)));
        mapped.add(record(key, Optional.of(pair._2()), state));
        states.remove(key);
        touched.remove(key);
        if (state.exists()) {
          states.put(key, state.get());
          touched.put(key, time);
        }
      }
      if (drawn.timeout().isPresent()) {
        Time before = time.minus(drawn.timeout().get());
        for (String key : List.copyOf(states.keySet())) {
          if (touched.get(key).less(before)) {
            mapped.add(record(key, Optional.empty(), KeyState.timingOut(key, states.get(key))));
            states.remove(key);
          }
        }
      }
      seen.add(new Seen(mapped.stream().sorted().toList(), new TreeMap<>(states)));
    }
    return seen;
  }

  private static List<Map<String, Integer>> updateStateByKeyModel(Case drawn) {
    Map<String, Integer> states = new TreeMap<>(drawn.initial());
    List<Map<String, Integer>> seen = new ArrayList<>();
    for (List<Tuple2<String, Integer>> batch : drawn.batches()) {
      Map<String, List<Integer>> values = new TreeMap<>();
      states.keySet().forEach(key -> values.put(key, new ArrayList<>()));
      batch.forEach(
          pair -> values.computeIfAbsent(pair._1(), key -> new ArrayList<>()).add(pair._2()));
      values.forEach(
          (key, added) ->
              updated(added, Optional.ofNullable(states.get(key)))
                  .ifPresentOrElse(state -> states.put(key, state), () -> states.remove(key)));
      seen.add(new TreeMap<>(states));
    }
    return seen;
  }

  private static Optional<Integer> updated(List<Integer> values, Optional<Integer> state) {
    Optional<Integer> next = state;
    for (int value : values) {
      next = next(next, value);
    }
    // Now and then a state changes, or goes, without new values.
    return next.filter(present -> present % 13 != 0)
        .map(present -> present % 3 == 0 ? present + 1 : present);
  }

  // ---- The programs

  private final List<List<String>> mapped = new ArrayList<>();
  private final List<Map<String, Integer>> snapshots = new ArrayList<>();
  private final List<Map<String, Integer>> updates = new ArrayList<>();

  private DStreamGraph describe(GraphHarness harness, Case drawn) {
    List<Tuple2<String, Integer>> initial = new ArrayList<>();
    drawn.initial().forEach((key, state) -> initial.add(new Tuple2<>(key, state)));
    PairRdd<String, Integer> states = harness.rddContext().parallelizePairs(initial, 2);
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<Tuple2<String, Integer>>[] batches = drawn.batches().toArray(new List[0]);
    PairDStream<String, Integer> pairs = harness.pairs(batches);

    StateSpec<String, Integer, Integer, String> spec =
        StateSpec.function(StateModelTest::record)
            .initialState(states)
            .numPartitions(drawn.partitions());
    drawn.timeout().ifPresent(spec::timeout);
    MapWithStateDStream<String, Integer, Integer, String> stream =
        StateStreams.mapWithState(harness.builder(), pairs.node(), spec);
    Duration interval = GraphHarness.BATCH.multipliedBy(drawn.checkpointBatches());
    stream.checkpoint(interval);
    stream.foreachRDD((rdd, time) -> put(mapped, time, rdd.collect().stream().sorted().toList()));
    stream.stateSnapshots().foreachRDD((rdd, time) -> put(snapshots, time, map(rdd.collect())));

    PairDStream<String, Integer> all =
        new PairDStream<>(
            harness.builder(),
            StateStreams.<String, Integer, Integer>updateStateByKey(
                harness.builder(),
                pairs.node(),
                (time, key, values, state) -> updated(values, state),
                Optional.of(new HashPartitioner(drawn.partitions())),
                true,
                Optional.of(states)));
    all.checkpoint(interval);
    all.foreachRDD((rdd, time) -> put(updates, time, map(rdd.collect())));
    return harness.start();
  }

  /** Jobs that run again have to see the same. */
  private static <T> void put(List<T> seen, Time time, T batch) {
    int number = (int) time.minus(GraphHarness.ZERO).dividedBy(GraphHarness.BATCH) - 1;
    if (number < seen.size()) {
      assertEquals(seen.get(number), batch, "the job ran again");
    } else {
      seen.add(batch);
    }
  }

  private static Map<String, Integer> map(List<Tuple2<String, Integer>> pairs) {
    Map<String, Integer> map = new TreeMap<>();
    pairs.forEach(pair -> assertEquals(null, map.put(pair._1(), pair._2()), "a key twice"));
    return map;
  }

  private static void run(DStreamGraph graph, int number, SplittableRandom random)
      throws Exception {
    AllocatedBatch batch = GraphHarness.batch(number);
    for (OutputJob job : graph.plan(batch)) {
      int times = random.nextInt(8) == 0 ? 2 : 1;
      for (int time = 0; time < times; time++) {
        job.body().run();
      }
    }
    graph.release(batch.time());
  }

  private void check(long seed, boolean losing, RddContext context) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Case drawn = Case.of(seed, random);
    mapped.clear();
    snapshots.clear();
    updates.clear();
    try (GraphHarness harness = new GraphHarness(context)) {
      context.setCheckpointDir(checkpoints.resolve(seed + "-" + losing).toString());
      DStreamGraph graph = describe(harness, drawn);
      int alive = EXECUTORS;
      for (int number = 0; number < drawn.batches().size(); number++) {
        if (losing && alive > 1 && random.nextInt(6) == 0) {
          alive--;
          ((ExecutorControl) context.engine()).killExecutor(Integer.toString(alive), "test");
        }
        run(graph, number, random);
      }
    }
    String run = "seed 0x" + Long.toHexString(seed) + " " + drawn;
    List<Seen> model = mapWithStateModel(drawn);
    assertEquals(model.stream().map(Seen::mapped).toList(), mapped, run);
    assertEquals(model.stream().map(Seen::states).toList(), snapshots, run);
    assertEquals(updateStateByKeyModel(drawn), updates, run);
  }

  private interface Check {
    void check(long seed) throws Exception;
  }

  private static void eachSeed(int seeds, Check check) throws Exception {
    String chosen = System.getProperty(SEED_PROPERTY, "");
    if (!chosen.isEmpty()) {
      check.check(Long.parseUnsignedLong(chosen.replaceFirst("^0x", ""), 16));
      return;
    }
    for (long seed = 0; seed < seeds; seed++) {
      check.check(seed);
    }
  }

  @Test
  void stateAgreesWithItsModel() throws Exception {
    eachSeed(SEEDS, seed -> check(seed, false, InlineRdds.open()));
  }

  @Test
  void stateAgreesWithItsModelWhileExecutorsAreLost() throws Exception {
    eachSeed(
        SEEDS,
        seed ->
            check(
                seed,
                true,
                new RddContext(
                    new MillraceConf()
                        .setMaster("local-cluster[" + EXECUTORS + ",1,16]")
                        .setAppName("state")
                        .set("millrace.task.serialize", Boolean.toString(seed % 4 == 3)))));
  }

  @Test
  void theRandomCasesHaveEverythingThatMatters() {
    List<String> records = new ArrayList<>();
    int emptied = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Seen> model = mapWithStateModel(Case.of(seed, new SplittableRandom(seed)));
      model.forEach(seen -> records.addAll(seen.mapped()));
      emptied += model.stream().anyMatch(seen -> seen.states().isEmpty()) ? 1 : 0;
    }
    for (String part :
        List.of("times out", "is read", "becomes <state not set>", "<state not set> becomes")) {
      long count = records.stream().filter(record -> record.contains(part)).count();
      assertTrue(count > 20, () -> part + ": " + count);
    }
    assertTrue(emptied > 5, "runs in which all keys went: " + emptied);
  }
}
