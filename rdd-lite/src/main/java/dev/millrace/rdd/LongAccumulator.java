package dev.millrace.rdd;

/** Adds up whole numbers. See {@link AccumulatorV2}. <em>Thread-safe.</em> */
public final class LongAccumulator extends AccumulatorV2<Long, Long> {

  private static final long serialVersionUID = 1L;

  private long sum;
  private long count;

  /** One with nothing added; programs get theirs from {@link RddContext#longAccumulator()}. */
  public LongAccumulator() {}

  @Override
  public synchronized boolean isZero() {
    return sum == 0 && count == 0;
  }

  @Override
  public LongAccumulator copy() {
    LongAccumulator copy = new LongAccumulator();
    copy.addHere(sum(), count());
    return copy;
  }

  @Override
  public synchronized void reset() {
    sum = 0;
    count = 0;
  }

  @Override
  public void add(Long value) {
    add(value.longValue());
  }

  /** Adds a number; beyond the largest one the sum goes on from the smallest. */
  public void add(long value) {
    ((LongAccumulator) here()).addHere(value, 1);
  }

  private synchronized void addHere(long added, long times) {
    sum += added;
    count += times;
  }

  @Override
  public void merge(AccumulatorV2<Long, Long> other) {
    LongAccumulator that = (LongAccumulator) other;
    addHere(that.sum(), that.count());
  }

  /** The sum of the numbers. */
  @Override
  public Long value() {
    return sum();
  }

  /** The sum of the numbers. */
  public synchronized long sum() {
    return sum;
  }

  /** How many numbers were added. */
  public synchronized long count() {
    return count;
  }

  /** The average of the numbers; not a number if there are none. */
  public synchronized double avg() {
    return (double) sum / count;
  }

  @Override
  boolean findsItsCopy() {
    return true;
  }
}
