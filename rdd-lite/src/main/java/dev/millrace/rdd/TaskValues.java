package dev.millrace.rdd;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What one attempt at a task adds to accumulators. <em>Owned by the attempt</em>, then by whoever
 * merges it: an engine merges what successful attempts added, once each, and drops the rest.
 */
public final class TaskValues {

  private final SharedValues shared;
  private final Map<Long, Added<?, ?>> added = new LinkedHashMap<>();

  TaskValues(SharedValues shared) {
    this.shared = shared;
  }

  /** The program's accumulator, held so that it does not go meanwhile, and the task's copy. */
  private record Added<I, O>(AccumulatorV2<I, O> original, AccumulatorV2<I, O> copy) {

    void merge() {
      try {
        synchronized (original) {
          original.merge(copy);
        }
      } catch (RuntimeException e) {
        throw new IllegalStateException("merge failed of accumulator " + original, e);
      }
    }
  }

  /** Runs the attempt: what it adds to accumulators on this thread is kept here. */
  public <R> R run(Callable<R> attempt) throws Exception {
    shared.bind(this);
    try {
      return attempt.call();
    } finally {
      shared.unbind();
    }
  }

  /**
   * What stands in a task for an object that was read from its serialised form: the task's copy of
   * an accumulator, an executor's broadcast value, else the object itself.
   */
  public Object resolve(Object read) {
    if (read instanceof AccumulatorV2.Reference reference) {
      return copyOf(shared.accumulator(reference.id()));
    }
    if (read instanceof Broadcast.Reference reference) {
      return shared.broadcast(reference.id()).onExecutor();
    }
    return read;
  }

  <I, O> AccumulatorV2<I, O> copyOf(AccumulatorV2<I, O> original) {
    // Under an id there are only copies of the accumulator that has it.
    @SuppressWarnings("unchecked")
    Added<I, O> mine =
        (Added<I, O>)
            added.computeIfAbsent(
                original.id(), id -> new Added<>(original, original.copyAndReset()));
    return mine.copy();
  }

  /** Adds what the attempt added to the program's accumulators; call it once, outside of locks. */
  public void merge() {
    added.values().forEach(Added::merge);
  }
}
