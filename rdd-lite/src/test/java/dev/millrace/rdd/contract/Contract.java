package dev.millrace.rdd.contract;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.function.Tuple2;
import java.util.List;
import java.util.stream.IntStream;

/** What the parts of the engine contract share. */
interface Contract {

  /** The context under test; the same one during a test. */
  RddContext context();

  /** A context on the same kind of engine with other settings, stopped at the end of the test. */
  RddContext contextWith(MillraceConf settings);

  static List<Integer> numbers(int fromInclusive, int toExclusive) {
    return IntStream.range(fromInclusive, toExclusive).boxed().toList();
  }

  static <A, B> Tuple2<A, B> pair(A first, B second) {
    return new Tuple2<>(first, second);
  }
}
