package dev.millrace.rdd.function;

import java.io.Serializable;
import java.util.Iterator;

/**
 * A function that makes any number of values of one value.
 *
 * <p>Serialisable, so that it can travel to an executor; it must not hold a reference to a context
 * or an RDD. What it throws fails the task that called it.
 */
@FunctionalInterface
public interface FlatMapFunction<T, R> extends Serializable {

  /**
   * Gives the results, which are pulled one by one.
   *
   * @throws Exception of any kind: the operation that called it says what then fails
   */
  Iterator<R> call(T value) throws Exception;
}
