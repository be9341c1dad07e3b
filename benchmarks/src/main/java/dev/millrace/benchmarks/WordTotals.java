package dev.millrace.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Adds up the counts of all batches until the expected number of words has come, and says when and
 * at what cost that was. <em>Thread-safe.</em> Prints the lines that {@link SideBySide} reads.
 */
final class WordTotals {

  private final long wordsExpected;
  private final Map<String, Long> totals = new HashMap<>();
  private final CountDownLatch complete = new CountDownLatch(1);
  private long words;
  private long cpuNanosAtStart;

  WordTotals(long wordsExpected) {
    this.wordsExpected = wordsExpected;
  }

  /** The context is up: what it costs from now on counts. */
  void ready() {
    cpuNanosAtStart = cpuNanos();
    System.out.println("READY");
  }

  synchronized void add(String word, long count) {
    totals.merge(word, count, Long::sum);
    words += count;
  }

  /** Called at the end of each batch's output. */
  synchronized void endOfBatch() {
    if (words >= wordsExpected) {
      complete.countDown();
    }
  }

  /** Waits for the last word, then prints the result. */
  void await() throws InterruptedException {
    complete.await();
    long endMillis = System.currentTimeMillis();
    long cpuNanos = cpuNanos() - cpuNanosAtStart;
    synchronized (this) {
      System.out.println("END " + endMillis);
      System.out.println("CPU_NANOS " + cpuNanos);
      System.out.println("WORDS " + words);
      System.out.println("CHECKSUM " + LineCorpus.checksum(totals.entrySet()));
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
