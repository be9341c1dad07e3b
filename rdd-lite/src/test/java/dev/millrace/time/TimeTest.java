package dev.millrace.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimeTest {

  @Test
  void movesByDurations() {
    Time time = new Time(1_000);
    assertEquals(new Time(1_200), time.plus(Durations.milliseconds(200)));
    assertEquals(new Time(-59_000), time.minus(Durations.minutes(1)));
    assertEquals(Duration.ofMillis(400), time.minus(new Time(600)));
    assertThrows(
        ArithmeticException.class, () -> new Time(Long.MAX_VALUE).plus(Durations.seconds(1)));
  }

  @Test
  void comparesTimes() {
    Time early = new Time(1);
    Time late = new Time(2);
    assertTrue(early.less(late) && early.lessEq(late) && early.lessEq(early));
    assertTrue(late.greater(early) && late.greaterEq(early) && late.greaterEq(late));
    assertFalse(early.less(early) || early.greater(early) || late.lessEq(early));
    assertTrue(early.compareTo(late) < 0);
  }

  @Test
  void choosesTheEarlierOrTheLaterOfTwo() {
    Time early = new Time(1);
    Time late = new Time(2);
    assertEquals(List.of(early, early), List.of(early.min(late), late.min(early)));
    assertEquals(List.of(late, late), List.of(early.max(late), late.max(early)));
    assertEquals(List.of(late, late), List.of(late.min(late), late.max(late)));
  }

  @Test
  void isAMultipleSinceTheEpochUnlessAnotherZeroIsGiven() {
    assertTrue(new Time(5_000).isMultipleOf(Durations.seconds(1)));
    assertTrue(new Time(-5_000).isMultipleOf(Durations.seconds(1)));
    assertFalse(new Time(5_001).isMultipleOf(Durations.seconds(1)));
    assertThrows(IllegalArgumentException.class, () -> new Time(5).isMultipleOf(Duration.ZERO));
  }

  @Test
  void floorsToAPeriodAlsoBeforeItsZero() {
    Time zero = new Time(100);
    assertEquals(new Time(700), new Time(899).floor(Durations.milliseconds(200), zero));
    assertEquals(new Time(700), new Time(700).floor(Durations.milliseconds(200), zero));
    assertEquals(new Time(-100), new Time(50).floor(Durations.milliseconds(200), zero));
    assertEquals(new Time(5_000), new Time(5_999).floor(Durations.seconds(1)));
    assertTrue(new Time(-300).isMultipleOf(Durations.milliseconds(200), zero));
    assertFalse(new Time(200).isMultipleOf(Durations.milliseconds(200), zero));
  }

  @Test
  void refusesPeriodsThatAreNotPositiveWholeMilliseconds() {
    for (Duration bad :
        List.of(
            Duration.ZERO,
            Duration.ofMillis(-1),
            Duration.ofNanos(1),
            Duration.ofNanos(1_000_001))) {
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> new Time(5).floor(bad))
              .getMessage()
              .endsWith(bad.toString()));
      assertThrows(
          IllegalArgumentException.class, () -> new Time(5).isMultipleOf(bad, new Time(0)));
    }
  }

  @Test
  void printsMilliseconds() {
    assertEquals("1500 ms", new Time(1_500).toString());
  }
}
