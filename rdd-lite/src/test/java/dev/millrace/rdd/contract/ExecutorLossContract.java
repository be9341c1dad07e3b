package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.EngineListener;
import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.ExecutorControl;
import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.rdd.ExecutorLostException;
import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.Job;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.KeyedState;
import dev.millrace.rdd.Lineage.StateFunction;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.SourceBlock;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.rdd.contract.BlockContract.TestBlock;
import dev.millrace.rdd.state.StateVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Engines with two executors of which one is lost; their functions may reach the engine. */
interface ExecutorLossContract extends BlockContract {

  private static void kill(RddContext context, String executorId) {
    ((ExecutorControl) context.engine()).killExecutor(executorId, "test");
  }

  private void kill(String executorId) {
    kill(context(), executorId);
  }

  @Test
  default void aJobWhoseExecutorIsLostGivesTheSameResult() {
    for (String victim : List.of("0", "1")) {
      // One failure would be one too many: the loss of an executor must not count as one.
      try (RddContext context =
          contextWith(new MillraceConf().set("millrace.task.maxFailures", "1"))) {
        Probe kills = Probe.create();
        Rdd<Integer> rdd =
            context
                .parallelize(numbers(0, 40), 8)
                .map(
                    number -> {
                      if (number == 13 && kills.note("kill") == 1) {
                        kill(context, victim);
                      }
                      return number;
                    });
        assertEquals(numbers(0, 40), rdd.collect());
        assertEquals(1, context.engine().executors().size());
      }
    }
  }

  @Test
  default void aShuffleWhoseOutputsAreLostGivesTheSameResult() {
    for (String victim : List.of("0", "1")) {
      try (RddContext context =
          contextWith(new MillraceConf().set("millrace.task.maxFailures", "1"))) {
        Probe mapped = Probe.create();
        Probe kills = Probe.create();
        PairRdd<Integer, Integer> sums =
            context
                .parallelize(numbers(0, 40), 8)
                .mapToPair(
                    number -> {
                      mapped.note(number);
                      return pair(number % 10, number);
                    })
                .reduceByKey(Integer::sum, 4)
                .mapValues(
                    sum -> {
                      if (kills.note("reduce") == 1) {
                        kill(context, victim);
                      }
                      return sum;
                    });
        assertEquals(780, sums.values().reduce(Integer::sum));
        assertTrue(
            mapped.count() > 40, () -> "outputs were lost but not made again: " + mapped.count());
      }
    }
  }

  @Test
  default void outputsLostBetweenTwoJobsAreMadeAgain() {
    Probe mapped = Probe.create();
    PairRdd<Integer, Integer> sums =
        context()
            .parallelize(numbers(0, 40), 8)
            .mapToPair(
                number -> {
                  mapped.note(number);
                  return pair(number % 10, number);
                })
            .reduceByKey(Integer::sum, 4);
    assertEquals(10, sums.count());
    kill("0");
    assertEquals(780, sums.values().reduce(Integer::sum));
    assertTrue(mapped.count() > 40 && mapped.count() < 80, () -> "mapped " + mapped.count());
  }

  @Test
  default void shufflesBehindShufflesAreMadeAgain() {
    Probe kills = Probe.create();
    List<Integer> counts =
        context()
            .parallelize(numbers(0, 60), 6)
            .mapToPair(number -> pair(number % 12, number))
            .reduceByKey(Integer::sum, 4)
            .mapToPair(each -> pair(each._1() % 3, each._2()))
            .groupByKey(3)
            .mapValues(
                sums -> {
                  if (kills.note("reduce") == 1) {
                    kill("1");
                  }
                  int total = 0;
                  for (int sum : sums) {
                    total += sum;
                  }
                  return total;
                })
            .values()
            .collect();
    assertEquals(List.of(570, 590, 610), counts);
  }

  @Test
  default void aFunctionThatHidesTheLossOfItsInputDoesNotChangeTheResult() {
    Probe kills = Probe.create();
    Rdd<Integer> sums =
        context()
            .parallelizePairs(List.of(pair(1, 1), pair(2, 2), pair(1, 3), pair(2, 4)), 4)
            .reduceByKey(Integer::sum, 2)
            .values();
    // Coalesced, so that the sums are fetched while the function pulls.
    Rdd<Integer> hiding =
        context()
            .parallelize(List.of(0), 1)
            .union(sums)
            .coalesce(1)
            .mapPartitions(
                records -> {
                  if (kills.note("partition") == 1) {
                    kill("0");
                  }
                  List<Integer> seen = new ArrayList<>();
                  try {
                    records.forEachRemaining(seen::add);
                  } catch (RuntimeException e) {
                    seen.clear();
                  }
                  return seen.iterator();
                });
    assertEquals(List.of(0, 6, 4), hiding.collect());
    assertTrue(kills.count() > 1, "the loss did not reach the function");
  }

  @Test
  default void keptPartitionsThatAreLostAreComputedAgain() {
    Probe computed = Probe.create();
    Rdd<Integer> rdd =
        context()
            .parallelize(numbers(0, 8), 8)
            .map(
                number -> {
                  computed.note(number);
                  return number;
                })
            .cache();
    assertEquals(8, rdd.count());
    kill("1");
    assertEquals(numbers(0, 8), rdd.collect());
    assertTrue(
        computed.count() > 8 && computed.count() <= 16, () -> "computed " + computed.count());
    int after = computed.count();
    assertEquals(numbers(0, 8), rdd.collect());
    assertEquals(after, computed.count());
  }

  @Test
  default void partitionsKeptTwiceSurviveTheLoss() {
    Probe computed = Probe.create();
    Rdd<Integer> rdd =
        context()
            .parallelize(numbers(0, 8), 8)
            .map(
                number -> {
                  computed.note(number);
                  return number;
                })
            .persist(StorageLevel.MEMORY_ONLY_2());
    rdd.count();
    kill("0");
    assertEquals(numbers(0, 8), rdd.collect());
    assertEquals(8, computed.count());
  }

  @Test
  default void blocksAreReadFromWhicheverExecutorHasThem() {
    SourceBlock first = stored("0", 1, "a\n");
    SourceBlock second = stored("1", 2, "b\n");
    Rdd<String> both = context().blockRdd(List.of(List.of(first, second)), new LineCodec());
    assertEquals(List.of("a", "b"), both.collect());
    assertEquals(List.of("1"), context().engine().locations(new TestBlock(2)));
    kill("0");
    assertTrue(
        assertThrows(JobFailedException.class, both::collect).getMessage().contains("test-1"));
    assertEquals(
        List.of("b"), context().blockRdd(List.of(List.of(second)), new LineCodec()).collect());
  }

  @Test
  default void tasksGoWhereTheirBlocksAre() {
    List<List<SourceBlock>> partitions =
        List.of(List.of(stored("1", 1, "a\n")), List.of(stored("0", 2, "b\n")));
    Rdd<String> kept = context().blockRdd(partitions, new LineCodec()).map(line -> line).cache();
    kept.count();
    // Executor 1 has the first partition's block and keeps the partition; executor 0 the second's.
    kill("1");
    assertThrows(JobFailedException.class, kept::collect);
    assertEquals(
        List.of("b"),
        context()
            .run(
                new Job<>(
                    kept.lineage(), List.of(1), (partition, records) -> records.next(), "second")));
  }

  @Test
  default void aLostExecutorsBlocksCannotBeUsedAnyMore() {
    ExecutorContext lost = executor("1");
    ExecutorContext other = executor("0");
    kill("1");
    assertEquals(
        "executor 1 is lost: test",
        assertThrows(IllegalStateException.class, () -> lost.blocks().get(new TestBlock(1)))
            .getMessage());
    assertThrows(IllegalStateException.class, () -> lost.blocks().remove(new TestBlock(1)));
    assertEquals(List.of(), other.peers());
    assertEquals(List.of(new ExecutorInfo("0", "localhost")), context().engine().executors());
  }

  @Test
  default void receiversAreKilledWithTheirExecutor() {
    List<String> ends = new ArrayList<>();
    for (String id : List.of("0", "1")) {
      context()
          .engine()
          .launchReceiver(
              "receiver",
              id,
              (executor, onEnd) -> cause -> onEnd.accept(Optional.of(cause)),
              end -> ends.add(id + " " + end.orElseThrow().getMessage()));
    }
    kill("1");
    kill("1");
    assertEquals(List.of("1 executor 1 is lost: test"), ends);
    List<Optional<Throwable>> late = new ArrayList<>();
    context()
        .engine()
        .launchReceiver(
            "late",
            "1",
            (executor, onEnd) -> {
              throw new AssertionError("must not start");
            },
            late::add);
    assertInstanceOf(ExecutorLostException.class, late.get(0).orElseThrow());
  }

  @Test
  default void aReceiverWhoseExecutorIsLostWhileItStartsIsKilled() {
    List<Optional<Throwable>> ends = new ArrayList<>();
    context()
        .engine()
        .launchReceiver(
            "starting",
            "1",
            (executor, onEnd) -> {
              kill("1");
              return cause -> onEnd.accept(Optional.of(cause));
            },
            ends::add);
    assertInstanceOf(ExecutorLostException.class, ends.get(0).orElseThrow());
  }

  @Test
  default void withoutExecutorsJobsFail() {
    List<String> heard = new CopyOnWriteArrayList<>();
    context()
        .engine()
        .addListener(
            new EngineListener() {
              @Override
              public void onExecutorLost(ExecutorInfo executor, String reason) {
                heard.add(executor.executorId() + " " + reason);
              }
            });
    Rdd<Integer> rdd =
        context()
            .parallelize(numbers(0, 4), 4)
            .map(
                number -> {
                  kill("0");
                  kill("1");
                  return number;
                });
    assertTrue(
        assertThrows(JobFailedException.class, rdd::count)
            .getMessage()
            .contains("all executors are lost"));
    // The thread that killed them may still be telling.
    await().until(() -> heard.stream().sorted().toList(), List.of("0 test", "1 test")::equals);
    assertThrows(JobFailedException.class, () -> context().parallelize(numbers(0, 2), 1).count());
    assertEquals(0, context().emptyRdd().count());
  }

  @Test
  default void anUnknownExecutorCannotBeKilled() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> kill("7"))
            .getMessage()
            .contains("there are [0, 1]"));
  }

  @Test
  default void stateOfALostExecutorIsComputedAgain() {
    Probe calls = Probe.create();
    Optional<Rdd<StateVersion<String, Integer, String>>> version = Optional.empty();
    for (int step = 0; step < 6; step++) {
      version =
          Optional.of(
              KeyedState.update(
                  version,
                  context().parallelizePairs(StateContract.manyPairs(40), 4),
                  new HashPartitioner(4),
                  StateContract.sums(calls, step),
                  "sums"));
      assertEquals(40, KeyedState.snapshot(version.get()).count());
    }
    assertEquals(6 * 4, calls.count());
    kill("0");
    Map<String, Integer> states = StateContract.snapshot(version.get());
    assertEquals(40, states.size());
    assertEquals(List.of(6), states.values().stream().distinct().toList());
    int again = calls.count() - 6 * 4;
    assertTrue(again <= 6 * 4, () -> again + " updates again, where each version needs 4");
  }

  @Test
  default void stateThatIsLostWhileItIsUpdatedIsTheSameInTheEnd() {
    Probe kills = Probe.create();
    Probe calls = Probe.create();
    StateFunction<String, Integer, Integer, String> sums = StateContract.sums(calls, 1);
    RddContext context = context();
    Optional<Rdd<StateVersion<String, Integer, String>>> version = Optional.empty();
    for (int step = 0; step < 3; step++) {
      version =
          Optional.of(
              KeyedState.update(
                  version,
                  context.parallelizePairs(StateContract.manyPairs(40), 4),
                  new HashPartitioner(4),
                  (states, pairs) -> {
                    var made = sums.call(states, pairs);
                    if (kills.note("update") == 10) {
                      kill(context, "1");
                    }
                    return made;
                  },
                  "sums"));
      KeyedState.snapshot(version.get()).count();
    }
    Map<String, Integer> states = StateContract.snapshot(version.get());
    assertEquals(40, states.size());
    assertEquals(List.of(3), states.values().stream().distinct().toList());
  }
}
