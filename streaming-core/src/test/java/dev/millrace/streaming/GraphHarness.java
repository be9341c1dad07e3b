package dev.millrace.streaming;

import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.RddLike;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.streaming.graph.DStreamGraph;
import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.InlineRdds;
import dev.millrace.streaming.graph.Keeping;
import dev.millrace.streaming.graph.NodeSpec;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs streams over given batches without a driver or a clock: batch n has tick zero + n + 1. What
 * a test expects is what each output saw, batch by batch.
 */
final class GraphHarness implements AutoCloseable {

  static final Duration BATCH = Duration.ofSeconds(1);
  static final Time ZERO = new Time(100_000);

  private final RddContext rddContext;
  private final GraphBuilder builder = new GraphBuilder(BATCH, "the test");
  private final Inputs inputs = new Inputs(builder, List.of());

  GraphHarness() {
    this(InlineRdds.open());
  }

  /** Over a context that is stopped with it. */
  GraphHarness(RddContext rddContext) {
    this.rddContext = rddContext;
  }

  static Time tick(int batchesAfterZero) {
    return ZERO.plus(BATCH.multipliedBy(batchesAfterZero));
  }

  RddContext rddContext() {
    return rddContext;
  }

  GraphBuilder builder() {
    return builder;
  }

  /** An input whose n-th batch has the n-th records, in two partitions. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  final <T> InputDStream<T> input(List<T>... batches) {
    ArrayDeque<Rdd<T>> queue = new ArrayDeque<>();
    for (List<T> batch : batches) {
      queue.add(rddContext.parallelize(batch, 2));
    }
    return inputs.queue(queue, true, Optional.empty());
  }

  /** An input that has the same records in every batch. */
  <T> InputDStream<T> always(Rdd<T> records) {
    return inputs.queue(new ArrayDeque<>(), true, Optional.of(records));
  }

  /** An input that has no collection in any batch. */
  <T> DStream<T> never() {
    return new DStream<>(
        builder,
        builder.add(
            NodeSpec.input("never", BATCH, Keeping.OWN_RDD, batch -> Optional.empty()),
            Streams.callSite()));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  final <K, V> PairDStream<K, V> pairs(List<Tuple2<K, V>>... batches) {
    return PairDStream.fromDStream(input(batches));
  }

  /** Freezes the graph and starts a run of it. */
  DStreamGraph start() {
    DStreamGraph graph = new DStreamGraph(builder.freeze(), rddContext, true);
    builder.begin(graph);
    graph.start(ZERO, Optional.empty(), List.of());
    return graph;
  }

  static AllocatedBatch batch(int number) {
    return new AllocatedBatch(number, tick(number + 1), Map.of());
  }

  /** What a stream has in each of the first batches; empty where it has no batch. */
  <T, R extends RddLike<T, R>> List<Optional<List<T>>> runSlides(
      DStreamLike<T, ?, R> stream, int batches) throws Exception {
    List<Optional<List<T>>> seen = new ArrayList<>();
    stream.foreachRDD((rdd, time) -> seen.set(seen.size() - 1, Optional.of(rdd.collect())));
    DStreamGraph graph = start();
    for (int number = 0; number < batches; number++) {
      seen.add(Optional.empty());
      AllocatedBatch batch = batch(number);
      for (OutputJob job : graph.plan(batch)) {
        job.body().run();
      }
      graph.release(batch.time());
    }
    return seen;
  }

  /** What a stream that has a batch at each tick has in the first batches. */
  <T, R extends RddLike<T, R>> List<List<T>> run(DStreamLike<T, ?, R> stream, int batches)
      throws Exception {
    return runSlides(stream, batches).stream().map(Optional::orElseThrow).toList();
  }

  @Override
  public void close() {
    rddContext.stop();
  }
}
