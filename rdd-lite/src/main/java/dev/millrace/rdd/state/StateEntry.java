package dev.millrace.rdd.state;

/**
 * One key with its state. <em>Immutable</em>, as long as nobody changes the state object.
 *
 * @param key the key
 * @param state what is known of the key
 * @param touchedMillis when the key was last touched, in the milliseconds of batch times
 */
public record StateEntry<K, S>(K key, S state, long touchedMillis) {

  boolean hasKey(Object other) {
    return key == other || (key != null && key.equals(other));
  }
}
