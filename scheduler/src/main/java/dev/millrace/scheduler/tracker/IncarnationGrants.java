package dev.millrace.scheduler.tracker;

/**
 * Grants numbers for the lives of receivers, unique in a checkpoint directory for ever: the driver
 * log's own incarnation in the high bits, a counter of this life in the low ones. <em>Owned by the
 * driver thread.</em>
 */
final class IncarnationGrants {

  static final int COUNTER_BITS = 24;

  private final long logIncarnation;
  private long granted;

  IncarnationGrants(long logIncarnation) {
    if (logIncarnation < 0 || logIncarnation >= 1L << (Long.SIZE - 1 - COUNTER_BITS)) {
      throw new IllegalArgumentException(
          "the driver log's incarnation must fit "
              + (Long.SIZE - 1 - COUNTER_BITS)
              + " bits: "
              + logIncarnation);
    }
    this.logIncarnation = logIncarnation;
  }

  long next() {
    if (granted == 1L << COUNTER_BITS) {
      throw new IllegalStateException(
          "all " + granted + " receiver incarnations of this driver's life are used: restart it");
    }
    return (logIncarnation << COUNTER_BITS) | granted++;
  }
}
