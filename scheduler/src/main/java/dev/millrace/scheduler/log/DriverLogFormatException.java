package dev.millrace.scheduler.log;

/**
 * The bytes of a driver-log record or snapshot passed their checksum and still are not what this
 * version writes: they come from a newer version, or from a defect. The driver refuses to start
 * rather than forget what they say.
 */
public final class DriverLogFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DriverLogFormatException(String message) {
    super(message);
  }

  public DriverLogFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
