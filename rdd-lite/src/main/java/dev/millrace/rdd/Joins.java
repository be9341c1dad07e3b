package dev.millrace.rdd;

import dev.millrace.rdd.function.Tuple2;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** How the values of one key in two collections are put together. */
final class Joins {

  private Joins() {}

  /** Every value with the key. */
  static <K, V> Iterator<Tuple2<K, V>> keyed(K key, Iterator<V> values) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return values.hasNext();
      }

      @Override
      public Tuple2<K, V> next() {
        return new Tuple2<>(key, values.next());
      }
    };
  }

  /** Every value of the left with every value of the right, the right ones changing first. */
  static <V, W> Iterator<Tuple2<V, W>> pairs(Iterable<V> left, Iterable<W> right) {
    Iterator<V> lefts = right.iterator().hasNext() ? left.iterator() : Collections.emptyIterator();
    return new Iterator<>() {
      private Iterator<W> rights = Collections.emptyIterator();
      private V current;

      @Override
      public boolean hasNext() {
        return rights.hasNext() || lefts.hasNext();
      }

      @Override
      public Tuple2<V, W> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        if (!rights.hasNext()) {
          current = lefts.next();
          rights = right.iterator();
        }
        return new Tuple2<>(current, rights.next());
      }
    };
  }

  /** How many values there are. */
  static int length(Iterable<?> values) {
    int length = 0;
    Iterator<?> all = values.iterator();
    while (all.hasNext()) {
      all.next();
      length++;
    }
    return length;
  }

  /** The values, each present; one empty value if there is none. */
  static <V> Iterable<Optional<V>> orEmpty(Iterable<V> values) {
    List<Optional<V>> present = new ArrayList<>();
    values.forEach(value -> present.add(Optional.of(value)));
    if (present.isEmpty()) {
      present.add(Optional.empty());
    }
    return present;
  }
}
