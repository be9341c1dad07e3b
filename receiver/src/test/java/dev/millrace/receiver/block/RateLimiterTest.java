package dev.millrace.receiver.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

  private static final long SECOND = 1_000_000_000L;
  private static final double NO_LIMIT = Long.MAX_VALUE;

  @Test
  void startsAtInitialRateWithoutMaxRate() {
    assertEquals(105, new RateLimiter(105, NO_LIMIT, 0).rate());
  }

  @Test
  void startsAtMaxRateWhenInitialRateIsHigher() {
    assertEquals(100, new RateLimiter(1_000, 100, 0).rate());
  }

  @Test
  void followsUpdatesBelowMaxRate() {
    RateLimiter limiter = new RateLimiter(100, 115, 0);
    limiter.updateRate(105, 0);
    assertEquals(105, limiter.rate());
  }

  @Test
  void staysBelowMaxRate() {
    RateLimiter limiter = new RateLimiter(100, 110, 0);
    limiter.updateRate(115, 0);
    assertEquals(110, limiter.rate());
  }

  @Test
  void refusesRatesThatAreNotPositive() {
    assertThrows(IllegalArgumentException.class, () -> new RateLimiter(0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new RateLimiter(1, Double.NaN, 0));
    RateLimiter limiter = new RateLimiter(100, 110, 0);
    assertThrows(IllegalArgumentException.class, () -> limiter.updateRate(-1, 0));
    assertEquals(100, limiter.rate());
  }

  @Test
  void spacesRecordsEvenly() {
    RateLimiter limiter = new RateLimiter(10, NO_LIMIT, 0);
    List<Long> taken = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 5; i++) {
      now += limiter.waitNanos(now);
      assertEquals(1, limiter.admissible(100, now));
      limiter.take(1, now);
      taken.add(now);
    }
    assertEquals(List.of(0L, SECOND / 10, SECOND / 5, 3 * SECOND / 10, 2 * SECOND / 5), taken);
  }

  @Test
  void admitsEverythingWithoutLimit() {
    RateLimiter limiter = new RateLimiter(NO_LIMIT, NO_LIMIT, 0);
    limiter.take(Integer.MAX_VALUE, 0);
    assertEquals(Integer.MAX_VALUE, limiter.admissible(Integer.MAX_VALUE, 0));
    assertEquals(0, limiter.waitNanos(0));
  }

  @Test
  void letsTheFollowingPayForPieceTakenWhole() {
    RateLimiter limiter = new RateLimiter(100, NO_LIMIT, 0);
    limiter.take(500, 0);
    assertEquals(0, limiter.admissible(1, 0));
    assertEquals(5 * SECOND, limiter.waitNanos(0));
    assertEquals(1, limiter.admissible(1, 5 * SECOND));
  }

  @Test
  void catchesUpShortIdleTimeOnly() {
    RateLimiter limiter = new RateLimiter(1_000, NO_LIMIT, 0);
    assertEquals(21, limiter.admissible(1_000, 60 * SECOND));
  }

  @Test
  void chargesWhatIsOwedAtTheNewRate() {
    RateLimiter limiter = new RateLimiter(10, NO_LIMIT, 0);
    limiter.take(100, 0); // ten seconds
    limiter.updateRate(100, 0);
    assertEquals(SECOND, limiter.waitNanos(0));
  }

  @Test
  void neverExceedsRateInAnyWindow() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int trial = 0; trial < 50; trial++) {
      double rate = Math.exp(random.nextDouble() * Math.log(1e6)) + 0.5;
      RateLimiter limiter = new RateLimiter(rate, NO_LIMIT, 0);
      long now = 0;
      long total = 0;
      double burst = 1 + rate * RateLimiter.BURST_NANOS / 1e9;
      for (int step = 0; step < 1_000; step++) {
        now += (long) (random.nextDouble() * 2e7);
        long admitted = limiter.admissible(1 + random.nextInt(1_000), now);
        limiter.take(admitted, now);
        total += admitted;
        assertTrue(
            total <= burst + rate * now / 1e9 + 1e-6,
            "seed " + seed + ": " + total + " records by " + now + " at " + rate);
      }
    }
  }

  @Test
  void reachesTheRateDespiteLateWakes() {
    RateLimiter limiter = new RateLimiter(50_000, NO_LIMIT, 0);
    long now = 0;
    long total = 0;
    while (now < 10 * SECOND) {
      long admitted = limiter.admissible(Integer.MAX_VALUE, now);
      limiter.take(admitted, now);
      total += admitted;
      now += limiter.waitNanos(now) + 3_000_000; // always three milliseconds late
    }
    assertEquals(500_000.0, (double) total, 5_000);
  }
}
