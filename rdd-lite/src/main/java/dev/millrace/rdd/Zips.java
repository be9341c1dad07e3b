package dev.millrace.rdd;

import dev.millrace.rdd.Lineage.ZipFunction;
import dev.millrace.rdd.function.FlatMapFunction2;
import dev.millrace.rdd.function.Tuple2;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** How the records of two partitions are put together. */
final class Zips {

  private Zips() {}

  /** The first with the first, the second with the second, and so on. */
  static <T, U> ZipFunction<T, U, Tuple2<T, U>> zip() {
    return (partition, left, right) ->
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            boolean more = left.hasNext();
            if (more != right.hasNext()) {
              throw new IllegalStateException(
                  "zip needs as many records on both sides: in partition "
                      + partition
                      + " the "
                      + (more ? "other" : "first")
                      + " collection ends before the "
                      + (more ? "first" : "other"));
            }
            return more;
          }

          @Override
          public Tuple2<T, U> next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            return new Tuple2<>(left.next(), right.next());
          }
        };
  }

  /** What a user's function makes of both. */
  static <T, U, R> ZipFunction<T, U, R> partitions(
      FlatMapFunction2<Iterator<T>, Iterator<U>, R> function) {
    return (partition, left, right) ->
        Narrow.guarded("zipPartitions", () -> function.call(left, right));
  }

  /** Every record of the left with every one of the right, of which a list is made. */
  static <T, U> ZipFunction<T, U, Tuple2<T, U>> cross() {
    return (partition, left, right) -> {
      List<U> rights = new ArrayList<>();
      right.forEachRemaining(rights::add);
      return Joins.pairs(() -> left, rights);
    };
  }
}
