package dev.millrace.rdd.local;

import dev.millrace.rdd.state.StateVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The versions of keyed state that one executor holds. <em>Thread-safe.</em> */
final class StateStore {

  /** One partition of one version. */
  record Key(int nodeId, int partition) {}

  private final Map<Key, StateVersion<?, ?, ?>> versions = new HashMap<>();
  private boolean fenced;

  synchronized Optional<StateVersion<?, ?, ?>> find(Key key) {
    return Optional.ofNullable(versions.get(key));
  }

  synchronized boolean has(Key key) {
    return versions.containsKey(key);
  }

  /** Holds a version, and returns it, or the one that another task was first to bring. */
  synchronized StateVersion<?, ?, ?> putIfAbsent(Key key, StateVersion<?, ?, ?> version) {
    if (fenced) {
      return version; // its executor is lost: whoever computed it still gets it
    }
    StateVersion<?, ?, ?> present = versions.putIfAbsent(key, version);
    return present == null ? version : present;
  }

  synchronized void remove(Key key) {
    versions.remove(key);
  }

  synchronized int size() {
    return versions.size();
  }

  /** The executor is lost: forgets everything and takes nothing more. */
  synchronized void fence() {
    fenced = true;
    versions.clear();
  }
}
