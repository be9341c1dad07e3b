package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.ExecutorControl;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.receiver.Receiver;
import dev.millrace.scheduler.listener.ReceiverInfo;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerReceiverError;
import dev.millrace.scheduler.listener.StreamingListenerReceiverStarted;
import dev.millrace.scheduler.listener.StreamingListenerRecordsLost;
import dev.millrace.streaming.StreamingProgramTest.Completed;
import dev.millrace.time.Durations;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole programs that receive, on the real driver, engine and network. */
final class ReceiverProgramTest {

  private static final Duration BATCH = Durations.milliseconds(100);
  private static final Duration NEVER = Durations.minutes(60);

  @TempDir Path directory;

  @Test
  void countsTheWordsOfASocket() throws Exception {
    Tally<String> tally = new Tally<>();
    try (TextServer server = new TextServer();
        StreamingContext context = context(conf("local[2]"), BATCH)) {
      context
          .socketTextStream(server.host(), server.port())
          .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
          .mapToPair(word -> new Tuple2<>(word, 1))
          .reduceByKey(Integer::sum)
          .foreachRDD(rdd -> rdd.collect().forEach(count -> tally.add(count._1(), count._2())));
      context.start();
      server.send("to be or", "not to be");
      tally.awaitTotal(6);
      assertEquals(Map.of("to", 2, "be", 2, "or", 1, "not", 1), tally.counts());
    }
  }

  @Test
  void connectsAgainWhenTheServerHangsUp() throws Exception {
    Tally<String> tally = new Tally<>();
    Errors errors = new Errors();
    MillraceConf conf = conf("local[2]").set("millrace.streaming.receiverRestartDelay", "10ms");
    try (TextServer server = new TextServer();
        StreamingContext context = context(conf, BATCH)) {
      context.addStreamingListener(errors);
      DStream<String> lines = context.socketTextStream(server.host(), server.port());
      lines.foreachRDD(rdd -> rdd.collect().forEach(line -> tally.add(line, 1)));
      context.start();
      server.send("before");
      tally.awaitTotal(1);
      server.hangUp();
      server.send("after");
      tally.awaitTotal(2);
      assertEquals(Map.of("before", 1, "after", 1), tally.counts());
      assertTrue(errors.errors.poll(20, TimeUnit.SECONDS) != null);
    }
  }

  @Test
  void aSocketWithAConverterStoresWhatItMakes() throws Exception {
    Tally<Integer> tally = new Tally<>();
    try (TextServer server = new TextServer();
        StreamingContext context = context(conf("local[2]"), BATCH)) {
      context
          .socketStream(
              server.host(),
              server.port(),
              stream ->
                  () ->
                      new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                          .lines()
                          .map(Integer::valueOf)
                          .iterator(),
              StorageLevel.MEMORY_ONLY())
          .foreachRDD(rdd -> rdd.collect().forEach(number -> tally.add(number, 1)));
      context.start();
      server.send("4", "5");
      tally.awaitTotal(2);
      assertEquals(Map.of(4, 1, 5, 1), tally.counts());
    }
  }

  @Test
  void takesWhatSeveralThreadsStoreAtOnce() throws Exception {
    BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
    List<Integer> numbers = new ArrayList<>();
    int total = ManyThreads.THREADS * ManyThreads.RECORDS;
    try (StreamingContext context = context(conf("local[2]"), BATCH)) {
      context.receiverStream(new ManyThreads()).foreachRDD(rdd -> received.addAll(rdd.collect()));
      context.start();
      while (numbers.size() < total) {
        Integer number = received.poll(20, TimeUnit.SECONDS);
        assertTrue(number != null, () -> "only " + numbers.size() + " records came");
        numbers.add(number);
      }
      context.stop(true, true);
    }
    numbers.addAll(received);
    Collections.sort(numbers);
    assertEquals(IntStream.range(0, total).boxed().toList(), numbers);
  }

  /** Stores numbers on several threads, each in another form. */
  private static final class ManyThreads extends Receiver<Integer> {
    private static final long serialVersionUID = 1L;
    static final int THREADS = 6;
    static final int RECORDS = 200;

    ManyThreads() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread * RECORDS;
        boolean single = thread % 2 == 0;
        new Thread(() -> give(IntStream.range(first, first + RECORDS).boxed().toList(), single))
            .start();
      }
    }

    private void give(List<Integer> numbers, boolean single) {
      if (single) {
        numbers.forEach(this::store);
      } else {
        store(numbers);
      }
    }

    @Override
    public void onStop() {
      // Its threads have ended, or will when their records are stored.
    }
  }

  @Test
  void aBatchWithoutRecordsHasNoPartitions() throws Exception {
    BlockingQueue<Integer> partitions = new LinkedBlockingQueue<>();
    try (TextServer server = new TextServer();
        StreamingContext context = context(conf("local[2]"), BATCH)) {
      context
          .socketTextStream(server.host(), server.port())
          .foreachRDD(rdd -> partitions.add(rdd.getNumPartitions()));
      context.start();
      assertEquals(0, partitions.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void countsLinesThatAreTooLongOrNotText() throws Exception {
    Tally<String> tally = new Tally<>();
    MillraceConf conf = conf("local[2]").set("millrace.streaming.socket.maxLineBytes", "8");
    try (TextServer server = new TextServer();
        StreamingContext context = context(conf, BATCH)) {
      ReceiverInputDStream<String> lines = context.socketTextStream(server.host(), server.port());
      lines.foreachRDD(rdd -> rdd.collect().forEach(line -> tally.add(line, 1)));
      context.start();
      server.send("123456789");
      server.sendBytes(new byte[] {'a', (byte) 0xff, 'b', '\n'});
      server.send("good");
      tally.awaitTotal(2);
      assertEquals(Map.of("a\ufffdb", 1, "good", 1), tally.counts());
      assertEquals(1, context.receiverCounts(lines.id()).get(ReceiverCounter.OVERSIZE_LINES));
      assertEquals(1, context.receiverCounts(lines.id()).get(ReceiverCounter.MALFORMED_LINES));
    }
  }

  @Test
  void aGracefulStopProcessesEveryRecordThatWasStored() throws Exception {
    // The clock ticks once an hour: only the stop itself can bring these records into a batch.
    for (String log : List.of("false", "true")) {
      Tally<Integer> tally = new Tally<>();
      FeedReceiver receiver = new FeedReceiver("graceful-" + log, StorageLevel.MEMORY_ONLY());
      MillraceConf conf =
          conf("local[2]")
              .set("millrace.streaming.receiver.writeAheadLog.enable", log)
              .set("millrace.streaming.gracefulStopTimeout", "20s");
      StreamingContext context = context(conf, NEVER);
      context.checkpoint(directory.resolve(log).toString());
      context
          .receiverStream(receiver)
          .foreachRDD(rdd -> rdd.collect().forEach(number -> tally.add(number, 1)));
      context.start();
      receiver.feed().block(List.of(1, 2, 3)).await();
      receiver.feed().items(List.of(4, 5)).await();
      context.stop(true, true);
      assertEquals(Map.of(1, 1, 2, 1, 3, 1, 4, 1, 5, 1), tally.counts(), "log: " + log);
    }
  }

  @Test
  void aGracefulStopGoesOnToTheNextWindow() throws Exception {
    Tally<Integer> tally = new Tally<>();
    FeedReceiver receiver = new FeedReceiver("window-stop", StorageLevel.MEMORY_ONLY());
    StreamingContext context = context(conf("local[2]"), BATCH);
    context
        .receiverStream(receiver)
        .window(BATCH.multipliedBy(4), BATCH.multipliedBy(4))
        .foreachRDD(rdd -> rdd.collect().forEach(number -> tally.add(number, 1)));
    context.start();
    receiver.feed().block(List.of(1, 2)).await();
    context.stop(true, true);
    assertEquals(Map.of(1, 1, 2, 1), tally.counts());
  }

  @Test
  void losesNothingThatWasStoredWhenAnExecutorIsKilled() throws Exception {
    Tally<Integer> tally = new Tally<>();
    Receivers receivers = new Receivers();
    FeedReceiver receiver = new FeedReceiver("kill", StorageLevel.MEMORY_ONLY());
    MillraceConf conf =
        conf("local-cluster[2,1,64]")
            .set("millrace.streaming.receiver.writeAheadLog.enable", "true")
            .set("millrace.streaming.receiverRestartDelay", "10ms")
            .set("millrace.streaming.gracefulStopTimeout", "20s");
    StreamingContext context = context(conf, BATCH);
    context.checkpoint(directory.toString());
    context.addStreamingListener(receivers);
    context
        .receiverStream(receiver)
        .foreachRDD(rdd -> rdd.collect().forEach(number -> tally.add(number, 1)));
    context.start();
    String first = receivers.awaitStarted().executorId();
    List<CountDownLatch> stores = new ArrayList<>();
    for (int block = 0; block < 200; block++) {
      stores.add(
          receiver.feed().block(IntStream.range(block * 10, block * 10 + 10).boxed().toList()));
      if (block == 100) {
        stores.get(50).await();
        ((ExecutorControl) context.rddContext().engine()).killExecutor(first, "pulled the plug");
      }
    }
    String second = receivers.awaitStarted().executorId();
    for (CountDownLatch store : stores) {
      assertTrue(store.await(20, TimeUnit.SECONDS));
    }
    context.stop(true, true);

    assertTrue(!second.equals(first), second);
    Map<Integer, Integer> counts = tally.counts();
    List<Integer> stored = List.copyOf(receiver.feed().stored);
    assertTrue(stored.size() >= 500, stored.size() + " stored");
    assertEquals(List.of(), stored.stream().filter(n -> counts.getOrDefault(n, 0) != 1).toList());
    assertEquals(List.of(), counts.values().stream().filter(count -> count > 1).toList());
  }

  @Test
  void readsTheBlocksOfAKilledExecutorFromItsLog() throws Exception {
    assertEquals(
        Map.of(1, 1, 2, 1, 3, 1, 4, 1), talliedAcrossTheLossOfAnExecutor("log-on", "true"));
  }

  @Test
  void losesTheBlocksOfAKilledExecutorWithoutLogOrReplica() throws Exception {
    // Shows that the log, and nothing else, is what the test above counts on. The batch fails: it
    // does not leave the lost records out in silence.
    assertEquals(Map.of(), talliedAcrossTheLossOfAnExecutor("log-off", "false"));
  }

  private Map<Integer, Integer> talliedAcrossTheLossOfAnExecutor(String feed, String log)
      throws Exception {
    Tally<Integer> tally = new Tally<>();
    Receivers receivers = new Receivers();
    FeedReceiver receiver = new FeedReceiver(feed, StorageLevel.MEMORY_ONLY());
    MillraceConf conf =
        conf("local-cluster[2,1,64]")
            .set("millrace.streaming.receiver.writeAheadLog.enable", log)
            .set("millrace.streaming.gracefulStopTimeout", "20s");
    StreamingContext context = context(conf, NEVER);
    context.checkpoint(directory.toString());
    context.addStreamingListener(receivers);
    context
        .receiverStream(receiver)
        .foreachRDD(rdd -> rdd.collect().forEach(number -> tally.add(number, 1)));
    context.start();
    String executor = receivers.awaitStarted().executorId();
    receiver.feed().block(List.of(1, 2)).await();
    ((ExecutorControl) context.rddContext().engine()).killExecutor(executor, "pulled the plug");
    receivers.awaitStarted();
    receiver.feed().block(List.of(3, 4)).await();
    context.stop(true, true);
    return tally.counts();
  }

  @Test
  void tellsHowManyRecordsOfAnOpenBufferWereLostWithAnExecutor() throws Exception {
    Receivers receivers = new Receivers();
    BlockingQueue<StreamingListenerRecordsLost> lost = new LinkedBlockingQueue<>();
    FeedReceiver receiver = new FeedReceiver("lost", StorageLevel.MEMORY_ONLY());
    MillraceConf conf =
        conf("local-cluster[2,1,64]")
            .set("millrace.streaming.receiver.writeAheadLog.enable", "true")
            .set("millrace.streaming.blockInterval", "1h");
    try (StreamingContext context = context(conf, NEVER)) {
      context.checkpoint(directory.toString());
      context.addStreamingListener(receivers);
      context.addStreamingListener(
          new StreamingListener() {
            @Override
            public void onRecordsLost(StreamingListenerRecordsLost event) {
              lost.add(event);
            }
          });
      context.receiverStream(receiver).foreachRDD(rdd -> {});
      context.start();
      String executor = receivers.awaitStarted().executorId();
      receiver.feed().items(List.of(1, 2, 3, 4, 5)).await();
      ((ExecutorControl) context.rddContext().engine()).killExecutor(executor, "pulled the plug");
      StreamingListenerRecordsLost event = lost.poll(20, TimeUnit.SECONDS);
      assertEquals(5, event.recordCount());
      assertEquals(0, event.streamId());
    }
  }

  @Test
  void recordsThatWereLoggedSurviveTheProgramsEnd() throws Exception {
    FeedReceiver receiver = new FeedReceiver("survive", StorageLevel.MEMORY_ONLY());
    MillraceConf conf =
        conf("local[2]").set("millrace.streaming.receiver.writeAheadLog.enable", "true");
    StreamingContext first = context(conf, NEVER);
    first.checkpoint(directory.toString());
    first.receiverStream(receiver).foreachRDD(rdd -> {});
    first.start();
    receiver.feed().block(List.of(1, 2, 3)).await();
    first.stop(true, false);

    Tally<Integer> tally = new Tally<>();
    try (StreamingContext second = context(conf, NEVER)) {
      second.checkpoint(directory.toString());
      second
          .receiverStream(new FeedReceiver("survive-again", StorageLevel.MEMORY_ONLY()))
          .foreachRDD(rdd -> rdd.collect().forEach(number -> tally.add(number, 1)));
      second.start();
      second.stop(false, true);
    }
    assertEquals(Map.of(1, 1, 2, 1, 3, 1), tally.counts());
  }

  @Test
  void contextsThatFollowEachOtherOnOneRddContextDoNotMixTheirBlocks() throws Exception {
    // Both name their first block alike; the first context never gets round to reading its own.
    try (RddContext rdds = new RddContext(conf("local[2]"))) {
      FeedReceiver early = new FeedReceiver("early", StorageLevel.MEMORY_ONLY());
      StreamingContext first = new StreamingContext(rdds, NEVER);
      first.receiverStream(early).foreachRDD(rdd -> {});
      first.start();
      early.feed().block(List.of(1, 2, 3)).await();
      first.stop(false, false);

      Tally<Integer> tally = new Tally<>();
      FeedReceiver late = new FeedReceiver("late", StorageLevel.MEMORY_ONLY());
      StreamingContext second = new StreamingContext(rdds, NEVER);
      second
          .receiverStream(late)
          .foreachRDD(rdd -> rdd.collect().forEach(number -> tally.add(number, 1)));
      second.start();
      late.feed().block(List.of(7, 8)).await();
      second.stop(false, true);
      assertEquals(Map.of(7, 1, 8, 1), tally.counts());
    }
  }

  @Test
  void leavesNoThreadPortOrFileBehind() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Completed completed = new Completed();
    MillraceConf conf =
        conf("local-cluster[2,1,64]")
            .set("millrace.streaming.receiver.writeAheadLog.enable", "true");
    try (TextServer server = new TextServer()) {
      Set<Thread> withServer = Thread.getAllStackTraces().keySet();
      StreamingContext context = context(conf, BATCH);
      context.addStreamingListener(completed);
      context.checkpoint(directory.toString());
      context.socketTextStream(server.host(), server.port()).foreachRDD(rdd -> rdd.count());
      context.start();
      server.send("one", "two");
      while (completed.take().numRecords() == 0) {
        // Batches go by until the lines have arrived.
      }
      context.stop();
      StreamingProgramTest.assertNoThreadsBeside(withServer);
    }
    StreamingProgramTest.assertNoThreadsBeside(before);
  }

  // ---- Programs

  private static MillraceConf conf(String master) {
    return new MillraceConf().setMaster(master).setAppName("receiver-test");
  }

  private static StreamingContext context(MillraceConf conf, Duration batch) {
    return new StreamingContext(conf, batch);
  }

  /** How often each record was seen. */
  private static final class Tally<T> {
    private final Map<T, Integer> counts = new TreeMap<>();
    private int total;

    synchronized void add(T record, int times) {
      counts.merge(record, times, Integer::sum);
      total += times;
      notifyAll();
    }

    synchronized void awaitTotal(int expected) throws InterruptedException {
      for (int waits = 0; total < expected && waits < 20; waits++) {
        wait(1_000);
      }
      assertEquals(expected, total, counts.toString());
    }

    synchronized Map<T, Integer> counts() {
      return Collections.unmodifiableMap(new TreeMap<>(counts));
    }
  }

  /** Errors that receivers reported. */
  private static final class Errors implements StreamingListener {
    private final BlockingQueue<ReceiverInfo> errors = new LinkedBlockingQueue<>();

    @Override
    public void onReceiverError(StreamingListenerReceiverError event) {
      errors.add(event.receiverInfo());
    }
  }

  /** Receivers that started. */
  private static final class Receivers implements StreamingListener {
    private final BlockingQueue<ReceiverInfo> started = new LinkedBlockingQueue<>();

    @Override
    public void onReceiverStarted(StreamingListenerReceiverStarted event) {
      started.add(event.receiverInfo());
    }

    ReceiverInfo awaitStarted() throws InterruptedException {
      ReceiverInfo receiver = started.poll(20, TimeUnit.SECONDS);
      assertTrue(receiver != null, "no receiver started within 20 s");
      return receiver;
    }
  }
}
