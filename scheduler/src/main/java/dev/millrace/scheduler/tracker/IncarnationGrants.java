package dev.millrace.scheduler.tracker;

/**
 * Grants numbers for the lives of receivers: the driver's own life in the high bits, a counter of
 * that life in the low ones. <em>Owned by the driver thread.</em>
 */
final class IncarnationGrants {

  private final long driverLife;
  private long granted;

  /**
   * Grants the numbers of one life.
   *
   * @param driverLife see {@link DriverLife}
   */
  IncarnationGrants(long driverLife) {
    this.driverLife = driverLife;
  }

  long next() {
    if (granted == 1L << DriverLife.COUNTER_BITS) {
      throw new IllegalStateException(
          "all " + granted + " receiver incarnations of this driver's life are used: restart it");
    }
    return (driverLife << DriverLife.COUNTER_BITS) | granted++;
  }
}
