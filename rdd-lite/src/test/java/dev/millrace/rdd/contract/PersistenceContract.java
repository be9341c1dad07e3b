package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.StorageLevel;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kept partitions and outputs of shuffles. */
interface PersistenceContract extends Contract {

  private Rdd<Integer> counted(Probe computed) {
    return context()
        .parallelize(numbers(0, 10), 4)
        .map(
            number -> {
              computed.note(number);
              return number;
            });
  }

  @Test
  default void withoutPersistEveryActionComputesAnew() {
    Probe computed = Probe.create();
    Rdd<Integer> rdd = counted(computed);
    rdd.count();
    rdd.count();
    assertEquals(20, computed.count());
  }

  @Test
  default void keptPartitionsAreComputedOnce() {
    for (StorageLevel level :
        List.of(
            StorageLevel.MEMORY_ONLY(),
            StorageLevel.MEMORY_ONLY_SER(),
            StorageLevel.MEMORY_AND_DISK(),
            StorageLevel.MEMORY_ONLY_2(),
            StorageLevel.MEMORY_AND_DISK_SER_2(),
            StorageLevel.DISK_ONLY_3(),
            StorageLevel.OFF_HEAP())) {
      Probe computed = Probe.create();
      Rdd<Integer> rdd = counted(computed).persist(level);
      assertEquals(0, computed.count());
      assertEquals(numbers(0, 10), rdd.collect());
      assertEquals(numbers(1, 11), rdd.map(number -> number + 1).collect());
      assertEquals(10, computed.count(), level::toString);
    }
  }

  @Test
  default void onlyThePartitionsThatWereComputedAreKept() {
    Probe computed = Probe.create();
    Rdd<Integer> rdd = counted(computed).cache();
    rdd.take(1);
    assertEquals(2, computed.count());
    rdd.count();
    assertEquals(10, computed.count());
  }

  @Test
  default void unpersistForgetsThem() {
    Probe computed = Probe.create();
    Rdd<Integer> rdd = counted(computed).cache();
    rdd.count();
    rdd.unpersist();
    rdd.count();
    rdd.count();
    assertEquals(30, computed.count());
    rdd.unpersist();
  }

  @Test
  default void keepingAtAnotherLevelIsRefusedUntilUnpersisted() {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 3), 1).cache();
    rdd.cache();
    assertTrue(
        assertThrows(
                UnsupportedOperationException.class, () -> rdd.persist(StorageLevel.DISK_ONLY()))
            .getMessage()
            .contains("unpersist"));
    rdd.unpersist().persist(StorageLevel.DISK_ONLY());
    assertEquals(numbers(0, 3), rdd.collect());
    assertEquals(numbers(0, 3), rdd.collect());
  }

  @Test
  default void keptPartitionsHideTheShufflesBehindThem() {
    Probe computed = Probe.create();
    PairRdd<Integer, Integer> sums =
        counted(computed)
            .mapToPair(number -> pair(number % 3, number))
            .reduceByKey(Integer::sum, 2)
            .mapValues(sum -> sum)
            .cache();
    assertEquals(List.of(pair(0, 18), pair(2, 15), pair(1, 12)), sums.collect());
    assertEquals(List.of(18, 15, 12), sums.values().collect());
    assertEquals(10, computed.count());
  }

  @Test
  default void anotherJobReadsTheOutputsOfAShuffle() {
    Probe computed = Probe.create();
    PairRdd<Integer, Integer> sums =
        counted(computed)
            .mapToPair(number -> pair(number % 3, number))
            .reduceByKey(Integer::sum, 2);
    assertEquals(3, sums.count());
    assertEquals(List.of(18, 15, 12), sums.values().collect());
    assertEquals(10, computed.count());
  }

  @Test
  default void anyLaterJobFreesWhatAForgottenShuffleLeft() {
    WeakReference<String> key = shuffled();
    await()
        .until(
            () -> {
              System.gc();
              context().parallelize(numbers(0, 1), 1).count();
              return key.get() == null;
            });
  }

  /** A key that nothing holds but the output of a shuffle over which a job has run. */
  private WeakReference<String> shuffled() {
    String key = String.valueOf(context().defaultParallelism());
    PairRdd<String, Integer> pairs = context().parallelizePairs(List.of(pair(key, 1)), 1);
    assertEquals(1, pairs.reduceByKey(Integer::sum, 1).count());
    return new WeakReference<>(key);
  }

  @Test
  default void recordsThatCannotBeEncodedCanBeKeptAsObjects() {
    Rdd<Thread> threads =
        context().parallelize(numbers(0, 2), 1).map(number -> new Thread()).cache();
    assertEquals(2, threads.count());
    assertEquals(threads.collect(), threads.collect());
  }
}
