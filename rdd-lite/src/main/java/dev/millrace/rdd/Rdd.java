package dev.millrace.rdd;

/**
 * A distributed collection of records. See {@link RddLike} for its operations.
 *
 * @param <T> the type of the records
 */
public final class Rdd<T> extends RddLike<T, Rdd<T>> {

  /**
   * A collection that is computed as a node says; programs get theirs from a {@link RddContext}.
   */
  public Rdd(RddContext context, Lineage<T> lineage) {
    super(context, lineage);
  }

  @Override
  Rdd<T> over(Lineage<T> node) {
    return new Rdd<>(context(), node);
  }

  @Override
  Rdd<T> self() {
    return this;
  }

  /**
   * Its records shared out by chance: each is in one of the parts. The same way in every run in
   * which the program makes its collections in the same order.
   *
   * @param weights how large the parts are, compared with each other
   * @throws IllegalArgumentException if a weight is negative or none is positive
   */
  public Rdd<T>[] randomSplit(double[] weights) {
    return randomSplit(weights, id());
  }

  /** {@link #randomSplit(double[])} with a seed. */
  public Rdd<T>[] randomSplit(double[] weights, long seed) {
    // An array, because that is what programs written for Spark expect; it holds nothing else.
    @SuppressWarnings({"unchecked", "rawtypes"})
    Rdd<T>[] parts = (Rdd<T>[]) split(weights, seed).toArray(new Rdd[0]);
    return parts;
  }
}
