package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.scheduler.listener.BatchInfo;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.time.Durations;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whole programs without receivers, on the real driver and engine. */
final class StreamingProgramTest {

  private static final Duration BATCH = Durations.milliseconds(40);

  @Test
  void printsAQueueBatchByBatch() throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Completed completed = new Completed();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (StreamingContext context = context()) {
      context.addStreamingListener(completed);
      context
          .queueStream(queue(context, List.of(1, 2), List.of(3)))
          .map(n -> "<" + n + ">")
          .print();
      context.start();
      completed.take();
      completed.take();
      completed.take();
    } finally {
      System.setOut(console);
    }
    String rule = "-".repeat(43);
    String head = rule + "\nTime: \\d+ ms\n" + rule + "\n";
    Pattern expected =
        Pattern.compile(head + "<1>\n<2>\n\n" + head + "<3>\n\n" + head + "\n.*", Pattern.DOTALL);
    String text = printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    assertTrue(expected.matcher(text).matches(), text);
  }

  @Test
  void aFailedOutputFailsItsBatchAndLaterBatchesGoOn() throws Exception {
    Completed completed = new Completed();
    BlockingQueue<List<Integer>> good = new LinkedBlockingQueue<>();
    try (StreamingContext context = context()) {
      context.addStreamingListener(completed);
      DStream<Integer> numbers = context.queueStream(queue(context, List.of(1), List.of(2)));
      numbers.foreachRDD(
          rdd -> {
            if (rdd.collect().contains(1)) {
              throw new IllegalStateException("sink refused 1");
            }
          });
      numbers.foreachRDD(rdd -> good.add(rdd.collect()));
      context.start();

      BatchInfo first = completed.take();
      BatchInfo second = completed.take();
      assertTrue(first.failureReason().orElse("").contains("sink refused 1"), first.toString());
      assertTrue(
          first
              .outputOperationInfos()
              .get(0)
              .failureReason()
              .orElse("")
              .contains("sink refused 1"));
      assertTrue(first.outputOperationInfos().get(1).failureReason().isEmpty());
      assertTrue(second.failureReason().isEmpty(), second.toString());
      assertEquals(List.of(1), good.take());
      assertEquals(List.of(2), good.take());
      assertEquals(StreamingContextState.ACTIVE, context.getState());
      String failure = assertThrows(RuntimeException.class, context::awaitTermination).getMessage();
      assertTrue(failure.contains("sink refused 1"), failure);
      assertTrue(context.dismissFailedBatch(first.batchNumber()));
      assertFalse(context.dismissFailedBatch(first.batchNumber()));
      assertFalse(context.dismissFailedBatch(second.batchNumber()));
    }
  }

  @Test
  void windowsAndKeysWorkTogether() throws Exception {
    BlockingQueue<List<String>> seen = new LinkedBlockingQueue<>();
    try (StreamingContext context = context()) {
      context
          .queueStream(queue(context, List.of(1, 2), List.of(2), List.of()))
          .mapToPair(n -> new Tuple2<>(n % 2 == 0 ? "even" : "odd", n))
          .window(BATCH.multipliedBy(2))
          .reduceByKey(Integer::sum)
          .foreachRDD(
              rdd -> seen.add(rdd.collect().stream().map(Object::toString).sorted().toList()));
      context.start();
      assertEquals(List.of("(even,2)", "(odd,1)"), seen.poll(20, TimeUnit.SECONDS));
      assertEquals(List.of("(even,4)", "(odd,1)"), seen.poll(20, TimeUnit.SECONDS));
      assertEquals(List.of("(even,2)"), seen.poll(20, TimeUnit.SECONDS));
      assertEquals(List.of(), seen.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void combinesAnyNumberOfStreams() throws Exception {
    BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    try (StreamingContext context = context()) {
      DStream<Integer> first = context.queueStream(queue(context, List.of(1, 2)));
      DStream<Integer> second = context.queueStream(queue(context, List.of(3)));
      RddContext rdds = context.rddContext();
      context.union(first, second, first).foreachRDD(rdd -> seen.add(rdd.collect()));
      context
          .union(
              first.mapToPair(StreamingProgramTest::keyed),
              second.mapToPair(StreamingProgramTest::keyed))
          .foreachRDD(rdd -> seen.add(rdd.values().collect()));
      context
          .transform(
              List.of(first, second),
              (batches, time) -> rdds.parallelize(batches.stream().map(Rdd::count).toList(), 1))
          .foreachRDD(rdd -> seen.add(rdd.collect()));
      context
          .transformToPair(
              List.of(second),
              (batches, time) ->
                  rdds.parallelizePairs(List.of(new Tuple2<>("streams", batches.size())), 1))
          .foreachRDD(rdd -> seen.add(rdd.collect()));
      context.start();
      assertEquals(List.of(1, 2, 3, 1, 2), seen.poll(20, TimeUnit.SECONDS));
      assertEquals(List.of(1, 2, 3), seen.poll(20, TimeUnit.SECONDS));
      assertEquals(List.of(2L, 1L), seen.poll(20, TimeUnit.SECONDS));
      assertEquals(List.of(new Tuple2<>("streams", 1)), seen.poll(20, TimeUnit.SECONDS));
    }
  }

  private static Tuple2<String, Integer> keyed(Integer number) {
    return new Tuple2<>("key", number);
  }

  @Test
  void aBatchThatIsNotDueHasNoEvents() throws Exception {
    Completed completed = new Completed();
    try (StreamingContext context = context()) {
      context.addStreamingListener(completed);
      context
          .queueStream(queue(context, List.of(1)))
          .window(BATCH.multipliedBy(3), BATCH.multipliedBy(3))
          .foreachRDD(rdd -> {});
      context.start();
      long first = completed.take().batchTime().milliseconds();
      long second = completed.take().batchTime().milliseconds();
      assertEquals(3 * BATCH.toMillis(), second - first);
    }
  }

  @Test
  void leavesNothingBehind() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Completed completed = new Completed();
    StreamingContext context = context();
    context.addStreamingListener(completed);
    context.queueStream(queue(context, List.of(1))).foreachRDD(rdd -> rdd.count());
    context.start();
    completed.take();
    context.stop();
    assertNoThreadsBeside(before);
  }

  @Test
  void aStartThatFailsLeavesNothingBehind() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    StreamingContext context = context();
    context.checkpoint("/dev/null/cannot-be-a-directory");
    context.queueStream(queue(context, List.of(1))).foreachRDD(rdd -> rdd.count());
    assertThrows(RuntimeException.class, context::start);
    assertEquals(StreamingContextState.STOPPED, context.getState());
    context.stop();
    assertNoThreadsBeside(before);
  }

  /** Threads end a moment after whoever waited for their work: join them, then there is none. */
  static void assertNoThreadsBeside(Set<Thread> before) throws InterruptedException {
    List<String> left = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && !isOfTheJdk(thread)) {
        thread.join(2_000);
        if (thread.isAlive()) {
          left.add(thread.getName() + " " + List.of(thread.getStackTrace()));
        }
      }
    }
    assertEquals(List.of(), left);
  }

  private static boolean isOfTheJdk(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group != null && Set.of("system", "InnocuousThreadGroup").contains(group.getName());
  }

  /** Batches that have completed, in order. */
  static final class Completed implements StreamingListener {
    private final BlockingQueue<BatchInfo> batches = new LinkedBlockingQueue<>();

    @Override
    public void onBatchCompleted(StreamingListenerBatchCompleted event) {
      batches.add(event.batchInfo());
    }

    BatchInfo take() throws InterruptedException {
      BatchInfo batch = batches.poll(20, TimeUnit.SECONDS);
      assertTrue(batch != null, "no batch completed within 20 s");
      return batch;
    }
  }

  private static StreamingContext context() {
    return new StreamingContext(
        new RddContext(new MillraceConf().setMaster("local[2]").setAppName("program-test")), BATCH);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private static Queue<Rdd<Integer>> queue(StreamingContext context, List<Integer>... batches) {
    Queue<Rdd<Integer>> queue = new ArrayDeque<>();
    for (List<Integer> batch : batches) {
      queue.add(context.rddContext().parallelize(batch, 2));
    }
    return queue;
  }
}
