package dev.millrace.streaming;

import static dev.millrace.streaming.GraphHarness.BATCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.StorageLevel;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.streaming.graph.DStreamGraph;
import dev.millrace.streaming.graph.StreamNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which batches a window holds, and when there is one. */
final class WindowOperationsTest {

  private final GraphHarness harness = new GraphHarness();

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void holdsWhatThereIsBeforeItIsFull() throws Exception {
    DStream<Integer> windowed = numbers().window(times(3));
    assertEquals(
        List.of(
            List.of(0),
            List.of(0, 1),
            List.of(0, 1, 2),
            List.of(1, 2, 3),
            List.of(2, 3, 4),
            List.of(3, 4, 5),
            List.of(4, 5)),
        harness.run(windowed, 7));
  }

  @Test
  void tumbles() throws Exception {
    DStream<Integer> windowed = numbers().window(times(2), times(2));
    assertEquals(
        List.of(
            Optional.empty(), Optional.of(List.of(0, 1)),
            Optional.empty(), Optional.of(List.of(2, 3)),
            Optional.empty(), Optional.of(List.of(4, 5))),
        harness.runSlides(windowed, 6));
  }

  @Test
  void slidesByLessThanItsLength() throws Exception {
    DStream<Integer> windowed = numbers().window(times(4), times(2));
    assertEquals(
        List.of(
            Optional.empty(), Optional.of(List.of(0, 1)),
            Optional.empty(), Optional.of(List.of(0, 1, 2, 3)),
            Optional.empty(), Optional.of(List.of(2, 3, 4, 5))),
        harness.runSlides(windowed, 6));
  }

  @Test
  void leavesGapsWhenItSlidesByMoreThanItsLength() throws Exception {
    DStream<Integer> windowed = numbers().window(times(1), times(3));
    assertEquals(
        List.of(
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of(2)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of(5))),
        harness.runSlides(windowed, 6));
  }

  @Test
  void nests() throws Exception {
    DStream<Integer> windowed = numbers().window(times(2), times(2)).map(n -> n).window(times(4));
    assertEquals(
        List.of(
            Optional.empty(), Optional.of(List.of(0, 1)),
            Optional.empty(), Optional.of(List.of(0, 1, 2, 3)),
            Optional.empty(), Optional.of(List.of(2, 3, 4, 5))),
        harness.runSlides(windowed, 6));
  }

  @Test
  void countsWindows() throws Exception {
    assertEquals(
        List.of(List.of(1L), List.of(2L), List.of(2L)),
        harness.run(numbers().window(times(2)).count(), 3));
  }

  @Test
  void aWindowThatFollowsFromItselfReachesIntoBatchesOfAnEarlierLife() throws Exception {
    List<Long> seen = new ArrayList<>();
    harness
        .always(harness.rddContext().parallelize(List.of("a", "b"), 1))
        .countByWindow(times(3), times(1))
        .foreachRDD(rdd -> seen.addAll(rdd.collect()));
    DStreamGraph graph = new DStreamGraph(harness.builder().freeze(), harness.rddContext(), true);
    graph.start(
        GraphHarness.ZERO,
        Optional.of(GraphHarness.batch(7).time()),
        List.of(GraphHarness.batch(6), GraphHarness.batch(7)));
    for (OutputJob job : graph.plan(GraphHarness.batch(8))) {
      job.body().run();
    }
    assertEquals(List.of(6L), seen);
  }

  @Test
  void keepsWhatWindowsThatFollowFromThemselvesShare() {
    DStream<Integer> mapped = numbers().map(number -> number);
    DStream<Long> counts = mapped.countByWindow(times(2), times(1));
    counts.print();
    var description = harness.builder().freeze();
    StreamNode<?> window = counts.node().parents().get(0);
    StreamNode<?> reduced = window.parents().get(0);
    for (StreamNode<?> kept : List.of(window, reduced)) {
      assertEquals(Optional.of(StorageLevel.MEMORY_ONLY_SER()), description.levelOf(kept));
    }
    assertEquals(Optional.of(times(10)), description.checkpointIntervalOf(window));
    assertEquals(Optional.empty(), description.checkpointIntervalOf(reduced));
  }

  @Test
  void refusesALengthThatIsNoMultipleOfTheSlide() {
    DStream<Integer> stream = numbers();
    String message =
        assertThrows(IllegalArgumentException.class, () -> stream.window(Duration.ofMillis(1500)))
            .getMessage();
    assertEquals(
        "the window duration must be a multiple of the stream's slide duration PT1S: PT1.5S; the"
            + " next longer one is PT2S",
        message);
  }

  @Test
  void refusesASlideThatIsNoMultipleOfTheParents() {
    DStream<Integer> everyOther = numbers().window(times(2), times(2));
    String message =
        assertThrows(IllegalArgumentException.class, () -> everyOther.window(times(4), times(3)))
            .getMessage();
    assertTrue(message.contains("PT2S: PT3S"), message);
  }

  @Test
  void refusesStreamsWithDifferentSlides() {
    DStream<Integer> stream = numbers();
    DStream<Integer> everyOther = stream.window(times(2), times(2));
    String message =
        assertThrows(IllegalArgumentException.class, () -> stream.union(everyOther)).getMessage();
    assertTrue(message.startsWith("union combines streams with equal slide durations"), message);
  }

  @Test
  void keepsBatchesThatItSharesAsBytesInMemory() {
    DStream<Integer> mapped = numbers().map(number -> number);
    mapped.window(times(2)).print();
    assertEquals(
        Optional.of(StorageLevel.MEMORY_ONLY_SER()),
        harness.builder().freeze().levelOf(mapped.node()));
  }

  @Test
  void keepsNothingWhenItTumbles() {
    DStream<Integer> mapped = numbers().map(number -> number);
    mapped.window(times(2), times(2)).print();
    assertEquals(Optional.empty(), harness.builder().freeze().levelOf(mapped.node()));
  }

  @Test
  void keepsALevelThatTheProgramChose() {
    DStream<Integer> mapped = numbers().map(number -> number).persist(StorageLevel.DISK_ONLY());
    mapped.window(times(2)).print();
    assertEquals(
        Optional.of(StorageLevel.DISK_ONLY()), harness.builder().freeze().levelOf(mapped.node()));
  }

  @Test
  void persistingItPersistsItsParent() {
    DStream<Integer> mapped = numbers().map(number -> number);
    DStream<Integer> windowed = mapped.window(times(2)).persist(StorageLevel.MEMORY_ONLY());
    windowed.print();
    var description = harness.builder().freeze();
    assertEquals(Optional.of(StorageLevel.MEMORY_ONLY()), description.levelOf(mapped.node()));
    assertEquals(Optional.empty(), description.levelOf(windowed.node()));
  }

  private InputDStream<Integer> numbers() {
    return harness.input(List.of(0), List.of(1), List.of(2), List.of(3), List.of(4), List.of(5));
  }

  private static Duration times(int batches) {
    return BATCH.multipliedBy(batches);
  }
}
