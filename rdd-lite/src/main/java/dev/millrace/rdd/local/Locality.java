package dev.millrace.rdd.local;

import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.Lineage.BlockSource;
import dev.millrace.rdd.Lineage.Checkpointed;
import dev.millrace.rdd.Lineage.CoGroup;
import dev.millrace.rdd.Lineage.Coalesce;
import dev.millrace.rdd.Lineage.MapPartitions;
import dev.millrace.rdd.Lineage.Parallelize;
import dev.millrace.rdd.Lineage.Shuffle;
import dev.millrace.rdd.Lineage.StateUpdate;
import dev.millrace.rdd.Lineage.StoredSource;
import dev.millrace.rdd.Lineage.Union;
import dev.millrace.rdd.Lineage.ZipPartitions;
import dev.millrace.rdd.SourceBlock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Says on which executors the input of a task lies. <em>Immutable.</em> */
final class Locality {

  /**
   * How many nodes up input is looked for. Lineage may be longer than a stack is deep, and a place
   * that is not known costs a little time only.
   */
  private static final int STEPS_MAX = 200;

  private final KeptPartitions kept;
  private final KeptStates states;

  Locality(KeptPartitions kept, KeptStates states) {
    this.kept = kept;
    this.states = states;
  }

  /**
   * The executors that have a partition or what it is made of, the best first; none if it does not
   * matter.
   */
  List<String> preferred(Lineage<?> node, int partition) {
    return preferred(node, partition, STEPS_MAX);
  }

  private List<String> preferred(Lineage<?> node, int partition, int steps) {
    List<String> keeping = kept.locations(node, partition);
    return keeping.isEmpty() && steps > 0
        ? node.accept(new InputVisitor(partition, steps - 1))
        : keeping;
  }

  /** Follows one partition down to where its records come from. */
  private final class InputVisitor implements Lineage.Visitor<List<String>> {

    private final int partition;
    private final int stepsLeft;

    InputVisitor(int partition, int stepsLeft) {
      this.partition = partition;
      this.stepsLeft = stepsLeft;
    }

    private List<String> preferred(Lineage<?> parent, int parentPartition) {
      return Locality.this.preferred(parent, parentPartition, stepsLeft);
    }

    @Override
    public <T> List<String> parallelize(Parallelize<T> node) {
      return List.of();
    }

    @Override
    public <T> List<String> blockSource(BlockSource<T> node) {
      Map<String, Long> records = new LinkedHashMap<>();
      for (SourceBlock block : node.blocks().get(partition)) {
        // One more than it has, so that empty blocks and those of unknown size count too.
        block.locations().forEach(id -> records.merge(id, block.recordCount() + 1, Long::sum));
      }
      return records.entrySet().stream()
          .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
          .map(Map.Entry::getKey)
          .toList();
    }

    @Override
    public <S, T> List<String> mapPartitions(MapPartitions<S, T> node) {
      return preferred(node.parent(), partition);
    }

    @Override
    public <K, V, C> List<String> shuffle(Shuffle<K, V, C> node) {
      return node.isNarrow() ? preferred(node.parent(), partition) : List.of();
    }

    @Override
    public <K> List<String> coGroup(CoGroup<K> node) {
      return IntStream.range(0, node.parents().size())
          .filter(node::isNarrow)
          .mapToObj(parent -> preferred(node.parents().get(parent), partition))
          .filter(executors -> !executors.isEmpty())
          .findFirst()
          .orElse(List.of());
    }

    @Override
    public <T> List<String> union(Union<T> node) {
      if (node.isAligned()) {
        return node.parents().stream()
            .map(parent -> preferred(parent, partition))
            .filter(executors -> !executors.isEmpty())
            .findFirst()
            .orElse(List.of());
      }
      Union.Place<T> place = node.place(partition);
      return preferred(place.parent(), place.partition());
    }

    @Override
    public <T> List<String> coalesce(Coalesce<T> node) {
      return IntStream.range(node.parentStart(partition), node.parentStart(partition + 1))
          .mapToObj(parentPartition -> preferred(node.parent(), parentPartition))
          .filter(executors -> !executors.isEmpty())
          .findFirst()
          .orElse(List.of());
    }

    @Override
    public <K, V, S, M> List<String> stateUpdate(StateUpdate<K, V, S, M> node) {
      Optional<? extends StateUpdate<?, ?, ?, ?>> version = Optional.of(node);
      while (version.isPresent()) {
        List<String> holding = states.locations(version.get(), partition);
        if (!holding.isEmpty()) {
          return holding;
        }
        version = version.get().previous();
      }
      return preferred(node.input(), partition);
    }

    @Override
    public <T> List<String> storedSource(StoredSource<T> node) {
      return List.of();
    }

    @Override
    public <T> List<String> checkpointed(Checkpointed<T> node) {
      return node.checkpoint()
          .parent()
          .map(parent -> preferred(parent, partition))
          .orElse(List.of());
    }

    @Override
    public <A, B, T> List<String> zipPartitions(ZipPartitions<A, B, T> node) {
      List<String> left = preferred(node.left(), node.leftPartition(partition));
      return left.isEmpty() ? preferred(node.right(), node.rightPartition(partition)) : left;
    }
  }
}
