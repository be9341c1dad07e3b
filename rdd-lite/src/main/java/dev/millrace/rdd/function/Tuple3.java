package dev.millrace.rdd.function;

import java.io.Serializable;

/** Three values. <em>Immutable</em> if its values are. Printed as {@code (a,b,c)}. */
@SuppressWarnings("serial") // the components are serialisable whenever the tuple has to travel
public record Tuple3<A, B, C>(A _1, B _2, C _3) implements Serializable {

  @Override
  public String toString() {
    return "(" + _1 + "," + _2 + "," + _3 + ")";
  }
}
