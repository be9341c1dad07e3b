package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.rdd.Job;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.RunningJob;
import dev.millrace.rdd.local.LocalEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * With executors that run tasks on the calling thread everything happens there, in one fixed order.
 */
final class InlineOrderTest {

  /** What two jobs over a shuffle do, step by step, with an executor lost in between. */
  private static List<String> eventsOfARun(int executors) {
    List<String> events = new ArrayList<>();
    LocalEngine engine = LocalEngines.inline(executors, new MillraceConf());
    try (RddContext context = new RddContext(new MillraceConf(), engine)) {
      PairRdd<Integer, Integer> sums =
          context
              .parallelize(numbers(0, 12), 4)
              .mapToPair(
                  number -> {
                    events.add("map " + number + " on " + Thread.currentThread().getName());
                    return pair(number % 3, number);
                  })
              .reduceByKey(Integer::sum, 2);
      events.add(sums.collect().toString());
      if (executors > 1) {
        engine.killExecutor("0", "test");
      }
      events.add(sums.mapValues(sum -> sum + 1).collect().toString());
    }
    return events;
  }

  @Test
  void twoRunsDoTheSame() {
    for (int executors : List.of(1, 2, 3)) {
      List<String> first = eventsOfARun(executors);
      assertEquals(first, eventsOfARun(executors));
      assertEquals(
          "map 0 on " + Thread.currentThread().getName(),
          first.stream().filter(event -> event.startsWith("map 0 ")).findFirst().orElseThrow());
    }
  }

  @Test
  void oneExecutorRunsTasksInTheirOrder() {
    List<String> events = eventsOfARun(1);
    List<String> wanted = new ArrayList<>();
    numbers(0, 12).forEach(n -> wanted.add("map " + n + " on " + Thread.currentThread().getName()));
    wanted.add("[(0,18), (2,26), (1,22)]");
    wanted.add("[(0,19), (2,27), (1,23)]");
    assertEquals(wanted, events);
  }

  @Test
  void aSubmittedJobHasEndedWhenSubmitReturns() throws InterruptedException {
    List<Integer> seen = new ArrayList<>();
    try (RddContext context =
        new RddContext(new MillraceConf(), LocalEngines.inline(1, new MillraceConf()))) {
      RunningJob<Boolean> job =
          context
              .engine()
              .submit(
                  new Job<>(
                      context.parallelize(numbers(0, 10_000), 10_000).lineage(),
                      numbers(0, 10_000),
                      (partition, records) -> seen.add(records.next()),
                      "many"));
      assertEquals(numbers(0, 10_000), seen);
      assertEquals(10_000, job.await().size());
    }
  }
}
