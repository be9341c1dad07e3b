package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.ExecutorControl;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.Tuple2;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever executors are lost, at whatever record, while one is left the result is the same. */
final class RandomLossTest {

  private static final int ROUNDS = 150;
  private static final int EXECUTORS = 4;

  /** No failure is forgiven: the loss of an executor must not count as one. */
  private static final MillraceConf SETTINGS =
      new MillraceConf().set("millrace.task.maxFailures", "1");

  /**
   * A program with two shuffles, a kept collection, a join and a union, in which some records are
   * deadly.
   */
  private static List<String> run(Engine engine, Set<Integer> deadly) {
    AtomicInteger records = new AtomicInteger();
    AtomicInteger victim = new AtomicInteger(EXECUTORS);
    try (RddContext context = new RddContext(SETTINGS, engine)) {
      PairRdd<Integer, Integer> places =
          context
              .parallelize(numbers(0, 120), 6)
              .mapToPair(
                  number -> pair((number * 7) % 30, touch(number, records, deadly, victim, engine)))
              .persist(StorageLevel.MEMORY_ONLY_SER());
      PairRdd<Integer, Integer> sums = places.reduceByKey(Integer::sum, 5);
      PairRdd<Integer, Tuple2<Integer, Iterable<Integer>>> joined =
          sums.mapValues(sum -> touch(sum, records, deadly, victim, engine))
              .join(places.groupByKey(3));
      List<String> result = joined.union(joined).map(Tuple2::toString).collect();
      assertEquals(120, places.count());
      return result;
    }
  }

  private static int touch(
      int value, AtomicInteger records, Set<Integer> deadly, AtomicInteger victim, Engine engine) {
    if (deadly.contains(records.incrementAndGet())) {
      int number = victim.decrementAndGet();
      if (number > 0) {
        ((ExecutorControl) engine).killExecutor(Integer.toString(number), "record");
      }
    }
    return value;
  }

  private static Set<Integer> deadly(Random random) {
    Set<Integer> deadly = ConcurrentHashMap.newKeySet();
    for (int death = 0; death < EXECUTORS - 1; death++) {
      deadly.add(1 + random.nextInt(220));
    }
    return deadly;
  }

  @Test
  @Timeout(60)
  void onTheCallingThread() {
    List<String> expected = run(LocalEngines.inline(EXECUTORS, SETTINGS), Set.of());
    for (long seed = 0; seed < ROUNDS; seed++) {
      Set<Integer> deadly = deadly(new Random(seed));
      assertEquals(expected, run(LocalEngines.inline(EXECUTORS, SETTINGS), deadly), "seed " + seed);
    }
  }

  @Test
  @Timeout(60)
  void onThreads() {
    String master = "local-cluster[" + EXECUTORS + ",2,16]";
    List<String> expected = run(LocalEngines.threaded(master, SETTINGS), Set.of());
    for (long seed = 0; seed < ROUNDS; seed++) {
      Set<Integer> deadly = deadly(new Random(seed));
      assertEquals(expected, run(LocalEngines.threaded(master, SETTINGS), deadly), "seed " + seed);
    }
  }
}
