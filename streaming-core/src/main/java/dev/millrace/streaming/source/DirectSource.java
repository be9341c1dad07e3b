package dev.millrace.streaming.source;

import dev.millrace.rdd.RangePart;
import dev.millrace.scheduler.input.DirectInput;

/**
 * An input without a receiver: it keeps its records itself, and can read any range of them as often
 * as a batch runs. Millrace decides once which range is in which batch and logs it there, so that
 * each record is in exactly one batch, whatever crashes. Programs hand theirs to {@code
 * directStream}.
 *
 * @param <L> where the source ends
 * @param <T> the type of the records
 */
public interface DirectSource<L, T> extends DirectInput<L> {

  /**
   * How a part of a planned range is read. Called while a batch is planned; what it returns travels
   * to the task that reads, and holds nothing open.
   */
  RangePart<T> reader(String part);
}
