package dev.millrace.rdd.local;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.BlockStore;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.rdd.SourceBlock;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.rdd.function.Tuple2;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Measures the local engine, by hand: words counted per second over blocks of raw text, and what an
 * empty job, a job of one partition and a small shuffle cost. Not a test.
 */
final class LocalEngineMeasurement {

  private static final int BLOCK_BYTES = 256 * 1024;
  private static final int LINES_PER_BATCH = 1_000_000;

  private LocalEngineMeasurement() {}

  private record TextBlock(int number) implements BlockKey {}

  public static void main(String[] arguments) {
    String master = arguments.length > 0 ? arguments[0] : "local[2]";
    int batches = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
    try (RddContext context = new RddContext(master, "measurement")) {
      countWords(context, batches);
      time("job over 0 partitions", 20_000, context.emptyRdd()::count);
      Rdd<Integer> one = context.parallelize(List.of(1, 2, 3), 1);
      time("count of 1 partition", 20_000, one::count);
      Rdd<Integer> two = context.parallelize(List.of(1, 2, 3), 2);
      time("count of 2 partitions", 20_000, two::count);
      time(
          "reduceByKey of 2 partitions",
          10_000,
          () ->
              two.mapToPair(number -> new Tuple2<>(number % 2, 1))
                  .reduceByKey(Integer::sum)
                  .collect());
    }
  }

  private static void countWords(RddContext context, int batches) {
    List<ByteBuffer> blocks = textBlocks();
    BlockStore store = storeOf(context);
    List<List<SourceBlock>> partitions = new ArrayList<>();
    for (int number = 0; number < blocks.size(); number++) {
      TextBlock key = new TextBlock(number);
      ByteBuffer bytes = blocks.get(number);
      store.put(
          key,
          new BlockValue.Bytes(bytes, 0),
          StorageLevel.MEMORY_ONLY_SER(),
          BlockStore.Retention.PINNED);
      partitions.add(List.of(new SourceBlock(key, 0, List.of("0"), Optional.empty())));
    }
    for (int batch = 0; batch < batches; batch++) {
      long start = System.nanoTime();
      long cpuStart = cpuNanos();
      PairRdd<String, Integer> counts =
          context
              .blockRdd(partitions, new LineCodec())
              .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
              .mapToPair(word -> new Tuple2<>(word, 1))
              .reduceByKey(Integer::sum);
      long words = counts.map(pair -> (long) pair._2()).reduce(Long::sum);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "word count: %.0f lines/s, %.2f CPU s per million lines (%d words, %d blocks)%n",
          LINES_PER_BATCH / seconds,
          (cpuNanos() - cpuStart) / 1e9 * 1_000_000 / LINES_PER_BATCH,
          words,
          blocks.size());
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static List<ByteBuffer> textBlocks() {
    Random random = new Random(7);
    List<ByteBuffer> blocks = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < LINES_PER_BATCH; line++) {
      int words = 8 + random.nextInt(5);
      for (int word = 0; word < words; word++) {
        text.append(word == 0 ? "" : " ").append("word").append(random.nextInt(1000));
      }
      text.append('\n');
      if (text.length() >= BLOCK_BYTES || line == LINES_PER_BATCH - 1) {
        blocks.add(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
        text.setLength(0);
      }
    }
    return blocks;
  }

  private static BlockStore storeOf(RddContext context) {
    List<ExecutorContext> found = new ArrayList<>();
    ReceiverTask finder =
        (executor, onEnd) -> {
          found.add(executor);
          return cause -> onEnd.accept(Optional.of(cause));
        };
    context.engine().launchReceiver("finder", "0", finder, end -> {});
    return found.get(0).blocks();
  }

  private static void time(String what, int times, Runnable action) {
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      for (int time = 0; time < times; time++) {
        action.run();
      }
      System.out.printf(
          Locale.ROOT, "%s: %.1f us%n", what, (System.nanoTime() - start) / 1e3 / times);
    }
  }
}
