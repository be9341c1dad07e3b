package dev.millrace.rdd;

/** A record cannot be turned into bytes; the message names its class and the remedy. */
public final class RecordEncodingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RecordEncodingException(String message, Throwable cause) {
    super(message, cause);
  }
}
