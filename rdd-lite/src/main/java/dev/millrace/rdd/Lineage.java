package dev.millrace.rdd;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * How a distributed collection is computed: a small closed set of nodes that an engine interprets
 * or translates. <em>Immutable and serialisable</em>: no node refers to a context, an engine or an
 * actor.
 *
 * @param <T> the type of the records
 */
public sealed interface Lineage<T> extends Serializable {

  /** The node's number in its {@link RddContext}; the key under which its partitions are kept. */
  int id();

  int partitionCount();

  /** How the records are spread over the partitions by key, if that is known. */
  default Optional<Partitioner> partitioner() {
    return Optional.empty();
  }

  // The lineage owner completes: nodes Parallelize, BlockSource, MapPartitions, Shuffle, CoGroup,
  // Union, Coalesce
  // and a Visitor.

  /** Records of received blocks; each inner list is one partition, read in order. */
  record BlockSource<T>(int id, List<List<SourceBlock>> blocks, RecordCodec<T> codec)
      implements Lineage<T> {

    @Override
    public int partitionCount() {
      return blocks.size();
    }
  }
}
