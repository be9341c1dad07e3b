package dev.millrace.scheduler.tracker;

/**
 * Numbers the lives of drivers, so that no receiver's incarnation, and with it no block's name, is
 * used twice where both could meet.
 *
 * <pre>
 * incarnation = 0 | 19 bits drawn by chance | 20 bits log incarnation | 24 bits launch counter
 * </pre>
 *
 * The log's incarnation keeps apart the lives in one checkpoint directory, for ever. What is drawn
 * keeps apart drivers with different directories, or none, that follow each other on one engine,
 * where blocks that were stored and never reported may still lie.
 */
public final class DriverLife {

  static final int COUNTER_BITS = 24;

  private static final int LOG_BITS = 20;
  private static final int CHANCE_BITS = 19;

  private DriverLife() {}

  /**
   * The number of a driver's life.
   *
   * @param logIncarnation the driver log's life
   * @param chance drawn at random once for each driver; its low bits are used
   * @throws IllegalArgumentException if the log has had too many lives
   */
  public static long of(long logIncarnation, int chance) {
    if (logIncarnation < 0 || logIncarnation >= 1L << LOG_BITS) {
      throw new IllegalArgumentException(
          "a driver log has at most "
              + (1L << LOG_BITS)
              + " lives, start with a new checkpoint directory: "
              + logIncarnation);
    }
    return ((chance & ((1L << CHANCE_BITS) - 1)) << LOG_BITS) | logIncarnation;
  }
}
