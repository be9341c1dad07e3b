package dev.millrace.rdd.local;

import dev.millrace.rdd.Lineage;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Notices that nobody can reach a node any more, neither the program nor what was derived from it,
 * so that what is held for it may go. When it is noticed depends on the collector: memory may
 * depend on that, results may not. <em>Thread-safe.</em>
 *
 * @param <K> names what is held for a node
 */
final class NodeWatch<K> {

  private final ReferenceQueue<Lineage<?>> forgotten = new ReferenceQueue<>();
  private final Map<K, Watched<K>> watched = new ConcurrentHashMap<>();

  /**
   * Watches a node from now on, unless it does already. Another node under the same key takes the
   * place of the one before: the same collection, which can be reached in another way.
   */
  void watch(K key, Lineage<?> node) {
    watched.compute(
        key,
        (same, before) ->
            before != null && before.refersTo(node) ? before : new Watched<>(key, node, forgotten));
  }

  boolean isWatched(K key) {
    return watched.containsKey(key);
  }

  /** What was held under the key is gone: the node need not be watched. */
  void end(K key) {
    watched.remove(key);
  }

  /** Gives out the keys of nodes that were found to be out of reach, each once. */
  @SuppressWarnings("unchecked") // only its own references are in the queue
  void drain(Consumer<K> release) {
    Watched<K> next = (Watched<K>) forgotten.poll();
    while (next != null) {
      if (watched.remove(next.key, next)) {
        release.accept(next.key);
      }
      next = (Watched<K>) forgotten.poll();
    }
  }

  private static final class Watched<K> extends WeakReference<Lineage<?>> {
    private final K key;

    Watched(K key, Lineage<?> node, ReferenceQueue<Lineage<?>> forgotten) {
      super(node, forgotten);
      this.key = key;
    }
  }
}
