package dev.millrace.testkit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Every single piece of damage of a kind to 64 KiB of log; a share of it in the ordinary build. */
final class LogSweepTest {
  private static final int LOG_BYTES = 64 << 10;

  /** Odd, so that every bit of a byte and every byte of a word gets its turn. */
  private static final int STEP = Integer.getInteger("millrace.log.sweepStep", 101);

  private record Part(SweptLog log, String file) {}

  @Test
  void noticesEveryBitCutAndSector() throws IOException {
    List<Part> parts = new ArrayList<>();
    for (boolean sealed : new boolean[] {true, false}) {
      SweptLog log = SweptLog.write(LOG_BYTES, sealed);
      assertTrue(log.byteCount() >= LOG_BYTES && log.files().size() >= 3);
      log.files().keySet().forEach(file -> parts.add(new Part(log, file)));
    }
    long start = System.nanoTime();
    List<LogSweeper> sweepers = parts.parallelStream().map(LogSweepTest::sweep).toList();
    long cases = sweepers.stream().mapToLong(LogSweeper::caseCount).sum();
    long refused = sweepers.stream().mapToLong(LogSweeper::refusedCount).sum();
    System.out.printf(
        Locale.ROOT,
        "log sweep: cases=%d refused=%d undetected=0 seconds=%.1f%n",
        cases,
        refused,
        (System.nanoTime() - start) / 1e9);
    assertTrue(refused > cases / 2, "hardly any damage was refused: " + refused + " of " + cases);
  }

  private static LogSweeper sweep(Part part) {
    LogSweeper sweeper = new LogSweeper(part.log());
    try {
      // The bits of every segment are flipped once; the sealed log's cover the unsealed one's.
      boolean differs = part.log().isSealed() || part.file().equals(part.log().newest());
      if (differs) {
        sweeper.flipBits(part.file(), STEP);
      }
      sweeper.cut(part.file(), STEP);
      sweeper.damageSectors(part.file(), STEP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sweeper;
  }

  @Test
  void noticesEveryLostSegmentButTheNewest() throws IOException {
    SweptLog log = SweptLog.write(LOG_BYTES, true);
    LogSweeper sweeper = new LogSweeper(log);
    sweeper.loseFiles();
    assertEquals(log.files().size(), sweeper.caseCount());
    assertEquals(log.files().size() - 1, sweeper.refusedCount());
  }
}
