package dev.millrace.testkit.driver;

import dev.millrace.testkit.plan.FaultPlan;
import org.junit.jupiter.api.Test;

final class DriverSimulationTest {
  @Test
  void quiet() {
    long n = Long.getLong("n", 20); long from = Long.getLong("from", 0);
    long t = System.nanoTime();
    for (long seed = from; seed < from + n; seed++) {
      DriverScenario s = new DriverScenario(seed);
      try { System.out.println(seed + " " + s.run(FaultPlan.NONE) + " " + s.world().eventCount()); }
      catch (Throwable e) { System.out.println(s.world().timeline().last(80)); throw e; }
    }
    System.out.println((System.nanoTime() - t) / 1e9 / n);
  }
}
