package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.streaming.graph.DStreamGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state of more than a million keys, of which each batch touches a thousand. */
final class StateScaleTest {

  private static final int KEYS = 1_024_000;
  private static final int KEYS_EACH = 1_000;
  private static final int TOUCHED = 1_000;
  private static final int BATCHES = 24;

  private static final AtomicLong CALLS = new AtomicLong();
  private static final AtomicLong INITIAL = new AtomicLong();

  @TempDir private Path checkpoints;

  private static PairRdd<Integer, Long> initial(GraphHarness harness) {
    return harness
        .rddContext()
        .parallelize(IntStream.range(0, KEYS / KEYS_EACH).boxed().toList(), 2)
        .flatMapToPair(
            part ->
                IntStream.range(part * KEYS_EACH, (part + 1) * KEYS_EACH)
                    .mapToObj(
                        key -> {
                          INITIAL.incrementAndGet();
                          return new Tuple2<>(key, 1L);
                        })
                    .iterator());
  }

  private static List<Tuple2<Integer, Integer>> touched(int batch) {
    return IntStream.range(0, TOUCHED)
        .mapToObj(number -> new Tuple2<>((batch * 7_919 + number * 1_021) % KEYS, 1))
        .toList();
  }

  @Test
  void aBatchCostsWhatItsTouchedKeysCost() throws Exception {
    CALLS.set(0);
    INITIAL.set(0);
    try (GraphHarness harness = new GraphHarness()) {
      harness.rddContext().setCheckpointDir(checkpoints.toString());
      @SuppressWarnings({"unchecked", "rawtypes"})
      List<Tuple2<Integer, Integer>>[] batches =
          IntStream.range(0, BATCHES).mapToObj(StateScaleTest::touched).toArray(List[]::new);
      StateSpec<Integer, Integer, Long, Long> spec =
          StateSpec.function(
                  (Integer key, java.util.Optional<Integer> value, State<Long> state) -> {
                    CALLS.incrementAndGet();
                    state.update(state.get() + value.orElseThrow());
                    return state.get();
                  })
              .initialState(initial(harness))
              .numPartitions(2)
              .timeout(GraphHarness.BATCH.multipliedBy(1_000));
      MapWithStateDStream<Integer, Integer, Long, Long> stream =
          StateStreams.mapWithState(harness.builder(), harness.pairs(batches).node(), spec);
      stream.foreachRDD(Rdd::count);
      DStreamGraph graph = harness.start();
      List<Long> written = new ArrayList<>();
      for (int number = 0; number < BATCHES; number++) {
        run(graph, number);
        // Neither this batch nor its checkpoint has called the function for another key, and
        // nothing has asked for the initial states again.
        assertEquals((number + 1L) * TOUCHED, CALLS.get());
        assertEquals(KEYS, INITIAL.get());
        written.add(bytes(checkpoints));
      }
      // Written are a checkpoint of everything, in the tenth batch, and one of ten batches' keys.
      long whole = written.get(9) - written.get(8);
      long changes = written.get(19) - written.get(18);
      assertTrue(whole > 4L * KEYS, () -> "everything has only " + whole + " bytes");
      assertTrue(
          changes > 0 && changes < whole / 50,
          () -> changes + " bytes of changes, of " + whole + " of everything");
      for (int number = 0; number < BATCHES; number++) {
        if (number != 9 && number != 19 && number > 0) {
          assertEquals(written.get(number - 1), written.get(number), "batch " + number);
        }
      }
    }
  }

  private static void run(DStreamGraph graph, int number) throws Exception {
    AllocatedBatch batch = GraphHarness.batch(number);
    for (OutputJob job : graph.plan(batch)) {
      job.body().run();
    }
    graph.release(batch.time());
  }

  private static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
