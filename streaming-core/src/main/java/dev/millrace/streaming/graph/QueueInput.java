package dev.millrace.streaming.graph;

import dev.millrace.rdd.Rdd;
import java.util.List;
import java.util.Optional;

/**
 * RDDs that the program has put into a queue: the n-th one goes to the batch with number n, so that
 * a batch has the same records however often it is computed. <em>Immutable.</em>
 *
 * @param queue the RDDs, first one first
 * @param oneAtATime whether a batch takes one of them; otherwise the first batch takes all
 * @param otherwise what a batch has when the queue has nothing for it; no records if empty
 */
public record QueueInput<T>(List<Rdd<T>> queue, boolean oneAtATime, Optional<Rdd<T>> otherwise)
    implements Computation<T> {

  public QueueInput {
    queue = List.copyOf(queue);
  }

  @Override
  public Optional<Rdd<T>> compute(BatchContext batch) {
    return Optional.of(
        queued(batch).or(() -> otherwise).orElseGet(() -> batch.rddContext().emptyRdd()));
  }

  private Optional<Rdd<T>> queued(BatchContext batch) {
    if (oneAtATime) {
      return batch.number() < queue.size()
          ? Optional.of(queue.get((int) batch.number()))
          : Optional.empty();
    }
    return batch.number() == 0 && !queue.isEmpty()
        ? Optional.of(batch.rddContext().union(queue))
        : Optional.empty();
  }
}
