package dev.millrace.scheduler;

import dev.millrace.time.Time;

/**
 * A batch failed; the message names the batch and the output, the cause is what the output or the
 * plan threw.
 */
public final class BatchFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long batchNumber;
  private final Time batchTime;

  public BatchFailedException(long batchNumber, Time batchTime, String what, Throwable cause) {
    super("batch " + batchNumber + " at " + batchTime + " failed in " + what + ": " + cause, cause);
    this.batchNumber = batchNumber;
    this.batchTime = batchTime;
  }

  public long batchNumber() {
    return batchNumber;
  }

  public Time batchTime() {
    return batchTime;
  }
}
