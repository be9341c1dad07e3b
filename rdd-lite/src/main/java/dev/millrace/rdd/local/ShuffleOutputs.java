package dev.millrace.rdd.local;

import java.util.Optional;

/**
 * The map outputs of all executors, for as long as somebody may read them. <em>Thread-safe.</em>
 *
 * <p>Outputs are shared by the jobs over one lineage, so they live as long as the node that reads
 * them can be reached: when the program and all that was derived from the node has forgotten it,
 * whatever job comes next frees them. Only memory depends on when that is noticed; results do not.
 */
final class ShuffleOutputs {

  private final ExecutorPool executors;
  private final NodeWatch<ShuffleKey> nodes = new NodeWatch<>();

  ShuffleOutputs(ExecutorPool executors) {
    this.executors = executors;
  }

  /** Has the outputs of an edge freed once its node cannot be reached any more. */
  void track(ShuffleEdge edge) {
    nodes.watch(edge.key(), edge.node());
  }

  /** Frees the outputs that nothing can read any more. */
  void freeForgotten() {
    nodes.drain(key -> executors.all().forEach(executor -> executor.shuffles().remove(key)));
  }

  /** Whether all outputs for an edge are there. */
  boolean isComplete(ShuffleEdge edge) {
    for (int map = 0; map < edge.parent().partitionCount(); map++) {
      if (!isPresent(edge, map)) {
        return false;
      }
    }
    return true;
  }

  boolean isPresent(ShuffleEdge edge, int mapPartition) {
    return find(edge.key(), mapPartition).isPresent();
  }

  /** The output, from whichever executor has it. */
  Optional<MapOutput> find(ShuffleKey key, int mapPartition) {
    for (LocalExecutor executor : executors.all()) {
      Optional<MapOutput> found = executor.shuffles().get(key, mapPartition);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
