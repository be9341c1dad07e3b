package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.Lineages;
import dev.millrace.rdd.RangePart;
import dev.millrace.rdd.Rdd;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Collections read from a source that can be read again. */
interface RangeContract extends Contract {

  /** Numbers of a sequence, that tells when it is opened and closed. */
  record Numbers(int from, int to, Probe probe) implements RangePart<Integer> {
    @Override
    public Iterator<Integer> read(Consumer<AutoCloseable> whenTaskEnds) {
      probe.note("open " + from);
      whenTaskEnds.accept(() -> probe.note("close " + from));
      return numbers(from, to).iterator();
    }
  }

  @Test
  default void readsEachPartOfARangeAsAPartition() {
    Probe probe = Probe.create();
    Rdd<Integer> rdd =
        context().rangeRdd(List.of(new Numbers(0, 3, probe), new Numbers(3, 5, probe)), "numbers");
    assertEquals(List.of(List.of(0, 1, 2), List.of(3, 4)), rdd.glom().collect());
    assertEquals(List.of(0, 1, 2, 3, 4), rdd.collect(), "it can be read again");
    Lineages.checkSerializable(rdd.lineage());
  }

  @Test
  default void closesWhatAPartOpenedWhenItsTaskEnds() {
    Probe probe = Probe.create();
    Rdd<Integer> rdd = context().rangeRdd(List.of(new Numbers(0, 1_000, probe)), "numbers");
    assertEquals(List.of(0), rdd.take(1), "most of the part is never pulled");
    assertEquals(List.of("open 0", "close 0"), probe.events());
    assertThrows(
        JobFailedException.class,
        () ->
            rdd.map(
                    number -> {
                      throw new IllegalStateException("refused " + number);
                    })
                .count());
    assertEquals(0, probe.events().size() % 2);
    assertTrue(probe.events().subList(2, probe.count()).contains("close 0"), "a failed task, too");
  }

  @Test
  default void aPartThatCannotBeReadFailsTheJobAndNamesTheSource() {
    RangePart<Integer> missing =
        whenTaskEnds -> {
          throw new IOException("file.txt is not there");
        };
    Rdd<Integer> rdd = context().rangeRdd(List.of(missing), "textFileStream");
    JobFailedException failure = assertThrows(JobFailedException.class, rdd::count);
    assertTrue(failure.getMessage().contains("textFileStream"), failure::getMessage);
    assertTrue(failure.getMessage().contains("file.txt is not there"), failure::getMessage);
  }
}
