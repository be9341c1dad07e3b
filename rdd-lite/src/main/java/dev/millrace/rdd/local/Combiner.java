package dev.millrace.rdd.local;

import dev.millrace.rdd.Lineage.Aggregator;
import dev.millrace.rdd.UserFunctionException;
import dev.millrace.rdd.function.Tuple2;
import java.util.Iterator;

/**
 * Combines values by key with a user's aggregator, naming its operation when it throws. <em>Owned
 * by one task.</em>
 */
final class Combiner<K, V, C> {

  private final String operation;
  private final Aggregator<V, C> aggregator;
  private final KeyTable<K, C> table = new KeyTable<>();

  Combiner(String operation, Aggregator<V, C> aggregator) {
    this.operation = operation;
    this.aggregator = aggregator;
  }

  /** Adds values that are not combined yet. */
  void addValues(Iterator<Tuple2<K, V>> pairs) {
    while (pairs.hasNext()) {
      Tuple2<K, V> pair = pairs.next();
      try {
        int met = table.size();
        int position = table.positionOf(pair._1());
        table.setValue(
            position,
            position == met
                ? aggregator.create().call(pair._2())
                : aggregator.mergeValue().call(table.value(position), pair._2()));
      } catch (Throwable e) {
        throw UserFunctionException.in(operation, e);
      }
    }
  }

  /** Adds values that were combined where they came from. */
  void addCombined(Iterator<Tuple2<K, C>> pairs) {
    while (pairs.hasNext()) {
      Tuple2<K, C> pair = pairs.next();
      try {
        int met = table.size();
        int position = table.positionOf(pair._1());
        table.setValue(
            position,
            position == met
                ? pair._2()
                : aggregator.mergeCombiners().call(table.value(position), pair._2()));
      } catch (Throwable e) {
        throw UserFunctionException.in(operation, e);
      }
    }
  }

  /** The combined pairs, in the order in which their keys were first met. */
  KeyTable<K, C> table() {
    return table;
  }
}
