package dev.millrace.rdd.function;

import java.io.Serializable;

/**
 * A pair of values. <em>Immutable</em> if its values are. Printed as {@code (a,b)}.
 *
 * <p>It lives beside the function types because they exchange it; everything above imports it from
 * here.
 */
@SuppressWarnings("serial") // the components are serialisable whenever the pair has to travel
public record Tuple2<A, B>(A _1, B _2) implements Serializable {

  /** The pair with its values exchanged. */
  public Tuple2<B, A> swap() {
    return new Tuple2<>(_2, _1);
  }

  @Override
  public String toString() {
    return "(" + _1 + "," + _2 + ")";
  }
}
