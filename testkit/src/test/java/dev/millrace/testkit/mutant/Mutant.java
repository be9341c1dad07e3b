package dev.millrace.testkit.mutant;

import java.util.function.UnaryOperator;
import net.bytebuddy.dynamic.DynamicType;

/**
 * A bug to plant.
 *
 * @param bug what the changed program does wrong
 * @param probeClass the {@code SeedProbe} that finds it
 * @param className the class that is patched
 * @param patch how
 */
record Mutant(
    String bug, String probeClass, String className, UnaryOperator<DynamicType.Builder<?>> patch) {
  @Override
  public String toString() {
    return bug;
  }
}
