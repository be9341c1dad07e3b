package dev.millrace.rdd.function;

import java.io.Serializable;

/**
 * A function of one argument.
 *
 * <p>Serialisable, so that it can travel to an executor; it must not hold a reference to a context
 * or an RDD. What it throws fails the task that called it.
 */
@FunctionalInterface
public interface Function<T, R> extends Serializable {

  /**
   * Gives the result.
   *
   * @throws Exception of any kind: the operation that called it says what then fails
   */
  R call(T value) throws Exception;
}
