package dev.millrace.wal;

/** A record was not accepted because too many bytes already wait to become durable. */
public final class LogQueueFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LogQueueFullException(long waitingBytes, int recordBytes, long queueBytesMax) {
    super(
        "a record of "
            + recordBytes
            + " bytes does not fit beside the "
            + waitingBytes
            + " bytes that wait to become durable, queueBytesMax is "
            + queueBytesMax
            + ": hold the source back until earlier appends complete");
  }
}
