package dev.millrace.rdd.state;

import java.util.Collections;
import java.util.List;

/**
 * What one update leaves of a partition: the state after it, and what the update made of the new
 * pairs. <em>Immutable.</em>
 *
 * @param states the keys and their states
 * @param mapped the records that the update made, in the order in which it made them
 */
public record StateVersion<K, S, M>(StateMap<K, S> states, List<M> mapped) {

  public StateVersion {
    // Not List.copyOf: a program may well make nulls.
    mapped = Collections.unmodifiableList(mapped);
  }
}
