package dev.millrace.testkit.driver;

import dev.millrace.testkit.actor.ActorShells;
import java.util.function.LongConsumer;

/** One seeded run on actors, behind a type of the JDK's: for callers that load classes anew. */
final class ActorProbe implements LongConsumer {
  private final SimulatedDriver scenario = new SimulatedDriver(ActorShells::new);

  @Override
  public void accept(long seed) {
    scenario.run(seed, scenario.plan(seed));
  }
}
