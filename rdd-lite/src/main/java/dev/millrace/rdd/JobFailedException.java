package dev.millrace.rdd;

/**
 * A job failed; the message names the operation and the partition, the cause is what the user's
 * function threw.
 */
public final class JobFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public JobFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
