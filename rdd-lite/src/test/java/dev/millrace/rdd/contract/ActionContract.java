package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.Job;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations that run a job. */
interface ActionContract extends Contract {

  @Test
  default void collectsInPartitionOrder() {
    assertEquals(numbers(0, 100), context().parallelize(numbers(0, 100), 7).collect());
  }

  @Test
  default void countsRecords() {
    assertEquals(100, context().parallelize(numbers(0, 100), 7).count());
    assertEquals(0, context().emptyRdd().count());
    assertEquals(0, context().parallelize(List.of(), 3).count());
  }

  @Test
  default void takesTheFirstAndComputesNoMorePartitionsThanItMust() {
    Probe computed = Probe.create();
    Rdd<Integer> rdd =
        context()
            .parallelize(numbers(0, 20), 10)
            .mapPartitions(
                records -> {
                  computed.note("partition");
                  return records;
                });
    assertEquals(List.of(0, 1), rdd.take(2));
    assertEquals(1, computed.count());
    assertEquals(numbers(0, 5), rdd.take(5));
    assertEquals(1 + 1 + 4, computed.count());
    assertEquals(numbers(0, 20), rdd.take(1000));
    assertEquals(List.of(), rdd.take(0));
    assertEquals(0, rdd.first());
    assertThrows(IllegalArgumentException.class, () -> rdd.take(-1));
  }

  @Test
  default void takesAcrossEmptyPartitions() {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 20), 20).filter(number -> number > 17);
    assertEquals(List.of(18, 19), rdd.take(3));
    assertEquals(18, rdd.first());
    assertFalse(rdd.isEmpty());
  }

  @Test
  default void firstOfNothingIsAnError() {
    assertTrue(
        assertThrows(NoSuchElementException.class, () -> context().emptyRdd().first())
            .getMessage()
            .contains("parallelize"));
  }

  @Test
  default void knowsWhetherItIsEmpty() {
    assertTrue(context().emptyRdd().isEmpty());
    assertTrue(context().parallelize(List.of(), 2).isEmpty());
    assertTrue(context().parallelize(numbers(0, 9), 3).filter(number -> false).isEmpty());
    assertFalse(context().parallelize(numbers(0, 9), 3).isEmpty());
  }

  @Test
  default void reducesFromLeftToRight() {
    assertEquals(
        "abcdefg",
        context()
            .parallelize(List.of("a", "b", "c", "d", "e", "f", "g"), 3)
            .reduce((left, right) -> left + right));
    assertEquals(7, context().parallelize(List.of(7), 4).reduce((left, right) -> left + right));
  }

  @Test
  default void reduceOfNothingIsAnErrorThatNamesIt() {
    Rdd<Integer> none = context().parallelize(numbers(0, 4), 2).filter(number -> false);
    assertEquals(
        "reduce of an empty collection: filter (rdd " + none.id() + ")",
        assertThrows(
                UnsupportedOperationException.class,
                () -> none.reduce((left, right) -> left + right))
            .getMessage());
  }

  @Test
  default void foldsOncePerPartitionAndOnceMore() {
    assertEquals(
        10 + 10 * 3, context().parallelize(numbers(0, 5), 2).fold(10, (sum, each) -> sum + each));
  }

  @Test
  default void aggregateGivesEachPartitionAZeroOfItsOwn() {
    ArrayList<Integer> zero = new ArrayList<>();
    ArrayList<Integer> all =
        context()
            .parallelize(numbers(0, 20), 5)
            .aggregate(
                zero,
                (list, number) -> {
                  list.add(number);
                  return list;
                },
                (left, right) -> {
                  left.addAll(right);
                  return left;
                });
    assertEquals(numbers(0, 20), all);
    assertEquals(List.of(), zero);
  }

  @Test
  default void aggregateRefusesAZeroThatCannotBeCopied() {
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    context()
                        .parallelize(numbers(0, 2), 1)
                        .aggregate(new Object(), (zero, each) -> zero, (a, b) -> a))
            .getMessage()
            .contains("java.lang.Object"));
  }

  @Test
  default void foreachSeesEveryRecordAndForeachPartitionEveryPartition() {
    Probe records = Probe.create();
    Probe partitions = Probe.create();
    Rdd<Integer> rdd = context().parallelize(numbers(0, 10), 3);
    rdd.foreach(number -> records.note(number));
    rdd.foreachPartition(
        each -> {
          int count = 0;
          while (each.hasNext()) {
            each.next();
            count++;
          }
          partitions.note(count);
        });
    assertEquals(numbers(0, 10), records.events().stream().map(Integer::valueOf).sorted().toList());
    assertEquals(List.of("3", "3", "4"), partitions.events().stream().sorted().toList());
  }

  @Test
  default void savesALineForEachRecord(@TempDir Path directory) throws IOException {
    Path output = directory.resolve("out");
    Rdd<Integer> rdd = context().parallelize(numbers(0, 5), 2);
    rdd.saveAsTextFile(output.toString());
    assertEquals(List.of("0", "1"), Files.readAllLines(output.resolve("part-00000")));
    assertEquals(List.of("2", "3", "4"), Files.readAllLines(output.resolve("part-00001")));
    assertTrue(
        assertThrows(UncheckedIOException.class, () -> rdd.saveAsTextFile(output.toString()))
            .getMessage()
            .contains(output.toString()));
  }

  @Test
  default void aFailedSaveLeavesNoOutput(@TempDir Path directory) {
    Path output = directory.resolve("out");
    Rdd<Integer> failing =
        context()
            .parallelize(numbers(0, 5), 2)
            .map(
                number -> {
                  if (number == 4) {
                    throw new IllegalStateException("no four");
                  }
                  return number;
                });
    assertThrows(
        dev.millrace.rdd.JobFailedException.class, () -> failing.saveAsTextFile(output.toString()));
    assertFalse(Files.exists(output.resolve("_SUCCESS")));
    assertFalse(Files.exists(output.resolve("part-00000")));
  }

  @Test
  default void runsOnThePartitionsThatAJobNames() throws InterruptedException {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 6), 3);
    List<String> found =
        context()
            .engine()
            .submit(
                new Job<>(
                    rdd.lineage(),
                    List.of(2, 0),
                    (partition, records) -> partition + ":" + records.next(),
                    "pick"))
            .await();
    assertEquals(List.of("2:4", "0:0"), found);
  }

  @Test
  default void aStoppedContextRefusesActions() {
    RddContext other = contextWith(new MillraceConf());
    Rdd<Integer> rdd = other.parallelize(numbers(0, 3), 1);
    other.stop();
    other.stop();
    assertTrue(
        assertThrows(IllegalStateException.class, rdd::count).getMessage().contains("stopped"));
  }
}
