package dev.millrace.testkit.driver;

import java.util.function.LongConsumer;

/** One seeded run, behind a type of the JDK's: for callers that load these classes anew. */
final class DriverProbe implements LongConsumer {
  private final SimulatedDriver scenario = new SimulatedDriver();

  @Override
  public void accept(long seed) {
    scenario.run(seed, scenario.plan(seed));
  }
}
