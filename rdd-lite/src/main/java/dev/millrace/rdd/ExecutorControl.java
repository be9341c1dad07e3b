package dev.millrace.rdd;

/**
 * Lets a test or a fault kit end an executor; engines whose executors are failure domains offer it.
 */
public interface ExecutorControl {

  /**
   * Ends an executor as if its machine were gone: its blocks and shuffle outputs are dropped, its
   * tasks interrupted and run elsewhere without counting as failed, its receivers killed, and every
   * further use of its block store throws {@link IllegalStateException}. Returns when that holds;
   * no effect on an executor that is lost already.
   *
   * @throws IllegalArgumentException if there never was such an executor
   */
  void killExecutor(String executorId, String reason);
}
