package dev.millrace.testkit.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.testkit.crash.host.ProcessCrashPoints;
import dev.millrace.testkit.run.SecondJvm;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProcessCrashPointsTest {
  private static final int KILLED = 128 + 9;

  @Test
  void killsItsProcessAtThePlannedPassage() throws IOException, InterruptedException {
    SecondJvm.Result result =
        SecondJvm.run(CrashingProgram.class, Map.of(ProcessCrashPoints.VARIABLE, "a#2"));
    assertEquals(List.of("a1", "b1", "a2"), result.output().lines().toList());
    assertEquals(KILLED, result.exitCode());
  }

  @Test
  void doesNothingWithoutAPlan() throws IOException, InterruptedException {
    SecondJvm.Result result = SecondJvm.run(CrashingProgram.class, Map.of());
    assertEquals(
        List.of("a1", "b1", "a2", "b2", "a3", "b3", "hook"), result.output().lines().toList());
    assertEquals(0, result.exitCode());
  }

  @Test
  void refusesAPlanThatIsNone() {
    Map<String, String> environment = Map.of(ProcessCrashPoints.VARIABLE, "a");
    assertThrows(IllegalArgumentException.class, () -> ProcessCrashPoints.from(environment));
  }
}
