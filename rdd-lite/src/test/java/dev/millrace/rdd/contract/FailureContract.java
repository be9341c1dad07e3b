package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.EngineListener;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.Rdd;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What happens when a program's functions throw. */
interface FailureContract extends Contract {

  /** Throws for the number four. */
  static int refuseFour(int number) throws IOException {
    if (number == 4) {
      throw new IOException("no four");
    }
    return number;
  }

  private JobFailedException failureOf(Function<Rdd<Integer>, ?> action) {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 6), 3);
    return assertThrows(JobFailedException.class, () -> action.apply(rdd));
  }

  @Test
  default void aFailureNamesOperationPartitionAndJobAndCarriesTheUsersException() {
    JobFailedException failure =
        failureOf(rdd -> rdd.map(FailureContract::refuseFour).setName("numbers").collect());
    assertEquals(
        "map failed at partition 2 of 'collect of numbers', failure 4 of at most 4:"
            + " java.io.IOException: no four",
        failure.getMessage());
    assertInstanceOf(IOException.class, failure.getCause());
    assertEquals("refuseFour", failure.getCause().getStackTrace()[0].getMethodName());
    assertTrue(
        Arrays.stream(failure.getStackTrace())
            .anyMatch(
                frame ->
                    frame.getMethodName().startsWith("aFailureNames")
                        || frame.getMethodName().startsWith("failureOf")
                        || frame.getMethodName().contains("lambda$failureOf")),
        "the stack of the exception itself is the caller's");
  }

  @Test
  default void everyOperationIsNamed() {
    assertNames("filter", rdd -> rdd.filter(each -> refuseFour(each) >= 0).count());
    assertNames(
        "flatMap", rdd -> rdd.flatMap(each -> List.of(refuseFour(each)).iterator()).count());
    assertNames("mapToPair", rdd -> rdd.mapToPair(each -> pair(refuseFour(each), 1)).count());
    assertNames(
        "mapPartitions",
        rdd ->
            rdd.mapPartitions(
                    records -> {
                      while (records.hasNext()) {
                        refuseFour(records.next());
                      }
                      return records;
                    })
                .count());
    assertNames("foreach", rdd -> done(() -> rdd.foreach(FailureContract::refuseFour)));
    assertNames(
        "foreachPartition",
        rdd ->
            done(
                () ->
                    rdd.foreachPartition(
                        records -> {
                          refuseFour(records.next());
                        })));
    assertNames("reduce", rdd -> rdd.reduce((left, right) -> refuseFour(right - 1)));
    assertNames("fold", rdd -> rdd.fold(0, (left, right) -> refuseFour(right)));
    assertNames(
        "reduceByKey",
        rdd ->
            rdd.mapToPair(each -> pair("k", each))
                .reduceByKey((left, right) -> refuseFour(right - 1))
                .count());
    assertNames(
        "mapValues",
        rdd ->
            rdd.mapToPair(each -> pair("k", each))
                .groupByKey()
                .flatMapValues(Iterable::iterator)
                .mapValues(FailureContract::refuseFour)
                .count());
  }

  private static Object done(Runnable action) {
    action.run();
    return "done";
  }

  private void assertNames(String operation, Function<Rdd<Integer>, ?> action) {
    JobFailedException failure = failureOf(action);
    assertTrue(
        failure.getMessage().startsWith(operation + " failed at partition"), failure::getMessage);
    assertInstanceOf(IOException.class, failure.getCause(), operation);
  }

  @Test
  default void anOperationAboveIsNamedThoughAnotherOnePullsIt() {
    assertNames(
        "map",
        rdd ->
            rdd.map(FailureContract::refuseFour).mapPartitions(records -> drain(records)).count());
  }

  private static Iterator<Integer> drain(Iterator<Integer> records) {
    while (records.hasNext()) {
      records.next();
    }
    return records;
  }

  @Test
  default void lineageThatIsTooDeepForTheStackFailsItsOwnJobOnly() {
    Rdd<Integer> some = context().parallelize(numbers(0, 6), 3);
    Rdd<Integer> deep = some;
    for (int level = 0; level < 8_000; level++) {
      deep = deep.union(context().emptyRdd());
    }
    JobFailedException failure = assertThrows(JobFailedException.class, deep::count);
    assertInstanceOf(StackOverflowError.class, failure.getCause());
    assertEquals(6, some.count());
  }

  @Test
  default void errorsAreFailuresToo() {
    JobFailedException failure =
        failureOf(
            rdd ->
                rdd.map(
                        number -> {
                          throw new AssertionError("never " + number);
                        })
                    .count());
    assertInstanceOf(AssertionError.class, failure.getCause());
  }

  @Test
  default void aTaskIsTriedAgainUntilItSucceeds() {
    Probe attempts = Probe.create();
    Rdd<Integer> rdd =
        context()
            .parallelize(numbers(0, 4), 2)
            .map(
                number -> {
                  if (number == 3 && attempts.note("attempt") < 4) {
                    throw new IllegalStateException("not yet");
                  }
                  return number;
                });
    assertEquals(numbers(0, 4), rdd.collect());
    assertEquals(4, attempts.count());
  }

  @Test
  default void aTaskOfAShuffleIsTriedAgainAndCountsNothingTwice() {
    Probe attempts = Probe.create();
    assertEquals(
        List.of(pair("k", 10)),
        context()
            .parallelize(numbers(0, 5), 2)
            .mapToPair(
                number -> {
                  if (number == 4 && attempts.note("attempt") < 3) {
                    throw new IllegalStateException("not yet");
                  }
                  return pair("k", number);
                })
            .reduceByKey(Integer::sum, 1)
            .mapValues(
                sum -> {
                  if (attempts.note("reduce") < 5) {
                    throw new IllegalStateException("not yet");
                  }
                  return sum;
                })
            .collect());
  }

  @Test
  default void theNumberOfFailuresIsASetting() {
    Probe attempts = Probe.create();
    try (var context = contextWith(new MillraceConf().set("millrace.task.maxFailures", "2"))) {
      Rdd<Integer> failing =
          context
              .parallelize(List.of(1), 1)
              .map(
                  number -> {
                    attempts.note("attempt");
                    throw new IllegalStateException("never");
                  });
      assertThrows(JobFailedException.class, failing::count);
    }
    assertEquals(2, attempts.count());
  }

  @Test
  default void listenersHearOfEveryFailure() {
    List<String> heard = new CopyOnWriteArrayList<>();
    context()
        .engine()
        .addListener(
            new EngineListener() {
              @Override
              public void onTaskFailed(
                  String description, int partition, int attempt, Throwable cause) {
                heard.add(description + " " + partition + " " + attempt + " " + cause.getMessage());
              }
            });
    Rdd<Integer> rdd =
        context().parallelize(numbers(0, 6), 3).map(FailureContract::refuseFour).setName("it");
    assertThrows(JobFailedException.class, rdd::count);
    assertEquals(
        List.of(
            "count of it 2 1 no four", "count of it 2 2 no four",
            "count of it 2 3 no four", "count of it 2 4 no four"),
        heard);
  }

  @Test
  default void aFunctionThatRunsAJobIsToldInsteadOfWaitingForItsOwnSlot() {
    Rdd<Integer> inner = context().parallelize(numbers(0, 3), 1);
    Throwable cause =
        failureOf(rdd -> rdd.map(number -> inner.count() + number).setName("outer").collect())
            .getCause();
    // An engine that serialises tasks does not even let the collection into one.
    assertTrue(
        cause.getMessage().contains("inside a task of 'collect of outer'")
            || cause.getMessage().contains(Rdd.class.getName() + ", which is not serialisable"),
        cause::getMessage);
  }

  @Test
  default void theEngineWorksOnAfterAFailure() {
    failureOf(rdd -> rdd.map(FailureContract::refuseFour).count());
    assertEquals(6, context().parallelize(numbers(0, 6), 3).count());
  }
}
