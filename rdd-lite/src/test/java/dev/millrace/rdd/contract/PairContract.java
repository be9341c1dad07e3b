package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Partitioner;
import dev.millrace.rdd.function.Tuple2;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Operations by key. */
interface PairContract extends Contract {

  /** Keys 0 to 4 again and again, each with its place as its value. */
  private PairRdd<Integer, Integer> places() {
    return context()
        .parallelize(numbers(0, 20), 3)
        .mapToPair(number -> pair((number * 7) % 5, number));
  }

  @Test
  default void reducesByKeyInTheOrderInWhichKeysWereMet() {
    List<List<Tuple2<String, Integer>>> counts =
        context()
            .parallelize(Arrays.asList("d b a c b a d d".split(" ")), 2)
            .mapToPair(word -> pair(word, 1))
            .reduceByKey(Integer::sum, 2)
            .glom()
            .collect();
    // Hash codes: a 97, b 98, c 99, d 100.
    assertEquals(
        List.of(List.of(pair("d", 3), pair("b", 2)), List.of(pair("a", 2), pair("c", 1))), counts);
  }

  @Test
  default void groupsValuesInTheOrderOfTheirArrival() {
    assertEquals(
        List.of(
            "(0,[0, 5, 10, 15])",
            "(2,[1, 6, 11, 16])",
            "(4,[2, 7, 12, 17])",
            "(1,[3, 8, 13, 18])",
            "(3,[4, 9, 14, 19])"),
        places().groupByKey(2).map(Tuple2::toString).collect());
  }

  @Test
  default void combinesWithCombinersThatChangeAndGivesTheSameTwice() {
    PairRdd<Integer, ArrayList<Integer>> lists =
        places()
            .combineByKey(
                value -> new ArrayList<>(List.of(value)),
                (list, value) -> {
                  list.add(value);
                  return list;
                },
                (left, right) -> {
                  left.addAll(right);
                  return left;
                },
                2);
    // Compared as text: the lists themselves might be the very ones that a second run changes.
    String first = lists.collect().toString();
    assertTrue(first.startsWith("[(0,[0, 5, 10, 15])"), first);
    assertEquals(first, lists.collect().toString());
  }

  @Test
  default void combinesWithoutCombiningBeforeTheMove() {
    Probe merges = Probe.create();
    PairRdd<Integer, Integer> sums =
        places()
            .combineByKey(
                value -> value,
                Integer::sum,
                (left, right) -> {
                  merges.note("merge");
                  return left + right;
                },
                new HashPartitioner(2),
                false);
    assertEquals(190, sums.values().reduce(Integer::sum));
    assertEquals(0, merges.count());
  }

  @Test
  default void replacesValuesWhereTheirKeysAre() {
    PairRdd<Integer, Integer> reduced = places().reduceByKey(Integer::sum, 3);
    assertEquals(reduced.partitioner(), reduced.mapValues(sum -> sum + 1).partitioner());
    assertEquals(
        reduced.partitioner(),
        reduced.flatMapValues(sum -> List.of(sum, sum).iterator()).partitioner());
    assertEquals(reduced.partitioner(), reduced.filter(each -> true).partitioner());
    assertEquals(Optional.empty(), reduced.map(each -> each).partitioner());
    assertEquals(
        List.of(pair("k", "v!")),
        context().parallelizePairs(List.of(pair("k", "v")), 1).mapValues(v -> v + "!").collect());
    assertEquals(
        List.of(pair("k", 'a'), pair("k", 'b')),
        context()
            .parallelizePairs(List.of(pair("k", "ab")), 1)
            .flatMapValues(text -> List.of(text.charAt(0), text.charAt(1)).iterator())
            .collect());
  }

  @Test
  default void givesKeysAndValues() {
    PairRdd<String, Integer> rdd =
        context().parallelizePairs(List.of(pair("a", 1), pair("b", 2)), 2);
    assertEquals(List.of("a", "b"), rdd.keys().collect());
    assertEquals(List.of(1, 2), rdd.values().collect());
    assertEquals(rdd.collect(), PairRdd.fromRdd(rdd.toRdd()).collect());
  }

  @Test
  default void aSecondOperationByTheSamePartitionerMovesNothing() {
    Probe computed = Probe.create();
    PairRdd<Integer, Integer> reduced =
        places()
            .mapValues(
                value -> {
                  computed.note(value);
                  return value;
                })
            .reduceByKey(Integer::sum, 2);
    reduced.collect();
    assertEquals(20, computed.count());
    // Reads the same shuffle's outputs; had it to be moved again, it would all be in another order.
    assertEquals(reduced.collect(), reduced.reduceByKey(Integer::sum).collect());
    assertEquals(20, computed.count());
    assertSame(reduced, reduced.partitionBy(new HashPartitioner(2)));
  }

  @Test
  default void usesTheLargestPartitionerOfTheParents() {
    PairRdd<Integer, Integer> two = places().reduceByKey(Integer::sum, 2);
    PairRdd<Integer, Integer> seven = places().reduceByKey(Integer::sum, 7);
    assertEquals(7, two.join(seven).getNumPartitions());
    assertEquals(7, seven.cogroup(two).getNumPartitions());
    assertEquals(2, two.join(places()).getNumPartitions());
    assertEquals(context().defaultParallelism(), places().join(places()).getNumPartitions());
  }

  @Test
  default void cogroupsValuesByParent() {
    PairRdd<String, Integer> left =
        context().parallelizePairs(List.of(pair("a", 1), pair("b", 2), pair("a", 3)), 2);
    PairRdd<String, String> right =
        context().parallelizePairs(List.of(pair("c", "x"), pair("a", "y")), 2);
    assertEquals(
        List.of("(a,([1, 3],[y]))", "(b,([2],[]))", "(c,([],[x]))"),
        left.cogroup(right, 1).map(Tuple2::toString).collect());
  }

  @Test
  default void cogroupsParentsOfWhichOneIsSpreadAlready() {
    PairRdd<Integer, Integer> sums = places().reduceByKey(Integer::sum, 2);
    List<String> groups = sums.cogroup(places()).map(Tuple2::toString).collect();
    assertEquals("(0,([30],[0, 5, 10, 15]))", groups.get(0));
    assertEquals(5, groups.size());
  }

  @Test
  default void joins() {
    PairRdd<String, Integer> left =
        context().parallelizePairs(List.of(pair("a", 1), pair("b", 2), pair("a", 3)), 2);
    PairRdd<String, String> right =
        context().parallelizePairs(List.of(pair("a", "x"), pair("c", "y"), pair("a", "z")), 2);
    assertEquals(
        List.of("(a,(1,x))", "(a,(1,z))", "(a,(3,x))", "(a,(3,z))"),
        left.join(right, 1).map(Tuple2::toString).collect());
    assertEquals(
        List.of(
            pair("a", pair(1, Optional.of("x"))),
            pair("a", pair(1, Optional.of("z"))),
            pair("a", pair(3, Optional.of("x"))),
            pair("a", pair(3, Optional.of("z"))),
            pair("b", pair(2, Optional.<String>empty()))),
        left.leftOuterJoin(right, 1).collect());
    assertEquals(
        List.of(
            pair("a", pair(Optional.of(1), "x")),
            pair("a", pair(Optional.of(1), "z")),
            pair("a", pair(Optional.of(3), "x")),
            pair("a", pair(Optional.of(3), "z")),
            pair("c", pair(Optional.<Integer>empty(), "y"))),
        left.rightOuterJoin(right, 1).collect());
    assertEquals(6, left.fullOuterJoin(right, 3).count());
    assertEquals(
        List.of(pair("c", pair(Optional.<Integer>empty(), Optional.of("y")))),
        left.fullOuterJoin(right, 1).filter(each -> each._1().equals("c")).collect());
  }

  @Test
  default void spreadsByAPartitioner() {
    assertEquals(
        List.of(List.of(pair(4, 2), pair(3, 4)), List.of(pair(0, 0), pair(2, 1), pair(1, 3))),
        places().filter(each -> each._2() < 5).partitionBy(new LargeFirst(2)).glom().collect());
  }

  @Test
  default void aPartitionerOutOfItsRangeIsNamed() {
    JobFailedException failure =
        assertThrows(
            JobFailedException.class, () -> places().partitionBy(new LargeFirst(1)).count());
    assertInstanceOf(IndexOutOfBoundsException.class, failure.getCause());
    assertTrue(
        failure.getMessage().startsWith("partitionBy failed at partition"), failure::getMessage);
    assertTrue(failure.getMessage().contains("from 0 to 0"), failure::getMessage);
  }

  @Test
  default void arraysAreNoKeys() {
    JobFailedException failure =
        assertThrows(
            JobFailedException.class,
            () ->
                context()
                    .parallelize(List.of(1), 1)
                    .mapToPair(number -> pair(new int[] {number}, 1))
                    .reduceByKey(Integer::sum)
                    .count());
    assertInstanceOf(IllegalArgumentException.class, failure.getCause());
    assertTrue(failure.getMessage().contains("int[]"), failure::getMessage);
  }

  /** Keys from 3 on go to partition 0, the others to partition 1, whether there is one or not. */
  final class LargeFirst extends Partitioner {

    private static final long serialVersionUID = 1L;
    private final int partitions;

    LargeFirst(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (int) key >= 3 ? 0 : 1;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof LargeFirst that && that.partitions == partitions;
    }

    @Override
    public int hashCode() {
      return partitions;
    }
  }
}
