package dev.millrace.receiver;

/**
 * Takes whole lines as bytes, many at a time, without an object for each. Never blocks.
 * <em>Thread-safe.</em>
 */
public interface LineIntake {

  /**
   * How many lines may be offered now under the rate limit, at most {@code wanted}; 0 says that
   * {@link #waitNanos} must pass first.
   */
  int admissible(int wanted, long nowNanos);

  /**
   * Offers lines, each ending in LF, as one piece: all are taken or none.
   *
   * @param lineCount how many LF the bytes hold
   * @return whether they were taken; if not, the queue of blocks is full and the handler given to
   *     {@link #onRoom} is called once there is room
   * @throws IllegalStateException if the receiver is not running, or no longer
   */
  boolean offer(byte[] bytes, int fromInclusive, int toExclusive, int lineCount, long nowNanos);

  /** How long until the rate limit admits a line. */
  long waitNanos(long nowNanos);

  /**
   * Names what is called, on any thread, whenever lines that were refused may be offered again; it
   * must be quick. The latest one named counts.
   */
  void onRoom(Runnable handler);
}
