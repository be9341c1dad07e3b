package dev.millrace.rdd.local;

import dev.millrace.rdd.CorruptRecordFileException;
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
import dev.millrace.rdd.PartitionReader;
import dev.millrace.rdd.UserFunctionException;
import dev.millrace.rdd.function.Tuple2;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Computes partitions by walking lineage down to sources, kept partitions and shuffle outputs. A
 * chain of narrow nodes becomes a chain of iterators: one pass, in which each record is made when
 * it is pulled. <em>Owned by one task.</em>
 */
final class LineageInterpreter {

  private final TaskContext task;

  LineageInterpreter(TaskContext task) {
    this.task = task;
  }

  /** The records of a partition, computed as they are pulled; kept ones are read. */
  <T> Iterator<T> compute(Lineage<T> node, int partition) {
    return task.kept().read(task.executor(), node, partition, () -> evaluate(node, partition));
  }

  @SuppressWarnings("unchecked") // each visitor method returns records of its node's type
  private <T> Iterator<T> evaluate(Lineage<T> node, int partition) {
    return (Iterator<T>) node.accept(new PartitionVisitor(partition));
  }

  /** Computes one partition of whatever node it visits. */
  private final class PartitionVisitor implements Lineage.Visitor<Iterator<?>> {

    private final int partition;

    PartitionVisitor(int partition) {
      this.partition = partition;
    }

    @Override
    public <T> Iterator<?> parallelize(Parallelize<T> node) {
      return node.slice(partition).iterator();
    }

    @Override
    public <T> Iterator<?> blockSource(BlockSource<T> node) {
      SourceReader reader = new SourceReader(task);
      return new Chained<>(
          node.blocks().get(partition).iterator(), block -> reader.read(block, node.codec()));
    }

    @Override
    public <S, T> Iterator<?> mapPartitions(MapPartitions<S, T> node) {
      Iterator<S> records = compute(node.parent(), partition);
      try {
        return node.function().call(partition, records);
      } catch (Exception e) {
        throw UserFunctionException.in(node.operation(), e);
      }
    }

    @Override
    public <K, V, C> Iterator<?> shuffle(Shuffle<K, V, C> node) {
      if (node.aggregator().isEmpty()) {
        return shuffleInput(node, 0, node.isNarrow());
      }
      Combiner<K, V, C> combiner = new Combiner<>(node.operation(), node.aggregator().get());
      if (node.isNarrow()) {
        combiner.addValues(compute(node.parent(), partition));
      } else if (node.mapSideCombine()) {
        combiner.addCombined(fetched(new ShuffleEdge(node, 0)));
      } else {
        combiner.addValues(fetched(new ShuffleEdge(node, 0)));
      }
      return combiner.table().iterator();
    }

    @Override
    public <K> Iterator<?> coGroup(CoGroup<K> node) {
      int parents = node.parents().size();
      KeyTable<Object, List<List<Object>>> groups = new KeyTable<>();
      for (int parent = 0; parent < parents; parent++) {
        Iterator<? extends Tuple2<?, ?>> pairs = shuffleInput(node, parent, node.isNarrow(parent));
        while (pairs.hasNext()) {
          Tuple2<?, ?> pair = pairs.next();
          int met = groups.size();
          int position = groups.positionOf(pair._1());
          if (position == met) {
            groups.setValue(position, emptyLists(parents));
          }
          groups.value(position).get(parent).add(pair._2());
        }
      }
      return groups.iterator();
    }

    @Override
    public <T> Iterator<?> union(Union<T> node) {
      if (node.isAligned()) {
        return new Chained<>(node.parents().iterator(), parent -> compute(parent, partition));
      }
      Union.Place<T> place = node.place(partition);
      return compute(place.parent(), place.partition());
    }

    @Override
    public <T> Iterator<?> coalesce(Coalesce<T> node) {
      return new Chained<>(
          IntStream.range(node.parentStart(partition), node.parentStart(partition + 1)).iterator(),
          parentPartition -> compute(node.parent(), parentPartition));
    }

    @Override
    public <K, V, S, M> Iterator<?> stateUpdate(StateUpdate<K, V, S, M> node) {
      StateSteps steps = new StateSteps(task, LineageInterpreter.this, partition);
      return List.of(steps.version(node)).iterator();
    }

    @Override
    public <T> Iterator<?> storedSource(StoredSource<T> node) {
      return read(node.reader(), node);
    }

    @Override
    public <T> Iterator<?> checkpointed(Checkpointed<T> node) {
      // Asked first: between two questions the files may appear, but they never go.
      Optional<Lineage<T>> parent = node.checkpoint().parent();
      return parent.isPresent()
          ? compute(parent.get(), partition)
          : read(node.checkpoint().files().orElseThrow().reader(), node);
    }

    @Override
    public <A, B, T> Iterator<?> zipPartitions(ZipPartitions<A, B, T> node) {
      Iterator<A> left = compute(node.left(), node.leftPartition(partition));
      Iterator<B> right = compute(node.right(), node.rightPartition(partition));
      try {
        return node.function().call(partition, left, right);
      } catch (Exception e) {
        throw UserFunctionException.in(node.operation(), e);
      }
    }

    private <T> Iterator<T> read(PartitionReader<T> reader, Lineage<T> node) {
      try {
        return reader.read(partition, task::closeAtEnd);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "partition " + partition + " of " + node + " cannot be read: " + e.getMessage(), e);
      } catch (CorruptRecordFileException e) {
        throw e; // names the file
      } catch (Exception e) { // a source of the program's own may throw anything
        throw UserFunctionException.in(node.operation(), e);
      }
    }

    /** The pairs of a parent of a shuffle or a cogroup, wherever they are. */
    private Iterator<? extends Tuple2<?, ?>> shuffleInput(
        Lineage<?> node, int parentIndex, boolean narrow) {
      ShuffleEdge edge = new ShuffleEdge(node, parentIndex);
      return narrow ? compute(edge.parent(), partition) : fetched(edge);
    }

    /**
     * The pairs that the tasks of an earlier stage left for this partition, in the order of those
     * tasks.
     */
    @SuppressWarnings("unchecked") // the edge's parent had pairs of this type
    private <K, V> Iterator<Tuple2<K, V>> fetched(ShuffleEdge edge) {
      List<MapOutput.Bucket> buckets = new ArrayList<>();
      for (int map = 0; map < edge.parent().partitionCount(); map++) {
        buckets.add(task.output(edge, map).buckets().get(partition));
      }
      return (Iterator<Tuple2<K, V>>)
          (Iterator<?>) new Chained<>(buckets.iterator(), MapOutput.Bucket::pairs);
    }
  }

  private static List<List<Object>> emptyLists(int count) {
    List<List<Object>> lists = new ArrayList<>(count);
    for (int list = 0; list < count; list++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }
}
