package dev.millrace.testkit.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.Rdd;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.scheduler.listener.StreamingListenerBatchStarted;
import dev.millrace.scheduler.listener.StreamingListenerBatchSubmitted;
import dev.millrace.streaming.DStream;
import dev.millrace.streaming.StreamingContextState;
import dev.millrace.testkit.world.World;
import dev.millrace.time.Durations;
import dev.millrace.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When batches are, when functions run, what is kept how long, and what happens to failures. */
final class RuntimeRulesTest {
  private static final Duration BATCH = Durations.seconds(1);

  private final StreamTest test = new StreamTest(BATCH);

  @AfterEach
  void close() {
    test.close();
  }

  // ---- Times

  @Test
  void batchesLieAtMultiplesOfTheBatchDuration() {
    SeenBatches<Integer> seen = test.see(test.given(List.of(1), List.of(2)));
    test.run();
    assertEquals(2, seen.times().size());
    for (Time time : seen.times()) {
      assertEquals(time, time.floor(BATCH));
    }
    assertEquals(BATCH, seen.times().get(1).minus(seen.times().get(0)));
  }

  @Test
  void slidesCountFromTheStartAndNotFromTheEpoch() {
    SeenBatches<Integer> seen = test.see(test.given(List.of(1)).window(times(7), times(7)));
    test.run(14);
    assertEquals(List.of(test.timeOf(6), test.timeOf(13)), seen.times());
  }

  @Test
  void aBatchThatIsOffEveryOutputsSlideHasNoJobAndNoEvents() {
    List<String> events = record();
    test.see(test.given(List.of(1)).window(times(2), times(3)));
    test.run(7);
    assertEquals(
        List.of(
            "submitted 2", "started 2", "completed 2", "submitted 5", "started 5", "completed 5"),
        events);
  }

  @Test
  void anEmptyBatchRunsItsOutputs() {
    List<String> events = record();
    test.see(test.given(List.<Integer>of()));
    test.run(1);
    assertEquals(List.of("submitted 0", "started 0", "completed 0"), events);
  }

  // ---- When functions run

  @Test
  void transformRunsWhenABatchIsPlannedAndForeachRddInItsJob() {
    List<String> order = new ArrayList<>();
    DStream<Integer> numbers = test.given(List.of(1), List.of(2));
    DStream<Integer> first =
        numbers.transform(
            rdd -> {
              order.add("plan first");
              return rdd;
            });
    DStream<Integer> second =
        numbers.transform(
            rdd -> {
              order.add("plan second");
              return rdd;
            });
    first.foreachRDD(rdd -> order.add("run first"));
    second.foreachRDD(rdd -> order.add("run second"));
    test.run(1 + 1);
    List<String> batch = List.of("plan first", "plan second", "run first", "run second");
    assertEquals(batch, order.subList(0, 4));
    assertEquals(batch, order.subList(4, 8));
  }

  @Test
  void transformRunsOncePerBatchHoweverManyOutputsThereAre() {
    List<Time> planned = new ArrayList<>();
    DStream<Integer> stream =
        test.given(List.of(1), List.of(2))
            .transform(
                (rdd, time) -> {
                  planned.add(time);
                  return rdd;
                });
    test.see(stream);
    test.see(stream.map(number -> number));
    test.run();
    assertEquals(List.of(test.timeOf(0), test.timeOf(1)), planned);
  }

  @Test
  void transformRunsForBatchesThatOnlyAWindowAsksFor() {
    List<Time> planned = new ArrayList<>();
    test.see(
        test.given(List.of(1), List.of(2), List.of(3), List.of(4))
            .transform(
                (rdd, time) -> {
                  planned.add(time);
                  return rdd;
                })
            .window(times(2), times(2)));
    test.run();
    assertEquals(List.of(test.timeOf(0), test.timeOf(1), test.timeOf(2), test.timeOf(3)), planned);
  }

  // ---- What is remembered

  @Test
  void rddCleanupOfMapAndWindow() {
    DStream<Integer> mapped = test.given(List.of(1)).map(number -> number);
    DStream<Integer> windowed = mapped.window(times(4), times(2));
    test.see(windowed);
    test.advance(20);
    // A window stays for its slide, what it is made of four batches longer.
    assertEquals(1, slice(windowed).size());
    assertEquals(6, slice(mapped).size());
    test.stop();
  }

  @Test
  void rddCleanupOfPersistedRdds() {
    List<Rdd<Integer>> kept = new ArrayList<>();
    test.given(List.of(1), List.of(2), List.of(3))
        .map(number -> number)
        .cache()
        .foreachRDD(rdd -> kept.add(rdd));
    test.advance(3);
    assertEquals(List.of(false, false, true), kept.stream().map(RuntimeRulesTest::isKept).toList());
    test.stop();
    assertEquals(
        List.of(false, false, false), kept.stream().map(RuntimeRulesTest::isKept).toList());
  }

  @Test
  void rememberKeepsBatchesForTheProgram() {
    test.context().remember(times(5));
    DStream<Integer> mapped = test.given(List.of(1)).map(number -> number);
    test.see(mapped);
    test.advance(20);
    assertEquals(5, slice(mapped).size());
    test.stop();
  }

  private List<Rdd<Integer>> slice(DStream<Integer> stream) {
    return stream.slice(test.timeOf(0), test.timeOf(1_000));
  }

  private static boolean isKept(Rdd<Integer> rdd) {
    return rdd.context().engine().storageLevel(rdd.lineage()).isKept();
  }

  // ---- Files

  @Test
  void savesEachBatchAsTextUnderItsTime(@TempDir Path directory) throws IOException {
    DStream<Integer> numbers = test.given(List.of(1, 2), List.of());
    numbers.saveAsTextFiles(directory.resolve("numbers").toString(), "txt");
    numbers.saveAsTextFiles(directory.resolve("plain").toString());
    test.run();
    for (String name :
        List.of(
            "numbers-" + test.timeOf(0).milliseconds() + ".txt",
            "plain-" + test.timeOf(0).milliseconds())) {
      Path batch = directory.resolve(name);
      assertEquals(List.of("1"), Files.readAllLines(batch.resolve("part-00000")));
      assertEquals(List.of("2"), Files.readAllLines(batch.resolve("part-00001")));
    }
    String empty = "numbers-" + test.timeOf(1).milliseconds() + ".txt";
    assertTrue(Files.exists(directory.resolve(empty).resolve("_SUCCESS")));
  }

  @Test
  void savesEachBatchAsObjectsUnderItsTime(@TempDir Path directory) {
    test.given(List.of("a", "b")).saveAsObjectFiles(directory.resolve("words").toString());
    test.advance(1);
    String name = "words-" + test.timeOf(0).milliseconds();
    assertEquals(
        List.of("a", "b"),
        test.context().rddContext().objectFile(directory.resolve(name).toString()).collect());
    test.stop();
  }

  @Test
  void aBatchThatIsSavedAgainReplacesWhatItSaved(@TempDir Path directory) throws IOException {
    Path batch = directory.resolve("numbers-" + World.BEGINNING.plus(BATCH).toEpochMilli());
    Files.createDirectories(batch);
    Files.writeString(batch.resolve("part-00007"), "half of an earlier run");
    test.given(List.of(1)).saveAsTextFiles(directory.resolve("numbers").toString());
    test.run();
    assertTrue(Files.exists(batch.resolve("part-00000")));
    assertTrue(Files.notExists(batch.resolve("part-00007")));
  }

  @Test
  void refusesFilesWithoutAName() {
    DStream<Integer> numbers = test.given(List.of(1));
    for (Runnable nameless :
        List.<Runnable>of(
            () -> numbers.saveAsTextFiles(" "),
            () -> numbers.saveAsTextFiles(null),
            () -> numbers.saveAsObjectFiles("files", null))) {
      assertThrows(IllegalArgumentException.class, nameless::run);
    }
    test.see(numbers);
    test.run();
  }

  // ---- Failures

  @Test
  void aFailedOutputKeepsItsBatchFailedWhateverOutputsAfterItDo() {
    List<String> events = record();
    DStream<Integer> numbers = test.given(List.of(1), List.of(2), List.of(3));
    numbers.foreachRDD(
        (rdd, time) -> {
          if (rdd.collect().contains(2)) {
            throw new IllegalStateException("no room for 2");
          }
        });
    SeenBatches<Integer> second = test.see(numbers);
    test.expectFailures(1);
    test.run();
    assertEquals(
        List.of(
            "submitted 0",
            "started 0",
            "completed 0",
            "submitted 1",
            "started 1",
            "failed 1",
            "submitted 2",
            "started 2",
            "completed 2"),
        events);
    assertEquals(List.of(List.of(1), List.of(2), List.of(3)), second.batches());
    assertTrue(test.failures().get(0).getMessage().contains("no room for 2"));
  }

  @Test
  void aFailedLastOutputKeepsItsBatchFailedButNoLaterOne() {
    List<String> events = record();
    DStream<Integer> numbers = test.given(List.of(1), List.of(2));
    test.see(numbers);
    numbers.foreachRDD(
        (rdd, time) -> {
          if (rdd.collect().contains(1)) {
            throw new IllegalStateException("no room for 1");
          }
        });
    test.expectFailures(1);
    test.run();
    assertTrue(events.containsAll(List.of("failed 0", "completed 1")), events.toString());
  }

  @Test
  void aFailedBatchIsKeptUntilItIsDismissed() {
    test.given(List.of(1))
        .foreachRDD(
            rdd -> {
              throw new IllegalStateException("never");
            });
    test.expectFailures(1);
    test.advance(1);
    assertTrue(test.context().dismissFailedBatch(0));
    assertTrue(!test.context().dismissFailedBatch(0));
    test.stop();
  }

  @Test
  void awaitTerminationThrowsTheFirstFailureAndTheContextGoesOn() {
    test.given(List.of(1), List.of(2))
        .foreachRDD(
            rdd -> {
              throw new IllegalStateException("batch of " + rdd.collect());
            });
    test.expectFailures(2);
    test.advance(2);
    String message =
        assertThrows(RuntimeException.class, () -> test.context().awaitTermination()).getMessage();
    assertTrue(message.contains("batch of [1]"), message);
    assertEquals(StreamingContextState.ACTIVE, test.context().getState());
    test.stop();
  }

  // ---- Stopping

  @Test
  void aGracefulStopNeverWaitsOutItsTimeoutForAnOffSlideWindow() {
    test.see(test.given(List.of(1)).window(times(30), times(30)));
    test.advance(31);
    Duration before = test.elapsed();
    test.stop();
    assertTrue(
        test.elapsed().minus(before).compareTo(BATCH) < 0, test.elapsed().minus(before).toString());
  }

  // ---- Checkpoints

  @Test
  void longLineageOfSmallSlidesIsCut(@TempDir Path checkpoints) {
    Duration small = Durations.milliseconds(10);
    try (StreamTest quick = new StreamTest(small)) {
      quick.context().checkpoint(checkpoints.toString());
      SeenBatches<Long> seen =
          quick.see(quick.given(List.of(1)).countByWindow(small.multipliedBy(2_000), small));
      quick.run(1_500);
      assertEquals(1_500, seen.batches().size());
      assertEquals(Set.of(List.of(1L)), new LinkedHashSet<>(seen.batches()));
    }
  }

  // ---- Several at a time

  @Test
  void severalContextsLiveInOneJvm() {
    try (StreamTest other = new StreamTest(times(2))) {
      test.expect(test.given(List.of(1)).map(number -> number + 1), List.of(2));
      other.expect(other.given(List.of("a")).map(text -> text + "!"), List.of("a!"));
      test.advance(1);
      other.advance(1);
      test.stop();
      assertEquals(StreamingContextState.ACTIVE, other.context().getState());
      other.stop();
    }
  }

  private List<String> record() {
    List<String> events = new ArrayList<>();
    test.context()
        .addStreamingListener(
            new StreamingListener() {
              @Override
              public void onBatchSubmitted(StreamingListenerBatchSubmitted event) {
                events.add("submitted " + event.batchInfo().batchNumber());
              }

              @Override
              public void onBatchStarted(StreamingListenerBatchStarted event) {
                events.add("started " + event.batchInfo().batchNumber());
              }

              @Override
              public void onBatchCompleted(StreamingListenerBatchCompleted event) {
                String how = event.batchInfo().failureReason().isPresent() ? "failed" : "completed";
                events.add(how + " " + event.batchInfo().batchNumber());
              }
            });
    return events;
  }

  private static Duration times(int batches) {
    return BATCH.multipliedBy(batches);
  }
}
