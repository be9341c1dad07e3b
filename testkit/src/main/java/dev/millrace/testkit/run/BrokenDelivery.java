package dev.millrace.testkit.run;

/** Records were lost or delivered more than once. */
public final class BrokenDelivery extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final long lost;
  private final long duplicated;

  private BrokenDelivery(long lost, long duplicated, String message) {
    super(message);
    this.lost = lost;
    this.duplicated = duplicated;
  }

  /** So many records, that should have been delivered, were not. */
  public static BrokenDelivery lost(long count, String message) {
    return new BrokenDelivery(count, 0, message);
  }

  /** So many records were delivered more than once. */
  public static BrokenDelivery duplicated(long count, String message) {
    return new BrokenDelivery(0, count, message);
  }

  /** Records lost. */
  public long lost() {
    return lost;
  }

  /** Records delivered more than once. */
  public long duplicated() {
    return duplicated;
  }
}
