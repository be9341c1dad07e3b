package dev.millrace.rdd.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.Lineage.Parallelize;
import dev.millrace.rdd.Lineage.Shuffle;
import dev.millrace.rdd.block.MemoryBoundBlockStore;
import dev.millrace.rdd.codec.KryoRecordCodec;
import dev.millrace.rdd.function.Tuple2;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ShuffleOutputsTest {

  private final ExecutorPool executors =
      new ExecutorPool(
          List.of(
              new ExecutorPorts(
                  1,
                  Runnable::run,
                  new MemoryBoundBlockStore(
                      "0", 0, Path.of("never-made"), new KryoRecordCodec<>(List.of())),
                  () -> {},
                  () -> {})));
  private final ShuffleOutputs outputs = new ShuffleOutputs(executors);

  private static ShuffleEdge edge(int id) {
    return new ShuffleEdge(
        new Shuffle<Integer, Integer, Integer>(
            id,
            new Parallelize<>(100 + id, List.of(new Tuple2<>(1, 1)), 1),
            new HashPartitioner(1),
            Optional.empty(),
            false,
            "move"),
        0);
  }

  private void keep(ShuffleEdge edge) {
    outputs.track(edge);
    executors.all().get(0).shuffles().put(edge.key(), 0, new MapOutput(List.of()));
  }

  @Test
  void outputsLiveAsLongAsTheNodeThatReadsThem() {
    ShuffleEdge held = edge(1);
    keep(held);
    keep(edge(2));
    await()
        .until(
            () -> {
              System.gc();
              outputs.track(held);
              return executors.all().get(0).shuffles().shuffleCount() == 1;
            });
    assertTrue(outputs.isComplete(held));
    assertEquals(Optional.empty(), outputs.find(new ShuffleKey(2, 0), 0));
  }

  @Test
  void aLostExecutorHasNoOutputs() {
    ShuffleEdge edge = edge(1);
    keep(edge);
    executors.all().get(0).lose("test");
    assertEquals(Optional.empty(), outputs.find(edge.key(), 0));
  }
}
