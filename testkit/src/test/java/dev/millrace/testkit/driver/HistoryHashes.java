package dev.millrace.testkit.driver;

import dev.millrace.testkit.plan.FaultPlan;
import java.util.ArrayList;
import java.util.List;

/** Prints the history hashes of the first seeds, each on a line. */
final class HistoryHashes {
  private HistoryHashes() {}

  /** Takes the number of seeds. */
  public static void main(String[] arguments) {
    for (String line : of(Integer.parseInt(arguments[0]))) {
      System.out.println(line);
    }
  }

  static List<String> of(int seeds) {
    SimulatedDriver scenario = new SimulatedDriver();
    List<String> lines = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      FaultPlan plan = scenario.plan(seed);
      lines.add("history " + Long.toHexString(scenario.run(seed, plan).historyHash()));
    }
    return lines;
  }
}
