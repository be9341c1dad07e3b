package dev.millrace.streaming.graph;

import dev.millrace.rdd.Rdd;
import java.util.Optional;

/**
 * How a stream's records of one batch follow from the batch and from the stream's own batch before.
 * Pure: the same arguments give the same lineage, and nothing outside is touched or remembered.
 */
@FunctionalInterface
public interface Recurrence<T> {

  /**
   * The stream's records in a batch, as lineage that has not run yet.
   *
   * @param previous for keyed state its newest version before this batch, empty if there is none;
   *     for other streams the batch one slide earlier, empty in its first batch, and in the first
   *     that is made after a restart or after a batch whose planning failed, which then has to
   *     follow from the parents alone
   * @return empty when the stream has no collection at that time
   * @throws Exception what a user's function threw that runs while a batch is planned
   */
  Optional<Rdd<T>> compute(BatchContext batch, Optional<Rdd<T>> previous) throws Exception;
}
