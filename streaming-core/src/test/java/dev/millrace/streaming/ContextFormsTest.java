package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.Receiver;
import dev.millrace.time.Durations;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Forms of contexts and streams that other tests do not show. */
final class ContextFormsTest {

  /** A receiver of one record. */
  private static final class OneRecord extends Receiver<String> {
    OneRecord() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {
      store("record");
    }

    @Override
    public void onStop() {}
  }

  @Test
  void aMasterAndANameAreEnough() throws Exception {
    BlockingQueue<List<Integer>> seen = new LinkedBlockingQueue<>();
    try (StreamingContext context =
        new StreamingContext("local[1]", "forms", Durations.milliseconds(50))) {
      Queue<Rdd<Integer>> queue = new ArrayDeque<>();
      queue.add(context.rddContext().parallelize(List.of(1, 2)));
      context.queueStream(queue).foreachRDD(rdd -> seen.add(rdd.collect()));
      context.start();
      assertEquals(List.of(1, 2), seen.poll(20, TimeUnit.SECONDS));
      assertEquals("forms", context.rddContext().conf().get("millrace.app.name"));
    }
  }

  @Test
  void aReceiverTakesNoTaskSlot() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (StreamingContext context =
        new StreamingContext("local[1]", "forms", Durations.milliseconds(50))) {
      context.receiverStream(new OneRecord()).foreachRDD(rdd -> seen.addAll(rdd.collect()));
      context.start();
      assertEquals("record", seen.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void aStreamTellsHowFarApartItsBatchesAre() {
    try (GraphHarness harness = new GraphHarness()) {
      DStream<Integer> numbers = harness.input(List.of(1));
      assertEquals(GraphHarness.BATCH, numbers.slideDuration());
      assertEquals(
          GraphHarness.BATCH.multipliedBy(3),
          numbers
              .window(GraphHarness.BATCH.multipliedBy(6), GraphHarness.BATCH.multipliedBy(3))
              .map(number -> number)
              .slideDuration());
    }
  }

  @Test
  void transformOfSeveralStreamsOfWhichOneHasNoCollectionFailsAndNamesIt() {
    try (GraphHarness harness = new GraphHarness()) {
      DStream<Integer> numbers = harness.input(List.of(1));
      DStream<Integer> never = harness.never();
      DStream<Integer> both =
          new DStream<>(
              harness.builder(),
              Streams.transform(
                  harness.builder(),
                  "transform",
                  List.of(numbers.node(), never.node()),
                  (rdds, time) -> harness.rddContext().<Integer>emptyRdd()));
      RuntimeException failure = assertThrows(RuntimeException.class, () -> harness.run(both, 1));
      assertTrue(
          failure.getCause().getMessage().startsWith("the stream of never at "),
          failure.getCause().getMessage());
    }
  }
}
