package dev.millrace.rdd;

/** What can be said and checked about any lineage. */
public final class Lineages {

  private Lineages() {}

  /** A node in one readable piece, {@code reduceByKey (rdd 7)} for one. */
  public static String describe(Lineage<?> node) {
    return node.operation() + " (rdd " + node.id() + ")";
  }

  /**
   * Checks that a node and all it is made of can travel to another process.
   *
   * @throws IllegalArgumentException naming the operation, the class that is not serialisable and
   *     the fields that lead to it
   */
  public static void checkSerializable(Lineage<?> node) {
    throw new UnsupportedOperationException(describe(node));
  }
}
