package dev.millrace.rdd.function;

import java.io.Serializable;

/** Four values. <em>Immutable</em> if its values are. Printed as {@code (a,b,c,d)}. */
@SuppressWarnings("serial") // the components are serialisable whenever the tuple has to travel
public record Tuple4<A, B, C, D>(A _1, B _2, C _3, D _4) implements Serializable {

  @Override
  public String toString() {
    return "(" + _1 + "," + _2 + "," + _3 + "," + _4 + ")";
  }
}
