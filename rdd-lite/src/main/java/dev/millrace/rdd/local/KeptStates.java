package dev.millrace.rdd.local;

import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.Lineage.StateUpdate;
import dev.millrace.rdd.state.StateVersion;
import java.util.List;
import java.util.Optional;

/**
 * The versions of keyed state on all executors, each held until it is forgotten or nothing can read
 * it any more. Versions share what they have in common, so a further one costs what it changed.
 * <em>Thread-safe.</em>
 */
final class KeptStates {

  private final ExecutorPool executors;
  private final NodeWatch<Held> nodes = new NodeWatch<>();

  KeptStates(ExecutorPool executors) {
    this.executors = executors;
  }

  /** A job is about to read this node: what it computes of it is held. */
  void track(StateUpdate<?, ?, ?, ?> node) {
    nodes.watch(Held.of(node), node);
  }

  void freeForgotten() {
    nodes.drain(this::remove);
  }

  void forget(Lineage<?> node) {
    Held held = Held.of(node);
    nodes.end(held);
    remove(held);
  }

  private void remove(Held held) {
    for (int partition = 0; partition < held.partitionCount(); partition++) {
      StateStore.Key key = new StateStore.Key(held.nodeId(), partition);
      executors.all().forEach(executor -> executor.states().remove(key));
    }
  }

  /** Whether all partitions of a version can be read instead of computed. */
  boolean isComplete(Lineage<?> node) {
    if (!(node instanceof StateUpdate<?, ?, ?, ?>)) {
      return false;
    }
    for (int partition = 0; partition < node.partitionCount(); partition++) {
      if (locations(node, partition).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** The executors that hold a partition of a version. */
  List<String> locations(Lineage<?> node, int partition) {
    StateStore.Key key = new StateStore.Key(node.id(), partition);
    return executors.all().stream()
        .filter(executor -> executor.states().has(key))
        .map(LocalExecutor::id)
        .toList();
  }

  /** A partition of a version, from the executor that asks or else from any other. */
  <K, V, S, M> Optional<StateVersion<K, S, M>> find(
      LocalExecutor asking, StateUpdate<K, V, S, M> node, int partition) {
    StateStore.Key key = new StateStore.Key(node.id(), partition);
    Optional<StateVersion<?, ?, ?>> found = asking.states().find(key);
    for (LocalExecutor executor : executors.all()) {
      found = found.isPresent() ? found : executor.states().find(key);
    }
    return found.map(version -> typed(node, version));
  }

  /** Holds a partition that was computed, unless the version was forgotten meanwhile. */
  <K, V, S, M> StateVersion<K, S, M> hold(
      LocalExecutor computing,
      StateUpdate<K, V, S, M> node,
      int partition,
      StateVersion<K, S, M> version) {
    StateStore.Key key = new StateStore.Key(node.id(), partition);
    StateVersion<?, ?, ?> held = computing.states().putIfAbsent(key, version);
    if (!nodes.isWatched(Held.of(node))) {
      computing.states().remove(key);
    }
    return typed(node, held);
  }

  /** How many partitions of versions are held. */
  int heldCount() {
    return executors.all().stream().mapToInt(executor -> executor.states().size()).sum();
  }

  /** What is held under a node's id is what that node computed. */
  @SuppressWarnings({"unchecked", "unused"}) // the node says of what type its versions are
  private static <K, V, S, M> StateVersion<K, S, M> typed(
      StateUpdate<K, V, S, M> node, StateVersion<?, ?, ?> version) {
    return (StateVersion<K, S, M>) version;
  }

  /** What is held of a node, so that it can be removed without the node. */
  private record Held(int nodeId, int partitionCount) {

    static Held of(Lineage<?> node) {
      return new Held(node.id(), node.partitionCount());
    }
  }
}
