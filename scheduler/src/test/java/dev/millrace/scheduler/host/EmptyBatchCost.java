package dev.millrace.scheduler.host;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.scheduler.actor.DriverActorSystem;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.time.Time;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.InMemoryFileStore;
import dev.millrace.wal.file.NioFileStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Measures what an empty batch costs the driver: CPU of all threads per batch, and the time from a
 * tick to the job's body. Run by hand: {@code EmptyBatchCost [batch millis] [seconds] [log
 * directory]}.
 */
final class EmptyBatchCost {

  private EmptyBatchCost() {}

  public static void main(String[] args) throws Exception {
    Duration batch = Duration.ofMillis(args.length > 0 ? Long.parseLong(args[0]) : 1);
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    FileStore store =
        args.length > 2 ? new NioFileStore(Path.of(args[2])) : new InMemoryFileStore();
    long begin = System.nanoTime();
    DriverActorSystem actors = DriverActorSystem.start("millrace");
    System.out.printf("actor system up in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    AnchoredClock clock = new AnchoredClock();
    BatchPlanner planner =
        new BatchPlanner() {
          @Override
          public List<OutputJob> plan(AllocatedBatch allocated) {
            return List.of(
                new OutputJob(
                    0,
                    "nothing",
                    "nothing at all",
                    () ->
                        latencies.add(
                            ChronoUnit.MICROS.between(
                                Instant.ofEpochMilli(allocated.time().milliseconds()),
                                clock.instant()))));
          }

          @Override
          public void release(Time time) {}
        };
    StreamingListener listener =
        new StreamingListener() {
          @Override
          public void onBatchCompleted(StreamingListenerBatchCompleted event) {}
        };
    begin = System.nanoTime();
    StreamingDriver driver =
        new StreamingDriver(
            DriverSettings.of("cost", batch, new MillraceConf()),
            new FakeEngine(),
            store,
            planner,
            List.of(),
            List.of(),
            (stream, incarnation, tracker) -> {
              throw new IllegalStateException("no receivers");
            },
            () -> actors,
            List.of(listener),
            step -> {});
    driver.start();
    System.out.printf("driver started in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    for (int second = 0; second < seconds; second++) {
      latencies.clear();
      long cpu = cpuNanos();
      Thread.sleep(1000);
      long used = cpuNanos() - cpu;
      long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
      Arrays.sort(sorted);
      if (sorted.length > 0) {
        System.out.printf(
            "%d batches, %d us CPU each, tick to job p50 %d us, p99 %d us, max %d us%n",
            sorted.length,
            used / 1000 / sorted.length,
            sorted[sorted.length / 2],
            sorted[sorted.length * 99 / 100],
            sorted[sorted.length - 1]);
      }
    }
    begin = System.nanoTime();
    System.out.println(driver.stop(true, Duration.ofSeconds(2)));
    System.out.printf("stopped in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    actors.close();
    Thread.getAllStackTraces().keySet().forEach(thread -> System.out.println("left: " + thread));
  }

  private static long cpuNanos() {
    var bean =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return bean.getProcessCpuTime();
  }
}
