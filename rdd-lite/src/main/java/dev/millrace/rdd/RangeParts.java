package dev.millrace.rdd;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** Reads each part of a range as a partition. <em>Immutable.</em> */
record RangeParts<T>(List<RangePart<T>> parts) implements PartitionReader<T> {

  RangeParts {
    parts = List.copyOf(parts);
  }

  @Override
  public int partitionCount() {
    return parts.size();
  }

  @Override
  public Iterator<T> read(int partition, Consumer<AutoCloseable> whenTaskEnds) throws Exception {
    return parts.get(partition).read(whenTaskEnds);
  }
}
