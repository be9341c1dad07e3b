package dev.millrace.testkit.file.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the same thing on several threads at once. */
public final class ManyThreads {
  private static final int THREADS = 8;

  private ManyThreads() {}

  /** What may go well or not, for one of several indexes. */
  public interface Attempt {
    /** Whether it went well. */
    boolean succeeds(int index) throws Exception;
  }

  /**
   * Makes attempts with the indexes from 0 on, several at a time. Blocks until all are made.
   *
   * @return how many succeeded
   * @throws ExecutionException if one of them threw
   */
  public static long countSuccesses(int attempts, Attempt attempt)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < attempts; i++) {
        int index = i;
        tasks.add(() -> attempt.succeeds(index));
      }
      long successes = 0;
      for (Future<Boolean> done : threads.invokeAll(tasks)) {
        successes += done.get() ? 1 : 0;
      }
      return successes;
    } finally {
      threads.shutdownNow();
    }
  }
}
