package dev.millrace.rdd;

/** Adds up numbers. See {@link AccumulatorV2}. <em>Thread-safe.</em> */
public final class DoubleAccumulator extends AccumulatorV2<Double, Double> {

  private static final long serialVersionUID = 1L;

  private double sum;
  private long count;

  /** One with nothing added; programs get theirs from {@link RddContext#doubleAccumulator()}. */
  public DoubleAccumulator() {}

  @Override
  public synchronized boolean isZero() {
    return sum == 0 && count == 0;
  }

  @Override
  public DoubleAccumulator copy() {
    DoubleAccumulator copy = new DoubleAccumulator();
    copy.addHere(sum(), count());
    return copy;
  }

  @Override
  public synchronized void reset() {
    sum = 0;
    count = 0;
  }

  @Override
  public void add(Double value) {
    add(value.doubleValue());
  }

  /** Adds a number. */
  public void add(double value) {
    ((DoubleAccumulator) here()).addHere(value, 1);
  }

  private synchronized void addHere(double added, long times) {
    sum += added;
    count += times;
  }

  @Override
  public void merge(AccumulatorV2<Double, Double> other) {
    DoubleAccumulator that = (DoubleAccumulator) other;
    addHere(that.sum(), that.count());
  }

  /** The sum of the numbers. */
  @Override
  public Double value() {
    return sum();
  }

  /** The sum of the numbers. */
  public synchronized double sum() {
    return sum;
  }

  /** How many numbers were added. */
  public synchronized long count() {
    return count;
  }

  /** The average of the numbers; not a number if there are none. */
  public synchronized double avg() {
    return sum / count;
  }

  @Override
  boolean findsItsCopy() {
    return true;
  }
}
