package dev.millrace.rdd.local;

/**
 * A received block cannot be read any more; the message names it and says what would have kept it.
 */
public final class BlockMissingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BlockMissingException(String message) {
    super(message);
  }

  BlockMissingException(String message, Throwable cause) {
    super(message, cause);
  }
}
