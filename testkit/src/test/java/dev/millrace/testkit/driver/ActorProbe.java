package dev.millrace.testkit.driver;

import dev.millrace.testkit.actor.ActorShells;
import dev.millrace.testkit.run.SeedProbe;

/** A whole process on actors. */
final class ActorProbe extends SeedProbe {
  ActorProbe() {
    super(new SimulatedDriver(ActorShells::new));
  }
}
