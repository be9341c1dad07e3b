package dev.millrace.rdd;

/**
 * An executor is gone, and with it its tasks, blocks and receivers; the message names it and the
 * reason.
 */
public final class ExecutorLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ExecutorLostException(String executorId, String reason) {
    super("executor " + executorId + " is lost: " + reason);
  }
}
