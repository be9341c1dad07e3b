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
}
