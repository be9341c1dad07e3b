package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A life may end at any step, and the next one too: what was acknowledged or seen is still there.
 */
class CrashTest {
  /** Ends a life at once. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** What one life appended, and how much of it was acknowledged. */
  private static final class Life {
    final List<String> appended = new ArrayList<>();
    final List<CompletableFuture<LogPosition>> durable = new ArrayList<>();
    boolean crashed;

    int acknowledged() {
      return (int)
          durable.stream().filter(f -> f.isDone() && !f.isCompletedExceptionally()).count();
    }
  }

  @Test
  void keepsWhatWasAcknowledgedOrSeenWhenTwoLivesEndAtAnyOperation() throws Exception {
    int lives = 0;
    boolean firstCrashed = true;
    for (int first = 0; firstCrashed; first++) {
      ScriptedFileStore disk = new ScriptedFileStore();
      Life life = live(crashingAt(disk, first), step -> {});
      firstCrashed = life.crashed;
      for (ScriptedFileStore left : List.of(disk.afterKill(), disk.afterPowerLoss())) {
        lives += reopenCrashingAnywhere(left, life, "first crash at " + first);
      }
    }
    assertTrue(lives > 1000, "the sweep is too short: " + lives);
  }

  private static int reopenCrashingAnywhere(ScriptedFileStore left, Life life, String where)
      throws IOException {
    int lives = 0;
    boolean crashed = true;
    for (int second = 0; crashed; second++) {
      ScriptedFileStore disk = crashingAt(left.afterKill(), second);
      List<String> seen = List.of();
      try {
        TestLog log = TestLog.open(disk, settings());
        seen = log.replayed;
        assertPrefix(life, seen, life.acknowledged(), where);
        log.appendEach(life.appended.get(seen.size()));
        crashed = false;
      } catch (Crash e) {
        assertTrue(seen.size() <= life.appended.size());
      }
      String both = where + ", second at " + second;
      int needed = Math.max(life.acknowledged(), seen.size());
      assertPrefix(life, TestLog.open(disk.afterKill(), settings()).replayed, needed, both);
      assertPrefix(life, TestLog.open(disk.afterPowerLoss(), settings()).replayed, needed, both);
      lives++;
    }
    return lives;
  }

  @Test
  void survivesACrashAtEachNamedPoint() throws Exception {
    // Deleting segments and writing snapshots have tests of their own.
    List<String> points =
        WalCrashPoints.ALL.stream()
            .filter(p -> !p.startsWith("wal.snapshot") && !p.startsWith("wal.truncate"))
            .toList();
    Set<String> hit = new LinkedHashSet<>();
    for (String point : points) {
      for (int occurrence = 0; occurrence < 3; occurrence++) {
        ScriptedFileStore disk = new ScriptedFileStore();
        int[] skip = {occurrence};
        Life life =
            live(
                disk,
                step -> {
                  if (step.equals(point) && skip[0]-- == 0) {
                    hit.add(step);
                    throw new Crash();
                  }
                });
        for (ScriptedFileStore left : List.of(disk.afterKill(), disk.afterPowerLoss())) {
          String where = point + " #" + occurrence;
          assertPrefix(life, TestLog.open(left, settings()).replayed, life.acknowledged(), where);
        }
      }
    }
    assertEquals(points, List.copyOf(hit));
  }

  /** Appends, rolls and closes, until a crash. */
  private static Life live(ScriptedFileStore disk, Consumer<String> crashPoints)
      throws IOException {
    Life life = new Life();
    for (int i = 0; i < 11; i++) {
      life.appended.add("record " + i + "x".repeat(i * 83 % 300));
    }
    try {
      TestLog log = TestLog.open(disk, settings(), crashPoints);
      for (String text : life.appended.subList(0, 10)) {
        life.durable.add(log.append(text));
        if (life.durable.size() % 3 != 0) {
          log.thread.run();
        }
      }
      log.thread.run();
      log.close();
    } catch (Crash e) {
      life.crashed = true;
    }
    return life;
  }

  private static LogSettings settings() {
    return TestLog.settings().withSegmentBytesMax(1024);
  }

  private static ScriptedFileStore crashingAt(ScriptedFileStore disk, int operation) {
    int[] left = {operation};
    disk.script =
        (name, path) -> {
          if (left[0]-- <= 0) {
            throw new Crash();
          }
        };
    return disk;
  }

  private static void assertPrefix(Life life, List<String> replayed, int least, String where) {
    assertTrue(replayed.size() >= least, () -> where + ": lost records: " + replayed);
    assertEquals(life.appended.subList(0, replayed.size()), replayed, where);
  }
}
