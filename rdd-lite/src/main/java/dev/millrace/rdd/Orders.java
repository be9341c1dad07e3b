package dev.millrace.rdd;

import java.util.Collections;
import java.util.Comparator;

/** Orders that can travel. */
final class Orders {

  private Orders() {}

  /** The natural order of what turns out to be comparable; else a {@link ClassCastException}. */
  @SuppressWarnings("unchecked")
  static <T> Comparator<T> natural() {
    return (Comparator<T>) (Comparator<?>) Comparator.naturalOrder();
  }

  /** The other way round; equal to itself made again. */
  static <T> Comparator<T> reversed(Comparator<T> order) {
    return Collections.reverseOrder(order);
  }

  static <T> Comparator<T> directed(Comparator<T> order, boolean ascending) {
    return ascending ? order : reversed(order);
  }
}
