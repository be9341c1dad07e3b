package dev.millrace.receiver;

/** A block could not be stored; the message names it, and what failed. */
public final class BlockStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BlockStoreException(String message) {
    super(message);
  }

  public BlockStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
