package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.AccumulatorV2;
import dev.millrace.rdd.Broadcast;
import dev.millrace.rdd.CollectionAccumulator;
import dev.millrace.rdd.DoubleAccumulator;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.LongAccumulator;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Accumulators and broadcast values. */
interface SharedValueContract extends Contract {

  @Test
  default void addsUpWhatTasksAdd() {
    LongAccumulator sum = context().longAccumulator("sum");
    DoubleAccumulator half = context().doubleAccumulator();
    CollectionAccumulator<Integer> all = context().collectionAccumulator();
    context()
        .parallelize(numbers(1, 101), 7)
        .foreach(
            number -> {
              sum.add(number);
              half.add(number / 2.0);
              all.add(number);
            });
    assertEquals(5050, sum.value());
    assertEquals(100, sum.count());
    assertEquals(50.5, sum.avg());
    assertEquals(2525.0, half.value());
    assertEquals(numbers(1, 101), all.value());
    assertEquals(Optional.of("sum"), sum.name());
    assertFalse(sum.isZero());
    sum.reset();
    assertTrue(sum.isZero());
    sum.add(3);
    assertEquals(3, sum.value());
  }

  /** The power check: what failed attempts added must be seen when it is counted. */
  @Test
  default void attemptsThatFailDoNotCount() {
    SplittableRandom random = new SplittableRandom(Long.getLong("millrace.seed", 17));
    for (int round = 0; round < 5; round++) {
      LongAccumulator added = context().longAccumulator();
      Probe attempts = Probe.create();
      int failing = random.nextInt(30);
      context()
          .parallelize(numbers(0, 30), 3)
          .foreach(
              number -> {
                added.add(1L);
                if (number == failing && attempts.note("attempt") < 3) {
                  throw new IllegalStateException("again");
                }
              });
      assertEquals(3, attempts.count());
      assertEquals(30, added.value());
    }
  }

  @Test
  default void whatATaskThatGivesUpAddedIsDropped() {
    LongAccumulator added = context().longAccumulator();
    assertThrows(
        JobFailedException.class,
        () ->
            context()
                .parallelize(numbers(0, 2), 1)
                .foreach(
                    number -> {
                      added.add(1L);
                      if (number == 1) {
                        throw new IllegalStateException("no");
                      }
                    }));
    assertEquals(0, added.value());
  }

  @Test
  default void transformationsCountWheneverTheyAreComputed() {
    LongAccumulator added = context().longAccumulator();
    Rdd<Integer> rdd =
        context()
            .parallelize(numbers(0, 10), 2)
            .map(
                number -> {
                  added.add(1L);
                  return number;
                });
    rdd.mapToPair(number -> pair(number % 3, number)).reduceByKey(Integer::sum).collect();
    assertEquals(10, added.value());
    rdd.count();
    assertEquals(20, added.value());
    rdd.cache().count();
    rdd.count();
    assertEquals(30, added.value());
  }

  /** An accumulator of the program's own kind. */
  final class Words extends AccumulatorV2<String, String> {

    private static final long serialVersionUID = 1L;

    private TreeSet<String> words = new TreeSet<>();

    @Override
    public boolean isZero() {
      return words.isEmpty();
    }

    @Override
    public Words copy() {
      Words copy = new Words();
      copy.words.addAll(words);
      return copy;
    }

    @Override
    public void reset() {
      words = new TreeSet<>();
    }

    @Override
    public void add(String word) {
      words.add(word);
    }

    @Override
    public void merge(AccumulatorV2<String, String> other) {
      words.addAll(((Words) other).words);
    }

    @Override
    public String value() {
      return words.toString();
    }
  }

  @Test
  default void ownKindsHaveACopyInEveryTask() {
    RddContext context = contextWith(new MillraceConf());
    Words words = new Words();
    assertFalse(words.isRegistered());
    context.register(words, "words");
    assertThrows(IllegalStateException.class, () -> context.register(words));
    LongAccumulator added = context.longAccumulator();
    Probe attempts = Probe.create();
    context
        .parallelize(numbers(0, 12), 3)
        .foreach(
            number -> {
              words.add("w" + number % 4);
              added.add(1);
              if (number == 5 && attempts.note("attempt") == 1) {
                words.add("failed");
                throw new IllegalStateException("again");
              }
            });
    assertEquals("[w0, w1, w2, w3]", words.value());
    assertEquals(12, added.value());
  }

  @Test
  default void anUnregisteredAccumulatorIsRefusedWhereItWouldTravel() {
    RddContext context = contextWith(new MillraceConf().set("millrace.task.serialize", "true"));
    Words words = new Words();
    JobFailedException failure =
        assertThrows(
            JobFailedException.class,
            () -> context.parallelize(numbers(0, 2), 1).foreach(number -> words.add("w")));
    assertTrue(failure.getMessage().contains("not registered"), failure.getMessage());
  }

  @Test
  default void tasksUseABroadcastValue() {
    Broadcast<Map<Integer, String>> names = context().broadcast(Map.of(0, "even", 1, "odd"));
    Rdd<String> named =
        context().parallelize(numbers(0, 4), 2).map(number -> names.value().get(number % 2));
    List<String> expected = List.of("even", "odd", "even", "odd");
    assertEquals(expected, named.collect());
    names.unpersist();
    names.unpersist(true);
    assertEquals(expected, named.collect());
    assertEquals("even", names.value().get(0));

    names.destroy();
    names.destroy();
    assertThrows(IllegalStateException.class, names::value);
    JobFailedException failure = assertThrows(JobFailedException.class, named::collect);
    assertTrue(failure.getMessage().contains("was destroyed"), failure.getMessage());
  }

  @Test
  default void aBroadcastValueTravelsOnceAndHasToBeSerialisable() {
    RddContext context = contextWith(new MillraceConf().set("millrace.task.serialize", "true"));
    Broadcast<int[]> one = context.broadcast(new int[] {1});
    Rdd<Integer> hashes =
        context.parallelize(numbers(0, 4), 4).map(number -> System.identityHashCode(one.value()));
    List<Integer> seen = hashes.collect();
    assertEquals(1, seen.stream().distinct().count());
    assertFalse(seen.contains(System.identityHashCode(one.value())));

    Broadcast<Object> odd = context.broadcast(new Object());
    JobFailedException failure =
        assertThrows(
            JobFailedException.class,
            () -> context.parallelize(numbers(0, 1), 1).map(number -> odd.value()).count());
    assertTrue(failure.getMessage().contains("java.lang.Object"), failure.getMessage());
  }
}
