package dev.millrace.testkit.mutant;

import java.util.List;
import java.util.stream.Stream;

/** All bugs that can be planted, and the ten whose finds are reproduced in a fresh JVM. */
final class PlantedBugs {
  private static final List<String> REPRODUCED =
      List.of(
          "acknowledges before the sync",
          "appends behind what a failed write left",
          "takes a failed sync for a good one",
          "submits a batch before its allocation is durable",
          "clears the whole queue at recovery",
          "takes block ids from a clock",
          "leaves allocated blocks in the queue",
          "truncates data logs that are needed",
          "forgets batches that had not ended",
          "removes the blocks of batches that windows look back at");

  private PlantedBugs() {}

  private static Stream<Mutant> all() {
    return Stream.of(LogMutants.ALL, DriverMutants.ALL, ActorMutants.ALL, ProgramMutants.ALL)
        .flatMap(List::stream);
  }

  static Mutant named(String bug) {
    return all().filter(mutant -> mutant.bug().equals(bug)).findFirst().orElseThrow();
  }

  /** The ten. */
  static List<Mutant> reproduced() {
    return REPRODUCED.stream().map(PlantedBugs::named).toList();
  }

  /** The others. */
  static List<Mutant> others() {
    return all().filter(mutant -> !REPRODUCED.contains(mutant.bug())).toList();
  }
}
