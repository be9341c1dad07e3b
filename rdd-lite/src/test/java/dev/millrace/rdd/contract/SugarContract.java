package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Partition;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.StorageLevel;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What random data does not show: sizes, laziness, errors. */
interface SugarContract extends Contract {

  private static void assertNear(long expected, long actual, long atMost) {
    assertTrue(
        Math.abs(actual - expected) <= atMost,
        actual + " is not within " + atMost + " of " + expected);
  }

  @Test
  default void samplesAboutAsManyAsTheFractionSays() {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 4000), 4);
    assertNear(1200, rdd.sample(false, 0.3, 1).count(), 150);
    assertNear(6000, rdd.sample(true, 1.5, 1).count(), 350);
    assertNear(1_200_000, rdd.sample(true, 300, 1).count(), 10_000);
    assertTrue(rdd.sample(true, 1.5, 1).countByValue().values().stream().anyMatch(n -> n > 2));
    assertNotEquals(rdd.sample(false, 0.3, 1).collect(), rdd.sample(false, 0.3, 2).collect());
    assertNear(1000, rdd.randomSplit(new double[] {1, 3}, 9)[0].count(), 150);
  }

  @Test
  default void everyRecordIsAsLikelyToBeTaken() {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 20), 3);
    int[] taken = new int[20];
    for (int seed = 0; seed < 400; seed++) {
      rdd.takeSample(false, 5, seed).forEach(number -> taken[number]++);
    }
    for (int count : taken) {
      assertNear(100, count, 40);
    }
  }

  @Test
  default void neighbouringPartitionsChooseDifferently() {
    List<List<Integer>> parts =
        context()
            .parallelize(numbers(0, 400), 4)
            .sample(false, 0.5, 1)
            .map(number -> number % 100)
            .glom()
            .collect();
    assertEquals(4, new HashSet<>(parts).size());
  }

  @Test
  default void refusesFractionsAndWeightsThatMeanNothing() {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 4), 2);
    for (double fraction : new double[] {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> rdd.sample(false, fraction, 1));
    }
    assertThrows(IllegalArgumentException.class, () -> rdd.sample(true, -1));
    assertThrows(IllegalArgumentException.class, () -> rdd.randomSplit(new double[] {1, -1}));
    assertThrows(IllegalArgumentException.class, () -> rdd.randomSplit(new double[] {0, 0}));
    assertThrows(IllegalArgumentException.class, () -> rdd.takeSample(false, -1));
    assertThrows(IllegalArgumentException.class, () -> rdd.takeOrdered(-1));
    assertThrows(IllegalArgumentException.class, () -> rdd.sortBy(number -> number, true, 0));
  }

  @Test
  default void sortsIntoPartitionsOfAboutTheSameLength() {
    PairRdd<Integer, Integer> sorted =
        context()
            .parallelize(numbers(0, 1000), 3)
            .mapToPair(number -> pair((number * 7919) % 1000, number))
            .sortByKey(true, 5);
    List<Integer> lengths = sorted.glom().map(List::size).collect();
    assertEquals(5, lengths.size());
    lengths.forEach(length -> assertNear(200, length, 120));
  }

  @Test
  default void neverPartsEqualKeysAndMakesNoMorePartitionsThanKeys() {
    PairRdd<Integer, Integer> sorted =
        context()
            .parallelize(numbers(0, 100), 4)
            .mapToPair(number -> pair(number % 2, number))
            .sortByKey(true, 10);
    assertTrue(sorted.getNumPartitions() <= 3, sorted.getNumPartitions() + " partitions");
    List<Set<Integer>> keys =
        sorted
            .mapPartitions(
                pairs -> {
                  Set<Integer> met = new HashSet<>();
                  pairs.forEachRemaining(each -> met.add(each._1()));
                  return List.of(met).iterator();
                })
            .collect();
    assertEquals(2, keys.stream().mapToInt(Set::size).sum());
  }

  @Test
  default void aJoinOfSortedCollectionsNeedsNoFurtherMove() {
    PairRdd<Integer, Integer> sorted =
        context().parallelize(numbers(0, 50), 4).mapToPair(n -> pair(n, n)).sortByKey(true, 3);
    assertEquals(sorted.partitioner(), sorted.mapValues(n -> n + 1).join(sorted).partitioner());
  }

  @Test
  default void sortingOneOfNoPartitionsOrOfNoRecordsWorks() {
    assertEquals(List.of(), context().<Integer>emptyRdd().sortBy(n -> n, true, 4).collect());
    assertEquals(
        List.of(), context().parallelize(List.<Integer>of(), 3).sortBy(n -> n, false, 4).collect());
  }

  @Test
  default void collectionsOfDifferentShapesCannotBeZipped() {
    Rdd<Integer> two = context().parallelize(numbers(0, 4), 2);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class, () -> two.zip(context().parallelize(List.of(1), 3)))
            .getMessage()
            .contains("2 and 3"));
    JobFailedException failure =
        assertThrows(
            JobFailedException.class,
            () -> two.zip(context().parallelize(numbers(0, 5), 2)).collect());
    assertTrue(failure.getMessage().contains("in partition 1"), failure.getMessage());
  }

  @Test
  default void theSmallestAndGreatestOfNothingAreMissing() {
    Rdd<Integer> none = context().parallelize(List.of(), 2);
    Comparator<Integer> order = Comparator.naturalOrder();
    assertThrows(NoSuchElementException.class, () -> none.min(order));
    assertThrows(NoSuchElementException.class, () -> none.max(order));
    assertEquals(List.of(), none.takeOrdered(3));
  }

  @Test
  default void aComparatorThatThrowsIsNamed() {
    Rdd<Object> mixed = context().parallelize(List.of("a", 1), 1);
    JobFailedException failure = assertThrows(JobFailedException.class, () -> mixed.takeOrdered(2));
    assertTrue(failure.getMessage().contains("takeOrdered failed"), failure.getMessage());
  }

  @Test
  default void holdsOnePartitionAtATime() {
    Probe computed = Probe.create();
    Iterator<Integer> all =
        context()
            .parallelize(numbers(0, 6), 3)
            .mapPartitions(
                records -> {
                  computed.note("partition");
                  return records;
                })
            .toLocalIterator();
    assertEquals(0, computed.count());
    assertEquals(0, all.next());
    assertEquals(1, computed.count());
    all.next();
    all.next();
    assertEquals(2, computed.count());
  }

  @Test
  default void lookupComputesOnePartitionOfASpreadCollection() {
    Probe computed = Probe.create();
    PairRdd<Integer, Integer> spread =
        context()
            .parallelize(numbers(0, 12), 3)
            .mapToPair(number -> pair(number % 6, number))
            .partitionBy(new dev.millrace.rdd.HashPartitioner(3))
            .mapValues(
                number -> {
                  computed.note(number);
                  return number;
                });
    assertEquals(List.of(4, 10), spread.lookup(4));
    assertEquals(4, computed.count());
  }

  @Test
  default void tellsItsPartitionsAndLevel() {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 4), 2);
    assertEquals(List.of(new Partition(0), new Partition(1)), rdd.partitions());
    assertEquals(StorageLevel.NONE(), rdd.getStorageLevel());
    rdd.persist(StorageLevel.DISK_ONLY());
    assertEquals(StorageLevel.DISK_ONLY(), rdd.getStorageLevel());
    rdd.unpersist(true);
    assertEquals(StorageLevel.NONE(), rdd.getStorageLevel());
  }

  @Test
  default void readsBackWhatWasSavedAsObjects(@TempDir Path directory) {
    record Order(String id, List<Integer> items) implements java.io.Serializable {}
    String output = directory.resolve("out").toString();
    Rdd<Order> orders =
        context()
            .parallelize(numbers(0, 10), 3)
            .map(number -> new Order("o" + number, List.of(number)));
    orders.saveAsObjectFile(output);
    Rdd<Order> read = context().objectFile(output);
    assertEquals(3, read.getNumPartitions());
    // Names that tasks wrote in their serialised form are unknown to a later read, as in another
    // process, unless the setting allows them.
    dev.millrace.rdd.RddContext allowing =
        contextWith(
            new dev.millrace.rdd.MillraceConf()
                .set("millrace.serializer.allow", SugarContract.class.getName()));
    assertEquals(orders.collect(), allowing.<Order>objectFile(output).collect());
    assertThrows(UncheckedIOException.class, () -> orders.saveAsObjectFile(output));
  }

  @Test
  default void aCheckpointReadsTheProgramsOwnRecords(@TempDir Path directory) {
    record Order(String id) implements java.io.Serializable {}
    context().setCheckpointDir(directory.toString());
    Rdd<Order> orders =
        context().parallelize(numbers(0, 4), 2).map(number -> new Order("o" + number));
    orders.checkpoint();
    assertEquals(List.of("o0", "o1", "o2", "o3"), orders.map(Order::id).collect());
    assertTrue(orders.isCheckpointed());
  }
}
