package dev.millrace.testkit.run.host;

import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.run.Scenario;
import dev.millrace.testkit.run.SeededRuns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a scenario's seeds on several threads, each run on one of them. */
public final class ParallelRuns {
  private static final int SLICE = 250;

  private ParallelRuns() {}

  /**
   * What a range of seeds came to.
   *
   * @param report of all runs together
   * @param elapsed real time
   */
  public record Outcome(RunReport report, Duration elapsed) {
    /** Virtual seconds that passed in a real second. */
    public double virtualSecondsPerSecond() {
      return report.virtualNanos() / (double) Math.max(1, elapsed.toNanos());
    }
  }

  /**
   * Runs all seeds from {@code firstSeed} on, one thread per processor, and waits for them. The
   * first {@link SeededRuns#REPEATED} run twice.
   *
   * @throws dev.millrace.testkit.run.FailedRun for the lowest seed of those that were found to fail
   */
  public static Outcome run(Scenario scenario, long firstSeed, long count)
      throws InterruptedException {
    long start = System.nanoTime();
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      SeededRuns runs = new SeededRuns(scenario);
      List<Future<RunReport>> slices = new ArrayList<>();
      for (long from = 0; from < count; from += SLICE) {
        long first = firstSeed + from;
        long size = Math.min(SLICE, count - from);
        long repeated = from == 0 ? SeededRuns.REPEATED : 0;
        slices.add(threads.submit(() -> runs.run(first, size, repeated)));
      }
      RunReport total = RunReport.EMPTY;
      for (Future<RunReport> slice : slices) {
        total = total.plus(get(slice));
      }
      return new Outcome(total, Duration.ofNanos(System.nanoTime() - start));
    } finally {
      threads.shutdownNow();
    }
  }

  private static RunReport get(Future<RunReport> slice) throws InterruptedException {
    try {
      return slice.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("a run ended in a way that no run does", e.getCause());
    }
  }
}
