package dev.millrace.testkit.run;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;

/** The history hashes of several suites' first seeds, each on a line. */
final class HistoryHashes {
  private static final String MARK = "history ";

  private HistoryHashes() {}

  /** Takes names of probes, each followed by a number of seeds; prints the hashes. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    of(List.of(arguments)).forEach(System.out::println);
  }

  static List<String> of(List<String> probesAndSeeds) throws ReflectiveOperationException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < probesAndSeeds.size(); i += 2) {
      String name = probesAndSeeds.get(i);
      Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
      constructor.setAccessible(true);
      SeedProbe probe = (SeedProbe) constructor.newInstance();
      for (String hash : probe.hashes(Long.parseLong(probesAndSeeds.get(i + 1)))) {
        lines.add(MARK + name + " " + hash);
      }
    }
    return lines;
  }

  static List<String> printed(String output) {
    return output.lines().filter(line -> line.startsWith(MARK)).toList();
  }
}
