package dev.millrace.streaming.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DStreamGraphTest {

  private static final Duration BATCH = Duration.ofSeconds(1);
  private static final Time ZERO = new Time(5_000);
  private static final CallSite HERE = new CallSite("Program.java", 7);
  private static final RddContext RDDS = InlineRdds.open();

  private final GraphBuilder builder = new GraphBuilder(BATCH, "the test");
  private final AtomicInteger computations = new AtomicInteger();

  @AfterAll
  static void close() {
    RDDS.stop();
  }

  // ---- When streams have batches

  @Test
  void zeroTimeIsNoBatch() {
    StreamNode<Long> input = output(input());
    DStreamGraph graph = started();
    assertEquals(ZERO, graph.zeroTime());
    assertFalse(graph.isTimeValid(input, ZERO));
    assertTrue(graph.isTimeValid(input, tick(1)));
    assertFalse(graph.isTimeValid(input, tick(1).plus(Duration.ofMillis(1))));
    assertFalse(graph.isTimeValid(input, tick(-1)));
  }

  @Test
  void aStreamThatSlidesHasABatchEverySlideAfterZeroTime() {
    StreamNode<Long> window = output(window(input(), 2, 3));
    DStreamGraph graph = started();
    List<Boolean> valid =
        List.of(1, 2, 3, 4, 5, 6).stream().map(n -> graph.isTimeValid(window, tick(n))).toList();
    assertEquals(List.of(false, false, true, false, false, true), valid);
  }

  @Test
  void anOutputThatIsNotDueMakesNoJob() {
    output(window(input(), 2, 2));
    DStreamGraph graph = started();
    assertEquals(0, graph.plan(batch(0)).size());
    assertEquals(1, graph.plan(batch(1)).size());
  }

  @Test
  void cannotBeAskedBeforeItStarts() {
    output(input());
    DStreamGraph graph = new DStreamGraph(builder.freeze(), RDDS, true);
    assertThrows(IllegalStateException.class, graph::zeroTime);
    assertThrows(IllegalStateException.class, () -> graph.plan(batch(0)));
  }

  @Test
  void startsOnce() {
    output(input());
    DStreamGraph graph = started();
    assertThrows(IllegalStateException.class, () -> graph.start(ZERO, Optional.empty(), List.of()));
  }

  // ---- What is computed

  @Test
  void makesAJobPerOutputInOrderOfRegistration() {
    StreamNode<Long> input = input();
    builder.addOutput("first", HERE, input, (rdd, time) -> {});
    builder.addOutput("second", HERE, input, (rdd, time) -> {});
    List<OutputJob> jobs = started().plan(batch(0));
    assertEquals(List.of("first", "second"), jobs.stream().map(OutputJob::name).toList());
    assertEquals(List.of(0, 1), jobs.stream().map(OutputJob::outputIndex).toList());
    assertEquals("first at Program.java:7", jobs.get(0).description());
  }

  @Test
  void computesAStreamOncePerBatchWhateverAsksForIt() {
    StreamNode<Long> input = input();
    output(child(input));
    output(child(input));
    output(input);
    DStreamGraph graph = started();
    graph.plan(batch(0));
    assertEquals(1, computations.get());
    assertSame(
        graph.getOrCompute(input, tick(1)).orElseThrow(),
        graph.getOrCompute(input, tick(1)).orElseThrow());
  }

  @Test
  void computesNothingForStreamsThatNobodyUses() {
    StreamNode<Long> unused = input();
    output(builder.add(constant(), HERE));
    DStreamGraph graph = started();
    graph.plan(batch(0));
    graph.release(tick(1));
    assertEquals(0, computations.get());
    assertEquals(Optional.empty(), graph.getOrCompute(unused, tick(5)));
  }

  @Test
  void computesSkippedBatchesOnceAWindowAsks() {
    // Between two windows nothing asks for the input, so its batches are computed later, each for
    // its own time.
    List<Time> times = new ArrayList<>();
    StreamNode<Long> input =
        builder.add(
            NodeSpec.input(
                "input",
                BATCH,
                Keeping.OWN_RDD,
                batch -> {
                  times.add(batch.time());
                  return Optional.of(batch.rddContext().<Long>emptyRdd());
                }),
            HERE);
    output(window(input, 3, 3));
    DStreamGraph graph = started();
    for (int number = 0; number < 3; number++) {
      graph.plan(batch(number));
      graph.release(tick(number + 1));
    }
    assertEquals(List.of(tick(1), tick(2), tick(3)), times);
  }

  @Test
  void windowsReachIntoBatchesOfAnEarlierLife() throws Exception {
    List<Long> seen = new ArrayList<>();
    builder.addOutput(
        "see", HERE, window(input(), 3, 1), (rdd, time) -> seen.addAll(rdd.collect()));
    DStreamGraph graph = new DStreamGraph(builder.freeze(), RDDS, true);
    graph.start(ZERO, Optional.of(batch(4).time()), List.of(batch(3), batch(4)));
    graph.plan(batch(5)).get(0).body().run();
    assertEquals(List.of(3L, 4L, 5L), seen);
  }

  @Test
  void namesTheOperationWhoseFunctionThrowsDuringPlanning() {
    StreamNode<Long> failing =
        builder.add(
            NodeSpec.of(
                "transform",
                List.of(input()),
                batch -> {
                  throw new IOException("no such table");
                }),
            HERE);
    output(child(failing));
    DStreamGraph graph = started();
    StreamOperationException failure =
        assertThrows(StreamOperationException.class, () -> graph.plan(batch(0)));
    assertEquals(
        "transform at Program.java:7 failed while batch 6000 ms was planned:"
            + " java.io.IOException: no such table",
        failure.getMessage());
    assertEquals("no such table", failure.getCause().getMessage());
  }

  // ---- What is remembered

  @Test
  void remembersForOneSlide() {
    StreamNode<Long> input = output(input());
    assertEquals(BATCH, started().remember(input));
  }

  @Test
  void parentsOfWindowsRememberForTheWindowToo() {
    StreamNode<Long> input = input();
    StreamNode<Long> mapped = child(input);
    StreamNode<Long> window = output(window(mapped, 4, 2));
    DStreamGraph graph = started();
    assertEquals(times(2), graph.remember(window));
    assertEquals(times(6), graph.remember(mapped));
    assertEquals(times(6), graph.remember(input));
  }

  @Test
  void theProgramsWishIsTheLeast() {
    builder.remember(times(5));
    StreamNode<Long> input = input();
    StreamNode<Long> window = output(window(input, 2, 1));
    DStreamGraph graph = started();
    assertEquals(times(5), graph.remember(window));
    assertEquals(times(7), graph.remember(input));
  }

  @Test
  void forgetsWhatNoLaterBatchNeeds() {
    output(window(child(input()), 2, 1));
    DStreamGraph graph = started();
    for (int number = 0; number < 20; number++) {
      graph.plan(batch(number));
      graph.release(tick(number + 1));
    }
    // The window remembers one batch, its parents three each.
    assertEquals(7, graph.rememberedRddCount());
  }

  @Test
  void keepsNothingWhenBatchesDoNotLookBack() {
    output(child(input()));
    DStreamGraph graph = started();
    graph.plan(batch(0));
    assertEquals(2, graph.rememberedRddCount());
    graph.release(tick(2));
    assertEquals(0, graph.rememberedRddCount());
  }

  @Test
  void oldestNeededIsTheBatchItselfWithoutWindows() {
    output(child(input()));
    assertEquals(tick(7), started().oldestNeeded(tick(7)));
  }

  @Test
  void oldestNeededReachesBackThroughWindows() {
    output(window(window(input(), 3, 1), 2, 1));
    assertEquals(tick(7), started().oldestNeeded(tick(10)));
  }

  @Test
  void oldestNeededLooksFromTheNextWindowThatIsDue() {
    output(window(input(), 3, 3));
    DStreamGraph graph = started();
    List<Time> oldest =
        List.of(1, 2, 3, 4, 6, 7).stream().map(n -> graph.oldestNeeded(tick(n))).toList();
    assertEquals(List.of(tick(1), tick(1), tick(1), tick(4), tick(4), tick(7)), oldest);
  }

  @Test
  void oldestNeededRespectsTheProgramsWish() {
    builder.remember(times(5));
    output(input());
    assertEquals(tick(6), started().oldestNeeded(tick(10)));
  }

  @Test
  void coveredAtIsTheBatchItselfWhenAllOutputsAreDue() {
    output(window(input(), 3, 1));
    assertEquals(tick(4), started().coveredAt(tick(4)));
  }

  @Test
  void coveredAtIsTheNextWindow() {
    output(input());
    output(window(input(), 2, 2));
    output(child(window(window(input(), 2, 2), 4, 4)));
    DStreamGraph graph = started();
    List<Time> covered = List.of(1, 2, 4, 5).stream().map(n -> graph.coveredAt(tick(n))).toList();
    assertEquals(List.of(tick(4), tick(4), tick(4), tick(8)), covered);
  }

  // ---- Streams that follow from themselves

  @Test
  void aRecurrenceIsGivenTheBatchBefore() throws Exception {
    List<List<Long>> seen = new ArrayList<>();
    builder.addOutput("see", HERE, runningTotal(input()), (rdd, time) -> seen.add(rdd.collect()));
    DStreamGraph graph = started();
    for (int number = 0; number < 4; number++) {
      graph.plan(batch(number)).get(0).body().run();
      graph.release(tick(number + 1));
    }
    assertEquals(List.of(List.of(0L), List.of(1L), List.of(3L), List.of(6L)), seen);
  }

  @Test
  void aRecurrenceBeginsAnewAfterABatchThatCouldNotBePlanned() throws Exception {
    List<Boolean> continued = new ArrayList<>();
    StreamNode<Long> recurrent =
        builder.add(
            NodeSpec.recurrent(
                "recurrent",
                List.of(input()),
                BATCH,
                Duration.ZERO,
                (batch, previous) -> {
                  if (batch.number() == 1) {
                    throw new IOException("not today");
                  }
                  continued.add(previous.isPresent());
                  return Optional.of(batch.rddContext().<Long>emptyRdd());
                }),
            HERE);
    output(recurrent);
    DStreamGraph graph = started();
    graph.plan(batch(0));
    assertThrows(StreamOperationException.class, () -> graph.plan(batch(1)));
    graph.plan(batch(2));
    graph.plan(batch(3));
    assertEquals(List.of(false, false, true), continued);
  }

  @Test
  void checkpointIntervalsAreTenSecondsInWholeSlides() {
    List<Duration> intervals =
        List.of(10L, 500L, 1_000L, 3_000L, 10_000L, 15_000L).stream()
            .map(millis -> NodeSpec.checkpointInterval(Duration.ofMillis(millis)))
            .toList();
    assertEquals(
        List.of(10L, 10L, 10L, 12L, 10L, 15L),
        intervals.stream().map(Duration::toSeconds).toList());
  }

  @Test
  void aRecurrenceIsKeptAndRemembersTwoCheckpoints() {
    StreamNode<Long> input = input();
    StreamNode<Long> total = output(runningTotal(input));
    GraphDescription description = builder.freeze();
    assertEquals(Optional.of(times(10)), description.checkpointIntervalOf(total));
    assertEquals(Optional.of(StorageLevel.MEMORY_ONLY_SER()), description.levelOf(total));
    assertEquals(times(20), description.rememberDurationOf(total));
    assertEquals(times(20), description.rememberDurationOf(input));
  }

  @Test
  void theProgramsIntervalCountsMore() {
    StreamNode<Long> total = output(runningTotal(input()));
    builder.checkpoint(total, times(3));
    assertEquals(times(6), builder.freeze().rememberDurationOf(total));
  }

  @Test
  void aStreamMayBeCheckpointedThatNeedNotBe() {
    StreamNode<Long> mapped = output(child(input()));
    builder.checkpoint(mapped, times(2));
    GraphDescription description = builder.freeze();
    assertEquals(Optional.of(StorageLevel.MEMORY_ONLY_SER()), description.levelOf(mapped));
    assertEquals(times(4), description.rememberDurationOf(mapped));
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> description.checkCheckpoints(false))
            .getMessage();
    assertTrue(refusal.startsWith("map at Program.java:7 is to be checkpointed every PT2S"));
  }

  @Test
  void blocksStayForWhatIsComputedAgainFromTheLastCheckpoint() {
    output(runningTotal(input()));
    assertEquals(tick(20), started().oldestNeeded(tick(30)));
  }

  @Test
  void refusesAnIntervalThatIsNoMultipleOfTheSlide() {
    StreamNode<Long> window = window(input(), 4, 2);
    for (Duration interval : List.of(times(3), times(1), Duration.ZERO, times(-2))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> builder.checkpoint(window, interval))
              .getMessage();
      assertEquals(
          "the checkpoint interval of window at Program.java:7 must be a positive multiple of its"
              + " slide duration PT2S: "
              + interval
              + "; PT10S for one",
          message);
    }
  }

  @Test
  void refusesToStartWithoutADirectoryForWhatMustBeCheckpointed() {
    output(runningTotal(input()));
    GraphDescription description = builder.freeze();
    String message =
        assertThrows(IllegalArgumentException.class, () -> description.checkCheckpoints(false))
            .getMessage();
    assertEquals(
        "total at Program.java:7 must be checkpointed every PT10S, but there is no checkpoint"
            + " directory: call checkpoint(directory) on the context before start()",
        message);
    description.checkCheckpoints(true);
  }

  @Test
  void refusesToCheckpointWhatIsKeptNowhere() {
    StreamNode<Long> total = output(runningTotal(input()));
    builder.persist(total, StorageLevel.NONE());
    GraphDescription description = builder.freeze();
    String message =
        assertThrows(IllegalArgumentException.class, () -> description.checkCheckpoints(true))
            .getMessage();
    assertTrue(message.contains("persisted at NONE"), message);
  }

  @Test
  void writesCheckpointsWhateverTheOutputDoesAndDeletesThemWhenNothingReadsThem(
      @TempDir Path directory) throws Exception {
    try (RddContext rdds = InlineRdds.open()) {
      rdds.setCheckpointDir(directory.toString());
      StreamNode<Long> total = output(runningTotal(input())); // the output runs no job over it
      builder.checkpoint(total, times(3));
      DStreamGraph graph = new DStreamGraph(builder.freeze(), rdds, true);
      graph.start(ZERO, Optional.empty(), List.of());
      List<Integer> files = new ArrayList<>();
      List<Integer> lineage = new ArrayList<>();
      for (int number = 0; number < 18; number++) {
        graph.plan(batch(number)).get(0).body().run();
        graph.release(tick(number + 1));
        files.add(checkpointsBelow(directory));
        lineage.add(depth(graph.getOrCompute(total, tick(number + 1)).orElseThrow().lineage()));
      }
      // Written with the ticks 3, 6, 9 …; each is read from for an interval after the last batch
      // that follows from it, and batches are remembered for two intervals.
      assertEquals(List.of(0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3), files);
      assertTrue(
          lineage.subList(6, 18).stream().allMatch(depth -> depth <= lineage.get(4)),
          lineage.toString());
      graph.close();
      assertEquals(0, checkpointsBelow(directory));
    }
  }

  private static int checkpointsBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return (int) files.filter(file -> file.getFileName().toString().startsWith("rdd-")).count();
    }
  }

  private static int depth(Lineage<?> node) {
    return 1 + node.parents().stream().mapToInt(DStreamGraphTest::depth).max().orElse(0);
  }

  /** The sum of all numbers so far. */
  private StreamNode<Long> runningTotal(StreamNode<Long> parent) {
    return builder.add(
        NodeSpec.recurrent(
            "total",
            List.of(parent),
            BATCH,
            Duration.ZERO,
            (batch, previous) -> {
              Rdd<Long> now = batch.rddOf(parent).orElseThrow();
              Rdd<Long> all = previous.map(before -> before.union(now)).orElse(now).coalesce(1);
              return Optional.of(all.mapPartitions(DStreamGraphTest::sum));
            }),
        HERE);
  }

  private static Iterator<Long> sum(Iterator<Long> numbers) {
    long sum = 0;
    while (numbers.hasNext()) {
      sum += numbers.next();
    }
    return List.of(sum).iterator();
  }

  // ---- What is kept

  @Test
  void persistsAndUnpersistsTheBatchesOfAPersistedStream() {
    StreamNode<Long> mapped = output(child(input()));
    builder.persist(mapped, StorageLevel.MEMORY_ONLY());
    DStreamGraph graph = started();
    List<Long> counts = new ArrayList<>();
    graph.plan(batch(0));
    Rdd<Long> rdd = graph.getOrCompute(mapped, tick(1)).orElseThrow();
    counts.add(rdd.count());
    counts.add(rdd.count());
    assertEquals(1, mapCalls.get());
    graph.release(tick(2));
    counts.add(rdd.count());
    assertEquals(2, mapCalls.get());
    assertEquals(List.of(1L, 1L, 1L), counts);
  }

  @Test
  void leavesPersistedBatchesAloneWhenTold() {
    StreamNode<Long> mapped = output(child(input()));
    builder.persist(mapped, StorageLevel.MEMORY_ONLY());
    DStreamGraph graph = new DStreamGraph(builder.freeze(), RDDS, false);
    graph.start(ZERO, Optional.empty(), List.of());
    graph.plan(batch(0));
    Rdd<Long> rdd = graph.getOrCompute(mapped, tick(1)).orElseThrow();
    rdd.count();
    graph.release(tick(2));
    rdd.count();
    assertEquals(1, mapCalls.get());
  }

  private static final AtomicInteger mapCalls = new AtomicInteger();

  DStreamGraphTest() {
    mapCalls.set(0);
  }

  // ---- Streams

  /** Batch n holds the number n. */
  private StreamNode<Long> input() {
    return builder.add(
        NodeSpec.input(
            "input",
            BATCH,
            Keeping.OWN_RDD,
            batch -> {
              computations.incrementAndGet();
              return Optional.of(batch.rddContext().parallelize(List.of(batch.number()), 1));
            }),
        HERE);
  }

  private static NodeSpec<Long> constant() {
    return NodeSpec.input(
        "constant", BATCH, Keeping.OWN_RDD, batch -> Optional.of(batch.rddContext().emptyRdd()));
  }

  private StreamNode<Long> child(StreamNode<Long> parent) {
    return builder.add(
        NodeSpec.of(
            "map",
            List.of(parent),
            batch -> batch.rddOf(parent).map(rdd -> rdd.map(DStreamGraphTest::counted))),
        HERE);
  }

  private static Long counted(Long value) {
    mapCalls.incrementAndGet();
    return value;
  }

  private StreamNode<Long> window(StreamNode<Long> parent, int length, int slide) {
    return builder.add(
        NodeSpec.window(
            "window",
            parent,
            times(length),
            times(slide),
            batch -> Optional.of(RDDS.union(batch.rddsOf(parent, times(length))))),
        HERE);
  }

  private StreamNode<Long> output(StreamNode<Long> node) {
    builder.addOutput("output", HERE, node, (rdd, time) -> {});
    return node;
  }

  private DStreamGraph started() {
    DStreamGraph graph = new DStreamGraph(builder.freeze(), RDDS, true);
    graph.start(ZERO, Optional.empty(), List.of());
    return graph;
  }

  private static AllocatedBatch batch(int number) {
    return new AllocatedBatch(number, tick(number + 1), Map.of());
  }

  private static Time tick(int batchesAfterZero) {
    return ZERO.plus(BATCH.multipliedBy(batchesAfterZero));
  }

  private static Duration times(int batches) {
    return BATCH.multipliedBy(batches);
  }
}
