package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.streaming.graph.DStreamGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keyed state is made of stays for as long as it may be needed. */
class StateRetentionTest {

  @TempDir Path checkpoints;

  /**
   * Batches whose jobs fail, for a full disk perhaps, write no checkpoint: what earlier ones wrote
   * must stay even when the failed batches are dismissed.
   */
  @Test
  void earlierCheckpointsStayUntilTheirSuccessorIsWritten() throws Exception {
    try (GraphHarness harness = new GraphHarness()) {
      harness.rddContext().setCheckpointDir(checkpoints.toString());
      PairRdd<String, Integer> one =
          PairRdd.fromRdd(harness.rddContext().parallelize(List.of(new Tuple2<>("key", 1)), 1));
      PairDStream<String, Integer> counts =
          PairDStream.fromDStream(harness.always(one.toRdd()))
              .<Integer>updateStateByKey(
                  (ones, count) -> Optional.of(count.orElse(0) + ones.size()), 1);
      counts.checkpoint(GraphHarness.BATCH);
      List<Integer> seen = new ArrayList<>();
      counts.foreachRDD(rdd -> seen.addAll(rdd.values().collect()));
      DStreamGraph graph = harness.start();
      for (int number = 0; number < 40; number++) {
        boolean fails = number >= 9 && number < 35;
        for (OutputJob job : graph.plan(GraphHarness.batch(number))) {
          if (!fails) {
            job.body().run();
          }
        }
        graph.release(GraphHarness.tick(number + 1));
      }
      assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 36, 37, 38, 39, 40), seen);
    }
  }
}
