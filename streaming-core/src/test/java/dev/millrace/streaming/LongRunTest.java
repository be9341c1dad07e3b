package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.block.BlockStoreStats;
import dev.millrace.rdd.block.MemoryBoundBlockStore;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.streaming.graph.DStreamGraph;
import dev.millrace.streaming.graph.InlineRdds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a program holds does not depend on how long it has been running. */
final class LongRunTest {

  private static final int WARM = 1_000;
  private static final int BATCHES = 20_000;

  private final MemoryBoundBlockStore blocks = InlineRdds.blocks();
  private long recordsSeen;

  @Test
  void aProgramThatRunsForWeeksHoldsWhatItHeldAtFirst() throws Exception {
    try (GraphHarness harness = new GraphHarness(InlineRdds.open(blocks))) {
      describe(harness);
      DStreamGraph graph = harness.start();
      for (int number = 0; number < WARM; number++) {
        run(graph, number);
      }
      int remembered = InlineRdds.remembered(graph);
      BlockStoreStats kept = blocks.stats();
      for (int number = WARM; number < BATCHES; number++) {
        run(graph, number);
      }
      assertEquals(remembered, InlineRdds.remembered(graph));
      assertEquals(kept, blocks.stats());
      // Each record is in three windows, one of every two of which is due.
      assertEquals(BATCHES + (BATCHES * 3L - 2) / 2, recordsSeen);
    }
  }

  /**
   * All that remembers: what is shared, kept, moved by key, looked back at and due now and then.
   */
  private void describe(GraphHarness harness) {
    Rdd<Integer> one = harness.rddContext().parallelize(List.of(7), 1);
    PairDStream<Integer, Integer> counts =
        harness
            .always(one)
            .mapToPair(number -> new Tuple2<>(number, 1))
            .reduceByKey(Integer::sum)
            .persist(StorageLevel.MEMORY_ONLY());
    counts.foreachRDD((rdd, time) -> recordsSeen += rdd.count());
    counts
        .window(GraphHarness.BATCH.multipliedBy(3), GraphHarness.BATCH.multipliedBy(2))
        .foreachRDD((rdd, time) -> recordsSeen += rdd.count());
  }

  private static void run(DStreamGraph graph, int number) throws Exception {
    AllocatedBatch batch = GraphHarness.batch(number);
    for (OutputJob job : graph.plan(batch)) {
      job.body().run();
    }
    graph.release(batch.time());
  }
}
