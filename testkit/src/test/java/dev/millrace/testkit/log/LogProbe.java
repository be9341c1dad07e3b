package dev.millrace.testkit.log;

import dev.millrace.testkit.run.SeedProbe;

/** A log's owner. */
final class LogProbe extends SeedProbe {
  LogProbe() {
    super(new SimulatedLog());
  }
}
