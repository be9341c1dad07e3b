package dev.millrace.rdd.function;

import java.io.Serializable;

/**
 * An action on one value.
 *
 * <p>Serialisable, so that it can travel to an executor; it must not hold a reference to a context
 * or an RDD. What it throws fails the task that called it.
 */
@FunctionalInterface
public interface VoidFunction<T> extends Serializable {

  /**
   * Does it.
   *
   * @throws Exception of any kind: the operation that called it says what then fails
   */
  void call(T value) throws Exception;
}
