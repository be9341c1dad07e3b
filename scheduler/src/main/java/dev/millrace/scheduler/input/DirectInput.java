package dev.millrace.scheduler.input;

import java.util.Map;

/**
 * An input that keeps its records by itself, so that no receiver and no block is needed: a range of
 * it is chosen for each batch, and read when the batch runs, as often as it runs. Whatever range is
 * chosen is logged with its batch before anybody sees it, and is never chosen again.
 *
 * <p>{@link #latest} and {@link #plan} are called one after the other, never twice at a time, on a
 * thread of the input's own; they are called on the driver thread instead if {@link #isImmediate}.
 * A range that comes too late for its tick goes to a later batch; one that fails is asked for again
 * at the next tick.
 *
 * @param <L> where the input ends
 */
public interface DirectInput<L> {

  /** Whether planning is mere arithmetic, which needs neither a thread nor time. */
  default boolean isImmediate() {
    return false;
  }

  /**
   * Looks where the input ends now. May block.
   *
   * @throws Exception if the source cannot be asked: the batch gets no range of this input
   */
  L latest(RangeRequest request) throws Exception;

  /**
   * The range from where the newest logged one ends up to the latest position, or as much of it as
   * the request admits.
   *
   * @throws Exception if no range can be made: the batch gets no range of this input
   */
  InputRange plan(RangeRequest request, L latest) throws Exception;

  /**
   * What people and listeners are told of a range. Pure, and called on the driver thread; knows all
   * ranges that any version of the input has logged.
   */
  Map<String, Object> metadata(InputRange range);
}
