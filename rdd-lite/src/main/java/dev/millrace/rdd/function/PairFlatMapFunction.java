package dev.millrace.rdd.function;

import java.io.Serializable;
import java.util.Iterator;

/**
 * A function that makes any number of key-value pairs of one value.
 *
 * <p>Serialisable, so that it can travel to an executor; it must not hold a reference to a context
 * or an RDD. What it throws fails the task that called it.
 */
@FunctionalInterface
public interface PairFlatMapFunction<T, K, V> extends Serializable {

  /**
   * Gives the pairs, which are pulled one by one.
   *
   * @throws Exception of any kind: the operation that called it says what then fails
   */
  Iterator<Tuple2<K, V>> call(T value) throws Exception;
}
