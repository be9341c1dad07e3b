package dev.millrace.streaming.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.streaming.source.NumberRange;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ranges of batches as records, without a driver. */
class RangeStreamTest {

  private static final int STREAM = 4;
  private static final Duration BATCH = Duration.ofSeconds(1);

  private final List<List<List<Long>>> seen = new ArrayList<>();

  private void run(AllocatedBatch... batches) throws Exception {
    GraphBuilder builder = new GraphBuilder(BATCH, "test");
    StreamNode<Long> node =
        builder.add(
            NodeSpec.input(
                "numbers",
                BATCH,
                Keeping.OWN_RDD,
                new RangeStream<>(STREAM, "numbers", NumberRange::parse)),
            CallSite.outside(Set.of()));
    builder.addOutput(
        "foreachRDD", CallSite.outside(Set.of()), node, (rdd, time) -> seen.add(parts(rdd)));
    try (RddContext rdds = InlineRdds.open()) {
      DStreamGraph graph = new DStreamGraph(builder.freeze(), rdds, true);
      graph.start(new Time(0), Optional.empty(), List.of());
      for (AllocatedBatch batch : batches) {
        for (OutputJob job : graph.plan(batch)) {
          job.body().run();
        }
        graph.release(batch.time());
      }
    }
  }

  private static List<List<Long>> parts(Rdd<Long> rdd) {
    return rdd.glom().collect();
  }

  private static AllocatedBatch batch(int number, Map<Integer, InputRange> ranges) {
    return new AllocatedBatch(number, new Time((number + 1) * 1_000L), Map.of(), ranges);
  }

  @Test
  void eachPartOfARangeIsAPartition() throws Exception {
    run(batch(0, Map.of(STREAM, InputRange.of("5", List.of("0-2", "2-5"), 5))));
    assertEquals(List.of(List.of(List.of(0L, 1L), List.of(2L, 3L, 4L))), seen);
  }

  @Test
  void aBatchWithoutARangeOrWithAnEmptyOneHasNoPartition() throws Exception {
    run(
        batch(0, Map.of()),
        batch(1, Map.of(STREAM, InputRange.of("0", List.of(), 0))),
        batch(2, Map.of(STREAM + 1, InputRange.of("5", List.of("0-5"), 5))));
    assertEquals(List.of(List.of(), List.of(), List.of()), seen);
  }
}
