package dev.millrace.testkit.log;

import java.util.function.LongConsumer;

/** One seeded run, behind a type of the JDK's: for callers that load these classes anew. */
final class LogProbe implements LongConsumer {
  private final SimulatedLog scenario = new SimulatedLog();

  @Override
  public void accept(long seed) {
    scenario.run(seed, scenario.plan(seed));
  }
}
