package dev.millrace.rdd.local;

import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.Lineage.Aggregator;
import dev.millrace.rdd.Lineage.CoGroup;
import dev.millrace.rdd.Lineage.Shuffle;
import dev.millrace.rdd.Partitioner;
import dev.millrace.rdd.function.Tuple2;
import java.io.Serializable;
import java.util.Optional;

/**
 * A place where lineage is cut into stages: the records of a parent have to be moved by key.
 * <em>Immutable and serialisable.</em>
 *
 * @param node a shuffle or a cogroup
 * @param parentIndex which of its parents, from 0
 */
record ShuffleEdge(Lineage<?> node, int parentIndex) implements Serializable {

  /** Whether a node reads this parent partition by partition. */
  static boolean isNarrow(Lineage<?> node, int parentIndex) {
    if (node instanceof Shuffle<?, ?, ?> shuffle) {
      return shuffle.isNarrow();
    }
    if (node instanceof CoGroup<?> coGroup) {
      return coGroup.isNarrow(parentIndex);
    }
    return true;
  }

  ShuffleKey key() {
    return new ShuffleKey(node.id(), parentIndex);
  }

  /** The node whose records are moved: pairs, because only nodes over pairs have such edges. */
  @SuppressWarnings("unchecked")
  Lineage<Tuple2<Object, Object>> parent() {
    return (Lineage<Tuple2<Object, Object>>) node.parents().get(parentIndex);
  }

  Partitioner target() {
    return node.partitioner().orElseThrow();
  }

  /** How values are combined before they are moved, if they are. */
  @SuppressWarnings("unchecked")
  Optional<Aggregator<Object, Object>> mapSide() {
    return node instanceof Shuffle<?, ?, ?> shuffle && shuffle.mapSideCombine()
        ? ((Shuffle<Object, Object, Object>) shuffle).aggregator()
        : Optional.empty();
  }
}
