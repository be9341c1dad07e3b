package dev.millrace.rdd;

import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.function.Tuple3;
import dev.millrace.rdd.function.Tuple4;
import java.util.List;

/**
 * Gives the values of a key their types back: the lists of a cogroup hold, by parent, what the
 * parents' pairs held.
 */
final class CoGroups {

  private CoGroups() {}

  static <A, B> Tuple2<Iterable<A>, Iterable<B>> two(List<List<Object>> values) {
    return new Tuple2<>(typed(values.get(0)), typed(values.get(1)));
  }

  static <A, B, C> Tuple3<Iterable<A>, Iterable<B>, Iterable<C>> three(List<List<Object>> values) {
    return new Tuple3<>(typed(values.get(0)), typed(values.get(1)), typed(values.get(2)));
  }

  static <A, B, C, D> Tuple4<Iterable<A>, Iterable<B>, Iterable<C>, Iterable<D>> four(
      List<List<Object>> values) {
    return new Tuple4<>(
        typed(values.get(0)), typed(values.get(1)), typed(values.get(2)), typed(values.get(3)));
  }

  @SuppressWarnings("unchecked") // whoever asks knows the parent's type
  private static <T> Iterable<T> typed(List<Object> values) {
    return (Iterable<T>) values;
  }
}
