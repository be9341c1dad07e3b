package dev.millrace.testkit.run.host;

import static java.util.Locale.ROOT;

import dev.millrace.testkit.run.FailedRun;
import dev.millrace.testkit.run.RunReport;
import dev.millrace.testkit.run.Scenario;
import dev.millrace.testkit.run.SeededRuns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Runs a scenario's seeds on several threads, each run on one of them. */
public final class ParallelRuns {
  private static final int SLICE_MAX = 250;
  private static final int SLICES_PER_THREAD = 8;

  private ParallelRuns() {}

  /**
   * What a range of seeds came to.
   *
   * @param report of the runs that held what is promised
   * @param elapsed real time
   * @param threads how many ran them
   * @param failure the run that failed, if one did; those after it were given up
   */
  public record Outcome(
      RunReport report, Duration elapsed, int threads, Optional<FailedRun> failure) {

    /** Virtual seconds that passed in a real second on each of the threads. */
    public double virtualSecondsPerSecond() {
      return report.virtualNanos() / (double) Math.max(1, elapsed.toNanos()) / threads;
    }

    /** {@code seeds=… recoveries=… lost=… duplicated=… seconds=…}. */
    public String figures() {
      return String.format(
          ROOT,
          "seeds=%d recoveries=%d lost=%d duplicated=%d seconds=%.1f",
          report.runs(),
          report.recoveries(),
          failure.map(FailedRun::lost).orElse(0L),
          failure.map(FailedRun::duplicated).orElse(0L),
          elapsed.toMillis() / 1e3);
    }
  }

  /**
   * Runs all seeds from {@code firstSeed} on, one thread per processor, and waits for them. The
   * first {@link SeededRuns#REPEATED} run twice.
   *
   * @throws FailedRun for the lowest seed of those that were found to fail
   */
  public static Outcome run(Scenario scenario, long firstSeed, long count)
      throws InterruptedException {
    return run(scenario, firstSeed, count, outcome -> {});
  }

  /**
   * The same.
   *
   * @param tell is told what the runs came to, before a failure is thrown
   */
  public static Outcome run(Scenario scenario, long firstSeed, long count, Consumer<Outcome> tell)
      throws InterruptedException {
    int threads = Runtime.getRuntime().availableProcessors();
    long start = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    RunReport total = RunReport.EMPTY;
    Optional<FailedRun> failure = Optional.empty();
    try {
      for (Future<RunReport> slice : submit(pool, threads, scenario, firstSeed, count)) {
        total = total.plus(get(slice));
      }
    } catch (FailedRun failed) {
      failure = Optional.of(failed);
    } finally {
      pool.shutdownNow();
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    Outcome outcome = new Outcome(total, elapsed, threads, failure);
    tell.accept(outcome);
    if (failure.isPresent()) {
      throw failure.get();
    }
    return outcome;
  }

  private static List<Future<RunReport>> submit(
      ExecutorService pool, int threads, Scenario scenario, long firstSeed, long count) {
    SeededRuns runs = new SeededRuns(scenario);
    long slice = Math.max(1, Math.min(SLICE_MAX, count / threads / SLICES_PER_THREAD));
    List<Future<RunReport>> slices = new ArrayList<>();
    for (long from = 0; from < count; from += slice) {
      long first = firstSeed + from;
      long size = Math.min(slice, count - from);
      long repeated = Math.max(0, SeededRuns.REPEATED - from);
      slices.add(pool.submit(() -> runs.run(first, size, repeated)));
    }
    return slices;
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
