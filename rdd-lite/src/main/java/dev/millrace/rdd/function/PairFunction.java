package dev.millrace.rdd.function;

import java.io.Serializable;

/**
 * A function that makes a key-value pair of a value.
 *
 * <p>Serialisable, so that it can travel to an executor; it must not hold a reference to a context
 * or an RDD. What it throws fails the task that called it.
 */
@FunctionalInterface
public interface PairFunction<T, K, V> extends Serializable {

  /**
   * Gives the pair, never null.
   *
   * @throws Exception of any kind: the operation that called it says what then fails
   */
  Tuple2<K, V> call(T value) throws Exception;
}
