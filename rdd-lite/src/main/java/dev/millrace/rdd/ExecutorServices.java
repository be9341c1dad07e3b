package dev.millrace.rdd;

/**
 * What the program that owns the engine has made available to tasks, by type. <em>Thread-safe.</em>
 */
public interface ExecutorServices {

  /**
   * The service of a type.
   *
   * @throws IllegalStateException if none was provided; the message names the type
   */
  <S> S get(Class<S> type);
}
