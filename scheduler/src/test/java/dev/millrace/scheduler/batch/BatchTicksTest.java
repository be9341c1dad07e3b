package dev.millrace.scheduler.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchTicksTest {

  private static final Duration BATCH = Duration.ofSeconds(2);

  @Test
  void beginsAtTheNextMultipleOfTheBatchSinceTheEpoch() {
    BatchTicks ticks = fresh(Instant.ofEpochMilli(10_300), 0);
    assertEquals(new Time(12_000), ticks.next());
    assertEquals(new Time(10_000), ticks.zeroTime());
    assertEquals(1_700_000_000L, ticks.nanosUntilNext(0));
  }

  @Test
  void beginsStrictlyInTheFuture() {
    BatchTicks ticks = fresh(Instant.ofEpochMilli(10_000), 0);
    assertEquals(new Time(12_000), ticks.next());
    assertEquals(new Time(10_000), ticks.zeroTime());
  }

  @Test
  void countsPartsOfAMillisecond() {
    BatchTicks ticks = fresh(Instant.ofEpochSecond(11, 999_999_500), 70);
    assertEquals(500, ticks.nanosUntilNext(70));
    assertEquals(0, ticks.nanosUntilNext(570));
    assertEquals(-30, ticks.nanosUntilNext(600));
  }

  @Test
  void followsTheMonotonicClockOnly() {
    // The monotonic clock may begin anywhere, below zero too.
    BatchTicks ticks = fresh(Instant.ofEpochMilli(11_000), -5_000_000_000_000L);
    assertEquals(new Time(12_000), ticks.take());
    assertEquals(new Time(14_000), ticks.take());
    assertEquals(3_000_000_000L + 2_000_000_000L, ticks.nanosUntilNext(-5_000_000_000_000L));
  }

  @Test
  void keepsTheZeroTimeOfTheFirstStartAndPassesOverMissedTicks() {
    BatchTicks ticks =
        new BatchTicks(
            BATCH,
            Optional.of(new Time(9_500)),
            Optional.of(new Time(13_500)),
            Instant.ofEpochMilli(604_800_000),
            0);
    assertEquals(new Time(9_500), ticks.zeroTime());
    assertEquals(new Time(604_801_500), ticks.next());
  }

  @Test
  void goesOnAfterTheNewestBatchWhenTheWallClockFellBack() {
    BatchTicks ticks =
        new BatchTicks(
            BATCH,
            Optional.of(new Time(10_000)),
            Optional.of(new Time(3_610_000)),
            Instant.ofEpochMilli(10_300),
            40);
    assertEquals(new Time(3_612_000), ticks.next());
    assertEquals(2_000_000_000L, ticks.nanosUntilNext(40));
  }

  @Test
  void goesOnAfterTheZeroTimeWhenTheWallClockFellBackBeforeTheFirstBatch() {
    // Streams have no batch at the zero time or before: such a batch's records would be in no job.
    BatchTicks ticks =
        new BatchTicks(
            BATCH,
            Optional.of(new Time(3_610_000)),
            Optional.empty(),
            Instant.ofEpochMilli(10_300),
            40);
    assertEquals(new Time(3_610_000), ticks.zeroTime());
    assertEquals(new Time(3_612_000), ticks.next());
  }

  private static BatchTicks fresh(Instant now, long nowNanos) {
    return new BatchTicks(BATCH, Optional.empty(), Optional.empty(), now, nowNanos);
  }
}
