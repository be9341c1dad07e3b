package dev.millrace.rdd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Collects values, those of each task together. See {@link AccumulatorV2}. <em>Thread-safe.</em>
 *
 * @param <T> the type of the values
 */
public final class CollectionAccumulator<T> extends AccumulatorV2<T, List<T>> {

  private static final long serialVersionUID = 1L;

  /** Guarded by this. It never travels: a reference does instead. */
  private final transient List<T> values = new ArrayList<>();

  /**
   * One with nothing added; programs get theirs from {@link RddContext#collectionAccumulator()}.
   */
  public CollectionAccumulator() {}

  @Override
  public synchronized boolean isZero() {
    return values.isEmpty();
  }

  @Override
  public CollectionAccumulator<T> copy() {
    CollectionAccumulator<T> copy = new CollectionAccumulator<>();
    copy.addHere(value());
    return copy;
  }

  @Override
  public synchronized void reset() {
    values.clear();
  }

  @Override
  public void add(T value) {
    ((CollectionAccumulator<T>) here()).addHere(Collections.singletonList(value));
  }

  private synchronized void addHere(List<T> added) {
    values.addAll(added);
  }

  @Override
  public void merge(AccumulatorV2<T, List<T>> other) {
    addHere(other.value());
  }

  /** The values until now; a copy that nobody changes. */
  @Override
  public synchronized List<T> value() {
    return Collections.unmodifiableList(new ArrayList<>(values));
  }

  @Override
  boolean findsItsCopy() {
    return true;
  }
}
