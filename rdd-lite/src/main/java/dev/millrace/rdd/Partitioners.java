package dev.millrace.rdd;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The rule for the partitioner of an operation that was given none. */
final class Partitioners {

  private Partitioners() {}

  /**
   * The largest partitioner by which a parent is spread already, the first of equally large ones;
   * else by hash into the default number of partitions.
   */
  static Partitioner defaultFor(RddContext context, Collection<? extends Lineage<?>> parents) {
    return parents.stream()
        .map(Lineage::partitioner)
        .flatMap(Optional::stream)
        .max(Comparator.comparingInt(Partitioner::numPartitions))
        .orElseGet(() -> new HashPartitioner(context.defaultParallelism()));
  }
}
