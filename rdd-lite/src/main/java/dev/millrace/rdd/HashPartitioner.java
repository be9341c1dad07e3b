package dev.millrace.rdd;

/**
 * Spreads keys by their hash code: the non-negative remainder of {@code hashCode()} by the number
 * of partitions. <em>Immutable.</em>
 *
 * <p>The null key is in partition 0. Enums are hashed by name, because their own hash code differs
 * from one JVM to the next; arrays are refused, because theirs says nothing of their content.
 */
public final class HashPartitioner extends Partitioner {

  private static final long serialVersionUID = 1L;

  private final int numPartitions;

  /**
   * A partitioner over a number of partitions.
   *
   * @throws IllegalArgumentException if there is not at least one
   */
  public HashPartitioner(int numPartitions) {
    if (numPartitions < 1) {
      throw new IllegalArgumentException(
          "the number of partitions must be positive: " + numPartitions);
    }
    this.numPartitions = numPartitions;
  }

  @Override
  public int numPartitions() {
    return numPartitions;
  }

  /**
   * The partition of a key.
   *
   * @throws IllegalArgumentException if the key is an array
   */
  @Override
  public int getPartition(Object key) {
    if (key == null) {
      return 0;
    }
    return Math.floorMod(stableHash(key), numPartitions);
  }

  private static int stableHash(Object key) {
    if (key instanceof Enum<?> constant) {
      return constant.name().hashCode();
    }
    if (key.getClass().isArray()) {
      throw new IllegalArgumentException(
          "an array cannot be a key, it is not equal to another with the same content: "
              + key.getClass().getTypeName()
              + "; use a List or a String instead");
    }
    return key.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashPartitioner that && that.numPartitions == numPartitions;
  }

  @Override
  public int hashCode() {
    return numPartitions;
  }

  @Override
  public String toString() {
    return "HashPartitioner(" + numPartitions + ")";
  }
}
