package dev.millrace.receiver.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.sim.FakeExecutor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationWarningTest {

  private final List<String> warnings = new ArrayList<>();
  private final ReplicationWarning replication = new ReplicationWarning(warnings::add);

  @Test
  void warnsOnceForAllLaunchesOfAProgram() {
    FakeExecutor alone = FakeExecutor.cluster(1).get(0);
    for (int launch = 0; launch < 3; launch++) {
      replication.onLaunch(alone, StorageLevel.MEMORY_ONLY_SER_2());
    }
    assertEquals(
        List.of(
            "The storage level asks for 2 copies of each block, but there is 1 executor: fewer"
                + " copies are kept"),
        warnings);
  }

  @Test
  void saysNothingWhenThereAreExecutorsEnough() {
    replication.onLaunch(FakeExecutor.cluster(2).get(0), StorageLevel.MEMORY_ONLY_SER_2());
    replication.onLaunch(FakeExecutor.cluster(1).get(0), StorageLevel.MEMORY_ONLY_SER());
    assertEquals(List.of(), warnings);
  }
}
