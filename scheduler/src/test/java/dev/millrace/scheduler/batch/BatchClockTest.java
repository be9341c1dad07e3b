package dev.millrace.scheduler.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchClockTest {

  private final List<Time> fired = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private Runnable wake = () -> {};
  private long nowNanos;

  private final BatchClock clock =
      new BatchClock(
          new BatchTicks(
              Duration.ofMillis(100),
              Optional.empty(),
              Optional.empty(),
              Instant.ofEpochMilli(1_030),
              0),
          (delay, task) -> {
            waits.add(delay);
            wake = task;
          },
          () -> nowNanos,
          fired::add);

  @Test
  void waitsExactlyUntilEachTick() {
    clock.start();
    assertEquals(List.of(Duration.ofMillis(70)), waits);
    nowNanos = 70_000_300;
    wake.run();
    assertEquals(List.of(new Time(1_100)), fired);
    assertEquals(Duration.ofNanos(99_999_700), waits.get(1));
  }

  @Test
  void firesEveryMissedTickInOrderAfterAPause() {
    clock.start();
    nowNanos = 370_000_000;
    wake.run();
    assertEquals(
        List.of(new Time(1_100), new Time(1_200), new Time(1_300), new Time(1_400)), fired);
    assertEquals(Duration.ofMillis(100), waits.get(1));
  }

  @Test
  void goesBackToSleepWhenWokenTooEarly() {
    clock.start();
    nowNanos = 69_999_000;
    wake.run();
    assertEquals(List.of(), fired);
    assertEquals(Duration.ofNanos(1_000), waits.get(1));
  }

  @Test
  void firesNothingAfterStop() {
    clock.start();
    clock.stop();
    nowNanos = 500_000_000;
    wake.run();
    assertEquals(List.of(), fired);
    assertEquals(1, waits.size());
  }

  @Test
  void stopsInTheMiddleOfABurst() {
    BatchClock[] stopping = new BatchClock[1];
    stopping[0] =
        new BatchClock(
            new BatchTicks(
                Duration.ofMillis(100),
                Optional.empty(),
                Optional.empty(),
                Instant.ofEpochMilli(1_000),
                0),
            (delay, task) -> wake = task,
            () -> nowNanos,
            tick -> {
              fired.add(tick);
              stopping[0].stop();
            });
    stopping[0].start();
    nowNanos = 1_000_000_000;
    wake.run();
    assertEquals(List.of(new Time(1_100)), fired);
  }

  @Test
  void startsOnce() {
    clock.start();
    assertThrows(IllegalStateException.class, clock::start);
  }
}
