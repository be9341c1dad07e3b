package dev.millrace.streaming.graph;

import dev.millrace.rdd.Rdd;
import java.util.Optional;

/**
 * How a stream's records of one batch follow from the batch. Pure: the same batch gives the same
 * lineage, and nothing outside is touched or remembered.
 */
@FunctionalInterface
public interface Computation<T> {

  /**
   * The stream's records in a batch, as lineage that has not run yet; empty when the stream has no
   * collection at that time.
   *
   * @throws Exception what a user's function threw that runs while a batch is planned
   */
  Optional<Rdd<T>> compute(BatchContext batch) throws Exception;
}
