package dev.millrace.benchmarks;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.streaming.StreamingContext;
import dev.millrace.time.Durations;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;

/**
 * The driver's own cost of an empty batch: an empty queue stream, one output, a short batch. Prints
 * the process's CPU microseconds per batch and whether every tick was kept. Arguments: batch in
 * milliseconds, seconds to measure.
 */
final class EmptyBatch {

  private static final long WARM_UP_SECONDS = 5;

  private EmptyBatch() {}

  public static void main(String[] args) throws Exception {
    long batchMillis = args.length > 0 ? Long.parseLong(args[0]) : 1;
    long seconds = args.length > 1 ? Long.parseLong(args[1]) : 10;
    LongAdder outputs = new LongAdder();
    MillraceConf conf = new MillraceConf().setMaster("local[2]").setAppName("empty batches");
    try (StreamingContext context =
        new StreamingContext(conf, Durations.milliseconds(batchMillis))) {
      context
          .<String>queueStream(new ArrayDeque<>())
          .foreachRDD(
              records -> {
                if (!records.isEmpty()) {
                  throw new IllegalStateException("the queue stream is not empty");
                }
                outputs.increment();
              });
      context.start();
      context.awaitTerminationOrTimeout(WARM_UP_SECONDS * 1000);
      long cpuBefore = cpuNanos();
      long batchesBefore = outputs.sum();
      long wallBefore = System.nanoTime();
      context.awaitTerminationOrTimeout(seconds * 1000);
      long batches = outputs.sum() - batchesBefore;
      double cpuMicros = (cpuNanos() - cpuBefore) / 1e3;
      double expected = (System.nanoTime() - wallBefore) / 1e6 / batchMillis;
      System.out.printf(
          "empty-batch: interval_ms=%d batches=%d of=%.0f cpu_us_per_batch=%.1f%n",
          batchMillis, batches, expected, cpuMicros / batches);
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
