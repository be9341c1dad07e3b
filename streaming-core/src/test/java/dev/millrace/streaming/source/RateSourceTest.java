package dev.millrace.streaming.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.input.LoggedRange;
import dev.millrace.scheduler.input.RangeRequest;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RateSourceTest {

  private static final Time ZERO = new Time(50_000);

  private final List<LoggedRange> logged = new ArrayList<>();

  private List<Long> batch(RateSource source, long millisAfterZero, OptionalLong limit)
      throws Exception {
    Time tick = ZERO.plus(Duration.ofMillis(millisAfterZero));
    RangeRequest request =
        new RangeRequest(tick, ZERO, ZERO, Duration.ofMillis(250), logged, limit);
    InputRange range = source.plan(request, source.latest(request));
    logged.clear();
    logged.add(new LoggedRange(tick, range));
    List<Long> rows = new ArrayList<>();
    for (String part : range.parts()) {
      source.reader(part).read(closeable -> {}).forEachRemaining(rows::add);
    }
    assertEquals(range.recordCount(), rows.size());
    return rows;
  }

  private static List<Long> rows(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  void aBatchHasTheRowsThatFellDueSinceTheLastOne() throws Exception {
    RateSource source = new RateSource(10, 2);
    assertEquals(rows(0, 2), batch(source, 250, OptionalLong.empty()));
    assertEquals(rows(2, 5), batch(source, 500, OptionalLong.empty()));
    assertEquals(rows(5, 7), batch(source, 750, OptionalLong.empty()));
    assertEquals(rows(7, 10), batch(source, 1_000, OptionalLong.empty()));
  }

  @Test
  void whatFellDueWhileItWasDownIsInTheNextBatch() throws Exception {
    RateSource source = new RateSource(10, 2);
    batch(source, 250, OptionalLong.empty());
    assertEquals(rows(2, 100), batch(source, 10_000, OptionalLong.empty()));
  }

  @Test
  void aLimitLeavesRowsToLaterBatches() throws Exception {
    RateSource source = new RateSource(1_000, 3);
    assertEquals(rows(0, 100), batch(source, 250, OptionalLong.of(100)));
    assertEquals(rows(100, 500), batch(source, 500, OptionalLong.empty()));
  }

  @Test
  void aLowerRateThanBeforeWaitsUntilItsRowsAreDue() throws Exception {
    batch(new RateSource(100, 1), 1_000, OptionalLong.empty());
    assertEquals(List.of(), batch(new RateSource(10, 1), 2_000, OptionalLong.empty()));
    assertEquals(rows(100, 110), batch(new RateSource(10, 1), 11_000, OptionalLong.empty()));
  }

  @Test
  void makesNoEmptyPartition() throws Exception {
    RateSource source = new RateSource(4, 8);
    batch(source, 250, OptionalLong.empty());
    assertEquals(1, logged.get(0).range().parts().size());
  }

  @Test
  void countsForCenturies() throws Exception {
    RateSource source = new RateSource(RateSource.RATE_MAX, 1);
    long millis = 200L * 365 * 24 * 3_600 * 1_000;
    RangeRequest request =
        new RangeRequest(
            ZERO.plus(Duration.ofMillis(millis)),
            ZERO,
            ZERO,
            Duration.ofSeconds(1),
            List.of(),
            OptionalLong.empty());
    assertEquals(millis * 1_000_000, source.latest(request));
  }

  @Test
  void refusesARateOrANumberOfPartitionsThatIsNotPositive() {
    for (long rate : new long[] {0, -1, RateSource.RATE_MAX + 1}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> new RateSource(rate, 1));
      assertTrue(e.getMessage().contains(Long.toString(rate)), e::getMessage);
    }
    assertThrows(IllegalArgumentException.class, () -> new RateSource(1, 0));
  }
}
