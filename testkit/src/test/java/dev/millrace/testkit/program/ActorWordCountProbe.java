package dev.millrace.testkit.program;

import dev.millrace.testkit.actor.ActorShells;
import dev.millrace.testkit.run.SeedProbe;

/** The word count on actors. */
final class ActorWordCountProbe extends SeedProbe {
  ActorWordCountProbe() {
    super(WordCount.scenario(ActorShells::new));
  }
}
