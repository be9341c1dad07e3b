package dev.millrace.wal;

/**
 * A record did not become durable because the log was closed or broke down. The record may or may
 * not be found when the log is next opened: it was never acknowledged.
 */
public final class LogClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  LogClosedException(String log) {
    super("the log " + log + " is closed: append before closing, or open the log again");
  }

  LogClosedException(String log, Throwable cause) {
    super("the log " + log + " broke down: " + cause.getMessage(), cause);
  }
}
