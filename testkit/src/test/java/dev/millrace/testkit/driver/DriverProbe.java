package dev.millrace.testkit.driver;

import dev.millrace.testkit.run.SeedProbe;

/** A whole process on simulated threads. */
final class DriverProbe extends SeedProbe {
  DriverProbe() {
    super(new SimulatedDriver());
  }
}
