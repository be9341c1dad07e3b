package dev.millrace.benchmarks.spark;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/**
 * The same word count as the benchmarks' own, written for Spark Streaming. Arguments: port, expected words, batch in
 * milliseconds, and a directory to turn the write-ahead log on or {@code -} for none.
 */
public final class SparkWordCount {

  private static final Map<String, Long> TOTALS = new HashMap<>();
  private static final CountDownLatch COMPLETE = new CountDownLatch(1);
  private static long words;

  private SparkWordCount() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    long wordsExpected = Long.parseLong(args[1]);
    boolean logged = !args[3].equals("-");
    SparkConf conf =
        new SparkConf()
            .setMaster("local[3]")
            .setAppName("word count")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.streaming.receiver.writeAheadLog.enable", Boolean.toString(logged));
    JavaStreamingContext context =
        new JavaStreamingContext(conf, new Duration(Long.parseLong(args[2])));
    if (logged) {
      context.checkpoint(args[3]);
    }
    context
        .socketTextStream("127.0.0.1", port, StorageLevel.MEMORY_AND_DISK_SER())
        .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
        .mapToPair(word -> new Tuple2<>(word, 1))
        .reduceByKey(Integer::sum, 2)
        .foreachRDD(counts -> add(counts.collect(), wordsExpected));
    context.start();
    long cpuNanosAtStart = cpuNanos();
    System.out.println("READY");
    COMPLETE.await();
    long endMillis = System.currentTimeMillis();
    System.out.println("END " + endMillis);
    System.out.println("CPU_NANOS " + (cpuNanos() - cpuNanosAtStart));
    System.out.println("WORDS " + words);
    System.out.println("CHECKSUM " + checksum());
    context.stop(true, false);
  }

  private static synchronized void add(
      Iterable<Tuple2<String, Integer>> counts, long wordsExpected) {
    for (Tuple2<String, Integer> count : counts) {
      TOTALS.merge(count._1(), (long) count._2(), Long::sum);
      words += count._2();
    }
    if (words >= wordsExpected) {
      COMPLETE.countDown();
    }
  }

  /** The same sum as the benchmarks' corpus prints. */
  private static synchronized long checksum() {
    long sum = 0;
    for (Map.Entry<String, Long> count : TOTALS.entrySet()) {
      long hash = count.getKey().hashCode() * 0x9E3779B97F4A7C15L + count.getValue();
      hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
      sum += hash ^ (hash >>> 29);
    }
    return sum;
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
