package dev.millrace.benchmarks;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.streaming.PairDStream;
import dev.millrace.streaming.State;
import dev.millrace.streaming.StateSpec;
import dev.millrace.streaming.StreamingContext;
import dev.millrace.time.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a batch of {@code mapWithState} and one of {@code updateStateByKey} cost, by the number of
 * keys that there are. Prints the median time that the output takes, its ratio to that of the
 * smallest state, and the processing time of the slowest batch, which is one with a checkpoint.
 * Arguments: the largest number of keys, keys that a batch touches, batches. The sizes are a
 * hundredth, a tenth and all of the largest number.
 */
final class StateBatches {

  private static final int WARM_UP_BATCHES = 30;
  private static final int PARTITIONS = 2;
  private static final int KEYS_EACH = 1_000;
  private static final Duration BATCH = Durations.milliseconds(100);
  private static final int CHECKPOINT_BATCHES = 10;

  private StateBatches() {}

  /** Times in milliseconds. */
  private record Cost(double medianMillis, long slowestMillis) {}

  public static void main(String[] args) throws Exception {
    int keysMost = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int touched = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    int batches = args.length > 2 ? Integer.parseInt(args[2]) : 50;
    for (boolean visitsAll : new boolean[] {false, true}) {
      double smallest = 0;
      for (int keys : new int[] {keysMost / 100, keysMost / 10, keysMost}) {
        Cost cost = measure(keys, touched, batches, visitsAll);
        smallest = smallest == 0 ? cost.medianMillis() : smallest;
        System.out.printf(
            "state: operation=%s keys=%d touched=%d median_ms=%.2f ratio=%.2f" + " slowest_ms=%d%n",
            visitsAll ? "updateStateByKey" : "mapWithState",
            keys,
            touched,
            cost.medianMillis(),
            cost.medianMillis() / smallest,
            cost.slowestMillis());
      }
    }
  }

  private static Cost measure(int keys, int touched, int batches, boolean visitsAll)
      throws Exception {
    Path checkpoints = Files.createTempDirectory("millrace-state");
    MillraceConf conf =
        new MillraceConf().setMaster("local[" + PARTITIONS + "]").setAppName("state");
    try (StreamingContext context = new StreamingContext(conf, BATCH)) {
      context.checkpoint(checkpoints.toString());
      int all = WARM_UP_BATCHES + batches;
      double[] millis = new double[all];
      CountDownLatch left = new CountDownLatch(all);
      PairDStream<Integer, Integer> pairs = input(context, keys, touched, all);
      if (visitsAll) {
        PairDStream<Integer, Long> states =
            pairs.updateStateByKey(
                (values, state) -> Optional.of(state.orElse(0L) + values.size()),
                new HashPartitioner(PARTITIONS),
                initial(context, keys));
        states.checkpoint(BATCH.multipliedBy(CHECKPOINT_BATCHES));
        states.foreachRDD(rdd -> time(rdd.toRdd(), millis, left));
      } else {
        pairs
            .mapWithState(
                StateSpec.function(
                        (Integer key, Optional<Integer> value, State<Long> state) -> {
                          state.update(state.getOption().orElse(0L) + 1);
                          return key;
                        })
                    .initialState(initial(context, keys))
                    .numPartitions(PARTITIONS)
                    .timeout(Durations.minutes(10)))
            .foreachRDD(rdd -> time(rdd, millis, left));
      }
      Slowest slowest = new Slowest();
      context.addStreamingListener(slowest);
      context.start();
      left.await();
      // Graceful, so that the listener has heard of every batch.
      context.stop(false, true);
      double[] measured = Arrays.copyOfRange(millis, WARM_UP_BATCHES, millis.length);
      Arrays.sort(measured);
      return new Cost(measured[measured.length / 2], slowest.millis.get());
    } finally {
      delete(checkpoints);
    }
  }

  private static void time(Rdd<?> rdd, double[] millis, CountDownLatch left) {
    long begin = System.nanoTime();
    rdd.foreachPartition(records -> records.forEachRemaining(record -> {}));
    int batch = millis.length - (int) left.getCount();
    if (batch < millis.length) {
      millis[batch] = (System.nanoTime() - begin) / 1e6;
      left.countDown();
    }
  }

  /** The longest processing time, without those of the first batches: they make the states. */
  private static final class Slowest implements StreamingListener {
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicLong millis = new AtomicLong();

    @Override
    public void onBatchCompleted(StreamingListenerBatchCompleted event) {
      if (batches.incrementAndGet() > WARM_UP_BATCHES) {
        millis.accumulateAndGet(event.batchInfo().processingDelay().orElse(0), Math::max);
      }
    }
  }

  private static PairDStream<Integer, Integer> input(
      StreamingContext context, int keys, int touched, int batches) {
    SplittableRandom random = new SplittableRandom(1);
    Queue<Rdd<Tuple2<Integer, Integer>>> queue = new ArrayDeque<>();
    for (int batch = 0; batch < batches; batch++) {
      List<Tuple2<Integer, Integer>> pairs =
          IntStream.range(0, touched).mapToObj(n -> new Tuple2<>(random.nextInt(keys), 1)).toList();
      queue.add(context.rddContext().parallelize(pairs, PARTITIONS));
    }
    return PairDStream.fromDStream(context.queueStream(queue));
  }

  private static PairRdd<Integer, Long> initial(StreamingContext context, int keys) {
    int parts = (keys + KEYS_EACH - 1) / KEYS_EACH;
    return context
        .rddContext()
        .parallelize(IntStream.range(0, parts).boxed().toList(), PARTITIONS)
        .flatMapToPair(
            part ->
                IntStream.range(part * KEYS_EACH, Math.min(keys, (part + 1) * KEYS_EACH))
                    .mapToObj(key -> new Tuple2<>(key, 0L))
                    .iterator());
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
