package dev.millrace.streaming.source;

import dev.millrace.rdd.RangePart;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Numbers that follow each other, as a piece of a source; its text is logged with batches and never
 * changes its form. <em>Immutable.</em>
 */
public record NumberRange(long fromInclusive, long toExclusive) implements RangePart<Long> {

  /** The range that {@link #toString} wrote. */
  public static NumberRange parse(String text) {
    String[] bounds = text.split("-", 2);
    if (bounds.length != 2) {
      throw new IllegalArgumentException("a range of numbers is written from-to: '" + text + "'");
    }
    return new NumberRange(Long.parseLong(bounds[0]), Long.parseLong(bounds[1]));
  }

  @Override
  public Iterator<Long> read(Consumer<AutoCloseable> whenTaskEnds) {
    return LongStream.range(fromInclusive, toExclusive).iterator();
  }

  @Override
  public String toString() {
    return fromInclusive + "-" + toExclusive;
  }
}
