package dev.millrace.rdd.codec;

/**
 * Bytes are not what the codec wrote, or the program that reads them is not the one that wrote
 * them; the message says where and what to do.
 */
public sealed class RecordDecodingException extends RuntimeException permits RefusedClassException {

  private static final long serialVersionUID = 1L;

  RecordDecodingException(String message) {
    super(message);
  }

  RecordDecodingException(String message, Throwable cause) {
    super(message, cause);
  }
}
