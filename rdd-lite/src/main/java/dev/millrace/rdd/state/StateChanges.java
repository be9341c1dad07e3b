package dev.millrace.rdd.state;

/** Is told what one version of a map has that another has not, key by key, in no promised order. */
public interface StateChanges<K, S> {

  /** The newer version has this entry: the key is new, or its entry was put again. */
  void put(StateEntry<K, S> entry);

  /** The newer version does not have this key any more. */
  void removed(K key);
}
