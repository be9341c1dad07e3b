package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.Receiver;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.scheduler.listener.StreamingListenerStreamingStarted;
import dev.millrace.time.Durations;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a context, and what it refuses. */
final class StreamingContextTest {

  private static final Duration BATCH = Durations.milliseconds(40);

  private final List<StreamingContext> contexts = new ArrayList<>();

  @AfterEach
  void stopAll() {
    contexts.forEach(context -> context.stop(true));
  }

  // ---- Construction

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "PT0S",
        "PT-1S",
        "PT0.0005S",
        "PT1.0000001S",
        "PT8760H0.001S",
        "PT2562047788015215H"
      })
  void refusesABatchDurationThatIsNoPositiveNumberOfMilliseconds(Duration batch) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new StreamingContext("local[1]", "app", batch))
            .getMessage();
    assertTrue(
        message.contains("the batch duration must be") && message.contains("" + batch), message);
  }

  @Test
  void refusesAnUnknownKeyAndNamesTheNearest() {
    MillraceConf conf = conf().set("millrace.streaming.blockIntervall", "100ms");
    assertEquals(
        "unknown configuration key millrace.streaming.blockIntervall; the nearest known one is"
            + " millrace.streaming.blockInterval",
        refusal(conf));
  }

  @ParameterizedTest
  @CsvSource({
    "millrace.streaming.clock,test kit",
    "millrace.streaming.manualClock.jump,test kit",
    "millrace.streaming.receiver.writeAheadLog.class,built in",
    "millrace.streaming.driver.writeAheadLog.rollingIntervalSecs,end at a size",
    "millrace.streaming.receiver.writeAheadLog.maxFailures,until it succeeds",
    "millrace.streaming.driver.writeAheadLog.closeFileAfterWrite,synced",
    "millrace.streaming.driver.writeAheadLog.allowBatching,together",
    "millrace.streaming.driver.writeAheadLog.batchingTimeout,together",
    "millrace.streaming.dynamicAllocation.enabled,local-cluster",
    "millrace.streaming.kafka.maxRatePerPartition,Kafka",
    "millrace.streaming.sessionByKey.deltaChainThreshold,snapshots",
    "millrace.streaming.ui.retainedBatches,interface"
  })
  void refusesKeysThatItDoesNotHonourWithTheReason(String key, String reason) {
    String message = refusal(conf().set(key, "1"));
    assertTrue(message.startsWith(key) && message.contains(reason), message);
  }

  @ParameterizedTest
  @CsvSource({
    "millrace.streaming.backpressure.enabled,true",
    "millrace.streaming.backpressure.initialRate,100",
    "millrace.streaming.backpressure.rateEstimator,pid",
    "millrace.streaming.backpressure.pid.proportional,0.9",
    "millrace.streaming.backpressure.pid.integral,0",
    "millrace.streaming.backpressure.pid.derived,0.1",
    "millrace.streaming.backpressure.pid.minRate,1",
    "millrace.streaming.receiver.maxRate,1000",
    "millrace.streaming.fileStream.minRememberDuration,120",
    "millrace.streaming.minRememberDuration,2m"
  })
  void honoursTheKeysOfRatesAndFileStreams(String key, String value) {
    assertDoesNotThrow(() -> contexts.add(new StreamingContext(conf().set(key, value), BATCH)));
  }

  @ParameterizedTest
  @CsvSource({
    "millrace.streaming.backpressure.rateEstimator,mine,unknown rate estimator",
    "millrace.streaming.backpressure.pid.minRate,0,positive",
    "millrace.streaming.backpressure.pid.integral,-1,not negative",
    "millrace.streaming.fileStream.minRememberDuration,0,positive",
    "millrace.streaming.minRememberDuration,soon,duration"
  })
  void refusesRatesAndWindowsThatCannotBe(String key, String value, String rule) {
    String message = refusal(conf().set(key, value));
    assertTrue(message.startsWith(key) && message.contains(rule), message);
  }

  @Test
  void aBareRememberDurationIsSecondsAndTheOlderNameGoesBefore() {
    MillraceConf conf = conf().set("millrace.streaming.fileStream.minRememberDuration", "120");
    assertEquals(Durations.minutes(2), conf.get(StreamingKeys.FILE_REMEMBER));
    assertEquals(Durations.seconds(60), conf().get(StreamingKeys.FILE_REMEMBER));
    conf.set("millrace.streaming.minRememberDuration", "5s");
    assertEquals(Optional.of(Durations.seconds(5)), conf.get(StreamingKeys.FILE_REMEMBER_OLD_NAME));
  }

  @Test
  void refusesAValueThatBreaksItsKeysRule() {
    String message = refusal(conf().set("millrace.streaming.blockInterval", "-5"));
    assertTrue(message.startsWith("millrace.streaming.blockInterval = '-5'"), message);
  }

  @Test
  void letsTheProgramsOwnKeysAlone() {
    assertDoesNotThrow(() -> contexts.add(new StreamingContext(conf().set("my.key", "x"), BATCH)));
  }

  @Test
  void sharesAnRddContextAndCanLeaveItRunning() {
    try (RddContext rdds = new RddContext(conf())) {
      StreamingContext context = new StreamingContext(rdds, BATCH);
      context.stop(false);
      assertEquals(3, rdds.parallelize(List.of(1, 2, 3)).count());
    }
  }

  @Test
  void refusesToRunBesideAnotherContextOnOneRddContext() {
    try (RddContext rdds = new RddContext(conf())) {
      List<StreamingContext> pair = new ArrayList<>();
      for (int number = 0; number < 2; number++) {
        StreamingContext context = new StreamingContext(rdds, BATCH);
        queue(context, 1).foreachRDD(rdd -> {});
        pair.add(context);
      }
      pair.get(0).start();
      String message =
          assertThrows(IllegalStateException.class, () -> pair.get(1).start()).getMessage();
      assertTrue(message.contains("runs another streaming context"), message);
      assertEquals(StreamingContextState.ACTIVE, pair.get(0).getState());
      pair.get(0).stop(false);
      StreamingContext next = new StreamingContext(rdds, BATCH);
      queue(next, 1).foreachRDD(rdd -> {});
      next.start();
      next.stop(false);
    }
  }

  @Test
  void stopsItsRddContextByDefault() {
    StreamingContext context = context();
    context.stop();
    assertThrows(
        IllegalStateException.class, () -> context.rddContext().parallelize(List.of(1)).count());
  }

  @Test
  void leavesItsRddContextRunningWhenConfigured() {
    StreamingContext context =
        contextOf(conf().set("millrace.streaming.stopSparkContextByDefault", "false"));
    context.stop();
    assertEquals(1, context.rddContext().parallelize(List.of(1)).count());
  }

  // ---- States

  @Test
  void goesFromInitializedToActiveToStopped() {
    StreamingContext context = programmed();
    assertEquals(StreamingContextState.INITIALIZED, context.getState());
    context.start();
    assertEquals(StreamingContextState.ACTIVE, context.getState());
    context.stop();
    assertEquals(StreamingContextState.STOPPED, context.getState());
  }

  @Test
  void refusesASecondStartAndGoesOn() {
    StreamingContext context = programmed();
    context.start();
    String message = assertThrows(IllegalStateException.class, context::start).getMessage();
    assertTrue(message.contains("has started already"), message);
    assertEquals(StreamingContextState.ACTIVE, context.getState());
  }

  @Test
  void cannotBeStartedAfterItWasStopped() {
    StreamingContext context = programmed();
    context.start();
    context.stop(false);
    String message = assertThrows(IllegalStateException.class, context::start).getMessage();
    assertTrue(message.contains("make a new one"), message);
  }

  @Test
  void stoppingBeforeStartEndsItsLife() {
    StreamingContext context = programmed();
    context.stop(false);
    assertEquals(StreamingContextState.STOPPED, context.getState());
    assertThrows(IllegalStateException.class, context::start);
  }

  @Test
  void stoppingTwiceHasNoEffect() {
    StreamingContext context = programmed();
    context.start();
    context.stop(false);
    context.stop(false);
    context.stop(true);
    assertEquals(StreamingContextState.STOPPED, context.getState());
  }

  @Test
  void startWithoutAnOutputIsRefusedAndStopsTheContext() {
    StreamingContext context = context();
    queue(context, 1);
    String message = assertThrows(IllegalArgumentException.class, context::start).getMessage();
    assertTrue(message.contains("no output operation"), message);
    assertEquals(StreamingContextState.STOPPED, context.getState());
  }

  @Test
  void startWithAFunctionThatCannotTravelIsRefused() {
    StreamingContext context = context();
    Object notSerializable = new Object();
    queue(context, 1).map(number -> notSerializable.hashCode() + number).print();
    String message = assertThrows(IllegalArgumentException.class, context::start).getMessage();
    assertTrue(message.contains("map at StreamingContextTest.java:"), message);
    assertEquals(StreamingContextState.STOPPED, context.getState());
  }

  @Test
  void startWithAReceiverLogButNoDirectoryIsRefused() {
    StreamingContext context =
        contextOf(conf().set("millrace.streaming.receiver.writeAheadLog.enable", "true"));
    queue(context, 1).foreachRDD(rdd -> {});
    String message = assertThrows(IllegalArgumentException.class, context::start).getMessage();
    assertTrue(message.contains("needs a directory") && message.contains("checkpoint("), message);
  }

  @Test
  void aWindowThatFollowsFromItselfNeedsACheckpointDirectory() {
    StreamingContext context = context();
    queue(context, 1).countByWindow(BATCH, BATCH).print();
    String message = assertThrows(IllegalArgumentException.class, context::start).getMessage();
    assertTrue(
        message.startsWith("reduceByKeyAndWindow at StreamingContextTest.java:")
            && message.contains("call checkpoint(directory)"),
        message);
    assertEquals(StreamingContextState.STOPPED, context.getState());
  }

  @Test
  void aStreamKnowsItsContext() {
    StreamingContext context = context();
    assertSame(context, queue(context, 1).map(number -> number).context());
  }

  @Test
  void givesUpWhatStreamsHaveKeptWhenItStops() throws Exception {
    try (RddContext rdds = new RddContext(conf())) {
      StreamingContext context = new StreamingContext(rdds, BATCH);
      contexts.add(context);
      List<Rdd<Integer>> kept = new CopyOnWriteArrayList<>();
      CountDownLatch batch = new CountDownLatch(1);
      context.remember(Durations.minutes(1));
      queue(context, 1)
          .map(number -> number)
          .cache()
          .foreachRDD(
              rdd -> {
                kept.add(rdd);
                batch.countDown();
              });
      context.start();
      assertTrue(batch.await(20, TimeUnit.SECONDS));
      context.stop(false);
      assertFalse(rdds.engine().storageLevel(kept.get(0).lineage()).isKept());
    }
  }

  @Test
  void severalContextsRunSideBySide() throws InterruptedException {
    CountDownLatch batches = new CountDownLatch(2);
    for (int number = 0; number < 2; number++) {
      StreamingContext context = context();
      CountDownLatch first = new CountDownLatch(1);
      queue(context, 1)
          .foreachRDD(
              rdd -> {
                if (first.getCount() > 0) {
                  first.countDown();
                  batches.countDown();
                }
              });
      context.start();
    }
    assertTrue(batches.await(20, TimeUnit.SECONDS));
  }

  // ---- What comes too late

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesInputsTransformationsAndOutputsAfterStartOrStop(boolean started) {
    StreamingContext context = context();
    InputDStream<Integer> input = queue(context, 1);
    input.foreachRDD(rdd -> {});
    if (started) {
      context.start();
    } else {
      context.stop(false);
    }
    for (Runnable late :
        List.<Runnable>of(
            () -> queue(context, 2),
            () -> input.map(number -> number),
            () -> input.window(BATCH),
            () -> input.countByWindow(BATCH, BATCH),
            () -> input.transformWith(input, (one, other) -> one),
            input::print,
            () -> context.remember(BATCH),
            () -> context.checkpoint("somewhere"))) {
      String message = assertThrows(IllegalStateException.class, late::run).getMessage();
      assertTrue(message.contains("before start()"), message);
    }
    assertThrows(UnsupportedOperationException.class, input::cache);
    assertThrows(UnsupportedOperationException.class, () -> input.checkpoint(BATCH));
  }

  @Test
  void remembersOnce() {
    StreamingContext context = context();
    context.remember(Durations.seconds(1));
    assertThrows(IllegalArgumentException.class, () -> context.remember(Durations.seconds(2)));
  }

  // ---- Waiting for the end

  @Test
  void awaitTerminationReturnsOnceStopped() throws Exception {
    StreamingContext context = programmed();
    context.start();
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> await(context));
    context.stop(false);
    waiting.get(20, TimeUnit.SECONDS);
    context.awaitTermination();
    assertTrue(context.awaitTerminationOrTimeout(0));
  }

  @Test
  void awaitTerminationOrTimeoutTellsThatItRunsStill() throws Exception {
    StreamingContext context = programmed();
    assertFalse(context.awaitTerminationOrTimeout(1));
    context.start();
    assertFalse(context.awaitTerminationOrTimeout(1));
  }

  @Test
  void awaitsTheLongestTimeThereIs() throws InterruptedException {
    StreamingContext context = context();
    context.stop();
    assertTrue(context.awaitTerminationOrTimeout(Long.MAX_VALUE));
  }

  @Test
  void awaitTerminationThrowsWhatTransformThrewAndNamesTheOperation() {
    StreamingContext context = context();
    queue(context, 1)
        .transform(
            rdd -> {
              if (rdd != null) {
                throw new IllegalStateException("no table of today");
              }
              return rdd;
            })
        .foreachRDD(rdd -> {});
    context.start();
    Exception failure = assertThrows(RuntimeException.class, context::awaitTermination);
    assertTrue(
        failure.getMessage().contains("transform at StreamingContextTest.java:"),
        failure.getMessage());
    assertTrue(messages(failure).contains("no table of today"), messages(failure).toString());
    assertEquals(StreamingContextState.ACTIVE, context.getState());
  }

  @Test
  void awaitTerminationThrowsWhatATaskThrewWithItsStackTrace() {
    StreamingContext context = context();
    queue(context, 1).map(StreamingContextTest::failing).foreachRDD(rdd -> rdd.count());
    context.start();
    Throwable failure = assertThrows(RuntimeException.class, context::awaitTermination);
    assertTrue(failure.getMessage().contains("foreachRDD"), failure.getMessage());
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    assertEquals("cannot parse 1", cause.getMessage());
    assertTrue(
        Arrays.stream(cause.getStackTrace())
            .anyMatch(frame -> frame.getMethodName().equals("failing")));
  }

  private static Integer failing(Integer number) {
    throw new NumberFormatException("cannot parse " + number);
  }

  // ---- Listeners

  @Test
  void listenersAreToldOfStartAndBatches() throws InterruptedException {
    StreamingContext context = programmed();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch batches = new CountDownLatch(2);
    context.addStreamingListener(
        new StreamingListener() {
          @Override
          public void onStreamingStarted(StreamingListenerStreamingStarted event) {
            started.countDown();
          }

          @Override
          public void onBatchCompleted(StreamingListenerBatchCompleted event) {
            batches.countDown();
          }
        });
    context.start();
    assertTrue(started.await(20, TimeUnit.SECONDS));
    assertTrue(batches.await(20, TimeUnit.SECONDS));
  }

  @Test
  void cannotBeStoppedFromAListener() throws Exception {
    StreamingContext context = programmed();
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    context.addStreamingListener(
        new StreamingListener() {
          @Override
          public void onBatchCompleted(StreamingListenerBatchCompleted event) {
            try {
              context.stop(false);
              refused.complete(new AssertionError("stop returned"));
            } catch (IllegalStateException e) {
              refused.complete(e);
            }
          }
        });
    context.start();
    assertEquals(IllegalStateException.class, refused.get(20, TimeUnit.SECONDS).getClass());
    assertEquals(StreamingContextState.ACTIVE, context.getState());
  }

  @Test
  void cannotBeStoppedFromInsideABatch() throws Exception {
    StreamingContext context = context();
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    queue(context, 1)
        .foreachRDD(
            rdd -> {
              try {
                context.stop(false);
                refused.complete(new AssertionError("stop returned"));
              } catch (IllegalStateException e) {
                refused.complete(e);
              }
            });
    context.start();
    assertEquals(IllegalStateException.class, refused.get(20, TimeUnit.SECONDS).getClass());
  }

  @Test
  void makesTheListenersThatTheConfigurationNames() throws InterruptedException {
    StreamingContext context =
        contextOf(
            conf().set("millrace.streaming.extraListeners", CountingListener.class.getName()));
    queue(context, 1).foreachRDD(rdd -> {});
    context.start();
    assertTrue(CountingListener.BATCHES.await(20, TimeUnit.SECONDS));
  }

  @Test
  void refusesAListenerNameThatIsNone() {
    StreamingContext context =
        contextOf(conf().set("millrace.streaming.extraListeners", "java.lang.String"));
    queue(context, 1).foreachRDD(rdd -> {});
    String message = assertThrows(IllegalArgumentException.class, context::start).getMessage();
    assertTrue(message.contains("java.lang.String"), message);
  }

  /** Named by a configuration. */
  static final class CountingListener implements StreamingListener {
    static final CountDownLatch BATCHES = new CountDownLatch(1);

    @Override
    public void onBatchCompleted(StreamingListenerBatchCompleted event) {
      BATCHES.countDown();
    }
  }

  // ---- What cannot work is refused at the start

  @Test
  @Timeout(20)
  void refusesACheckpointDirectoryThatCannotBeWritten(@TempDir Path parent) throws Exception {
    // A link that leads nowhere can be listed, as if it were empty, but holds no file.
    Path link = Files.createSymbolicLink(parent.resolve("link"), parent.resolve("gone/too"));
    StreamingContext context = programmed();
    context.checkpoint(link.toString());
    String message = assertThrows(UncheckedIOException.class, context::start).getMessage();
    assertTrue(message.startsWith("the checkpoint directory " + link + " cannot be used"), message);
    assertEquals(StreamingContextState.STOPPED, context.getState());
  }

  @Test
  void leavesNothingOfItsTrialInTheCheckpointDirectory(@TempDir Path directory) throws Exception {
    StreamingContext context = programmed();
    context.checkpoint(directory.toString());
    context.start();
    context.stop(true);
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(directory.resolve("driver")), files.toList());
    }
  }

  @Test
  void refusesAReceiverThatCannotBeSerialised() {
    StreamingContext context = context();
    context.receiverStream(new Unserialisable()).foreachRDD(rdd -> {});
    String message = assertThrows(IllegalArgumentException.class, context::start).getMessage();
    assertTrue(
        message.contains(Unserialisable.class.getName()) && message.contains("java.lang.Object"),
        message);
    assertEquals(StreamingContextState.STOPPED, context.getState());
  }

  /** Holds what cannot travel. */
  private static final class Unserialisable extends Receiver<String> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings({"serial", "unused"}) // on purpose
    private final Object lock = new Object();

    Unserialisable() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {}

    @Override
    public void onStop() {}
  }

  @Test
  void theLongestTimeoutOfAllIsForEver() throws Exception {
    StreamingContext context = programmed();
    context.start();
    context.stop(true);
    assertTrue(context.awaitTerminationOrTimeout(Long.MAX_VALUE));
  }

  // ---- Programs

  private static MillraceConf conf() {
    return new MillraceConf().setMaster("local[2]").setAppName("context-test");
  }

  private StreamingContext contextOf(MillraceConf conf) {
    StreamingContext context = new StreamingContext(conf, BATCH);
    contexts.add(context);
    return context;
  }

  private StreamingContext context() {
    return contextOf(conf());
  }

  private StreamingContext programmed() {
    StreamingContext context = context();
    queue(context, 1).foreachRDD(rdd -> {});
    return context;
  }

  private static InputDStream<Integer> queue(StreamingContext context, int number) {
    Queue<Rdd<Integer>> queue = new ArrayDeque<>();
    queue.add(context.rddContext().parallelize(List.of(number), 1));
    return context.queueStream(queue);
  }

  private static String refusal(MillraceConf conf) {
    return assertThrows(IllegalArgumentException.class, () -> new StreamingContext(conf, BATCH))
        .getMessage();
  }

  private static void await(StreamingContext context) {
    try {
      context.awaitTermination();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> messages(Throwable failure) {
    List<String> messages = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      messages.add(cause.getMessage());
    }
    return messages;
  }
}
