package dev.millrace.rdd;

import java.io.Serializable;

/** Spreads keys over partitions. Implementations are immutable and equal by value. */
public abstract class Partitioner implements Serializable {

  private static final long serialVersionUID = 1L;

  /** How many partitions there are, at least 1. */
  public abstract int numPartitions();

  /** The partition of a key, from 0 to {@code numPartitions() - 1}; the same in every JVM. */
  public abstract int getPartition(Object key);

  @Override
  public abstract boolean equals(Object other);

  @Override
  public abstract int hashCode();
}
