package dev.millrace.testkit.log;

import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import dev.millrace.wal.LogSettings;
import java.time.Duration;

/**
 * How busy a log's owner is.
 *
 * @param burstMax records appended at once at most
 * @param lengthMax bytes of a record at most
 * @param pauseNanosMax time between two bursts at most; itself at least {@link #PAUSE_NANOS_MIN}
 * @param snapshotOneIn a snapshot behind one in so many bursts
 * @param recordsUntilClose records acknowledged over all lives, after which a life closes its log
 * @param segmentBytesMax the log's segments are about so long
 */
record LogWorkload(
    int burstMax,
    int lengthMax,
    long pauseNanosMax,
    int snapshotOneIn,
    long recordsUntilClose,
    int segmentBytesMax) {
  /** An owner that is held back tries again and again; a run has only so many events. */
  static final long PAUSE_NANOS_MIN = 200_000;

  private static final int[] LENGTHS = {16, 200, 3_000, 20_000};
  private static final int[] SEGMENTS = {1_024, 4_096, 1 << 20};

  static LogWorkload draw(ChanceStream chance, long records) {
    return new LogWorkload(
        1 + chance.nextInt(12),
        LENGTHS[chance.nextInt(LENGTHS.length)],
        PAUSE_NANOS_MIN + chance.upTo(Duration.ofMillis(100).toNanos()),
        2 + chance.nextInt(10),
        records,
        SEGMENTS[chance.nextInt(SEGMENTS.length)]);
  }

  LogSettings settings() {
    return LogSettings.in("log", "test")
        .withSegmentBytesMax(segmentBytesMax)
        .withRecordBytesMax(1 << 16)
        .withQueueBytesMax(1 << 17)
        .withRetryBackoff(Duration.ofMillis(10), Duration.ofMillis(500));
  }

  boolean isDone(LogLedger ledger, Life life) {
    return ledger.acknowledgedCount() >= recordsUntilClose && life.isAlive();
  }
}
