package dev.millrace.testkit.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.receiver.Receiver;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.streaming.DStream;
import dev.millrace.streaming.StreamingContextState;
import dev.millrace.time.Durations;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The helper finds what is wrong with a program, and nothing where nothing is. */
final class StreamTestTest {
  private static final Duration BATCH = Durations.seconds(1);

  private final StreamTest test = new StreamTest(BATCH);

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void comparesTheBatchesOfStreamsWithThoseExpected() {
    DStream<Integer> numbers = test.given(List.of(1, 2), List.of(3), List.of());
    test.expect(numbers.map(number -> number * 10), List.of(10, 20), List.of(30), List.of());
    test.expect(
        numbers.window(Durations.seconds(2)).count(), List.of(2L), List.of(3L), List.of(1L));
    test.run();
  }

  @Test
  void runsAProgramInOneCall() {
    assertEquals(
        List.of(List.of(3), List.of(3), List.of()),
        StreamTest.run(
            BATCH,
            List.of(List.of(1, 2), List.of(3), List.of()),
            (DStream<Integer> numbers) -> numbers.reduce(Integer::sum)));
  }

  @Test
  void namesTheStreamWhoseBatchesAreOthers() {
    test.expect(test.given(List.of(1)).map(number -> number + 1), List.of(1));
    AssertionError error = assertThrows(AssertionError.class, test::run);
    assertTrue(error.getMessage().contains("map at StreamTestTest.java:"), error.getMessage());
    assertTrue(error.getMessage().contains("but were: [[2]]"), error.getMessage());
  }

  @Test
  void failsWhenGivenBatchesAreLeftOver() {
    test.see(test.given(List.of(1), List.of(2), List.of(3)));
    AssertionError error = assertThrows(AssertionError.class, () -> test.run(2));
    assertEquals("input 0 was given 3 batches, but only 2 were run", error.getMessage());
  }

  @Test
  void failsWhenExpectedBatchesDoNotCome() {
    test.expect(test.given(List.of(1)), List.of(1), List.of(2));
    assertThrows(AssertionError.class, test::run);
  }

  @Test
  void failsWithTheCauseWhenABatchFails() {
    test.given(List.of(1), List.of(2)).foreachRDD(rdd -> rdd.foreach(number -> refuse(number, 2)));
    AssertionError error = assertThrows(AssertionError.class, test::run);
    assertEquals("1 batches failed, expected were 0", error.getMessage());
    assertTrue(error.getSuppressed()[0].getMessage().contains("foreachRDD"));
  }

  @Test
  void letsBatchesFailThatAreExpectedTo() {
    test.given(List.of(1), List.of(2)).foreachRDD(rdd -> rdd.foreach(number -> refuse(number, 2)));
    test.expectFailures(1);
    test.run();
    assertEquals(1, test.failures().size());
  }

  @Test
  void failsWhenAFailureThatIsExpectedDoesNotCome() {
    test.see(test.given(List.of(1)));
    test.expectFailures(1);
    assertThrows(AssertionError.class, test::run);
  }

  private static void refuse(int number, int refused) {
    if (number == refused) {
      throw new IllegalArgumentException("refused: " + number);
    }
  }

  @Test
  void runsInStepsAndShowsWhatIsThereInBetween() {
    SeenBatches<Integer> seen = test.see(test.given(List.of(1, 2), List.of(3), List.of(4)));
    test.advance(1);
    assertEquals(List.of(List.of(1, 2)), seen.batches());
    assertEquals(List.of(List.of(List.of(1), List.of(2))), seen.partitions());
    test.advance(2);
    assertEquals(List.of(test.timeOf(0), test.timeOf(1), test.timeOf(2)), seen.times());
    assertEquals(Optional.of(List.of(4)), seen.at(test.timeOf(2)));
    assertEquals(Optional.empty(), seen.at(test.timeOf(3)));
    test.stop();
    assertEquals(StreamingContextState.STOPPED, test.context().getState());
  }

  @Test
  void anHourTakesNoTimeAndFirstTicksAreAligned() {
    test.see(test.given(List.of(1)));
    test.run(3_600);
    Time first = test.timeOf(0);
    assertEquals(first, first.floor(BATCH));
    assertFalse(test.elapsed().compareTo(Duration.ofHours(1)) < 0, test.elapsed().toString());
    assertTrue(
        test.elapsed().compareTo(Duration.ofHours(1).plus(BATCH)) < 0, test.elapsed().toString());
  }

  @Test
  void tellsListeners() {
    List<Long> batches = new ArrayList<>();
    test.context()
        .addStreamingListener(
            new StreamingListener() {
              @Override
              public void onBatchCompleted(StreamingListenerBatchCompleted event) {
                batches.add(event.batchInfo().batchNumber());
              }
            });
    test.see(test.given(List.of(1), List.of(2)));
    test.run();
    assertEquals(List.of(0L, 1L), batches);
  }

  @Test
  void awaitTerminationWithTimeoutLetsTimePass() throws InterruptedException {
    SeenBatches<Tuple2<Integer, String>> seen =
        test.see(test.givenPairs(List.of(new Tuple2<>(1, "a"))));
    test.advance(1);
    assertFalse(test.context().awaitTerminationOrTimeout(3_500));
    assertEquals(4, seen.batches().size());
    assertThrows(IllegalStateException.class, () -> test.context().awaitTermination());
  }

  @Test
  void refusesToStopInsideABatch() {
    List<Throwable> refusals = new ArrayList<>();
    test.given(List.of(1))
        .foreachRDD(
            rdd -> {
              try {
                test.context().stop(false);
              } catch (IllegalStateException e) {
                refusals.add(e);
              }
            });
    test.run();
    assertEquals(1, refusals.size());
  }

  @Test
  void refusesReceivers() {
    test.context().receiverStream(new Silent()).print();
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> test.run(1));
    assertTrue(refusal.getMessage().contains("give it batches"), refusal.getMessage());
  }

  /** Never receives anything. */
  private static final class Silent extends Receiver<String> {
    private static final long serialVersionUID = 1L;

    Silent() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {}

    @Override
    public void onStop() {}
  }

  @Test
  void takesSettings() {
    try (StreamTest three =
        new StreamTest(BATCH, new MillraceConf().set("millrace.default.parallelism", "3"))) {
      SeenBatches<Tuple2<Integer, Integer>> seen =
          three.see(
              three
                  .given(List.of(0, 1, 2))
                  .mapToPair(number -> new Tuple2<>(number, 1))
                  .reduceByKey(Integer::sum));
      three.run();
      assertEquals(3, seen.partitions().get(0).size());
    }
  }
}
