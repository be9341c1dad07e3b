package dev.millrace.scheduler.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.input.LoggedRange;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.time.Time;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RangeLedgerTest {

  private final RangeLedger ledger = new RangeLedger();

  private void allocate(long time, InputRange range) {
    TreeMap<Integer, InputRange> ranges = new TreeMap<>();
    ranges.put(3, range);
    ledger.onBatchAllocated(new BatchAllocated(0, new Time(time), new TreeMap<>(), ranges));
  }

  private List<Long> times() {
    return ledger.of(3).stream().map(LoggedRange::batchTime).map(Time::milliseconds).toList();
  }

  private static InputRange recalling(long after, String... parts) {
    return new InputRange("p", List.of(parts), 0, Optional.of(new Time(after)));
  }

  @Test
  void knowsNothingOfAStreamWithoutRanges() {
    assertEquals(List.of(), ledger.of(3));
  }

  @Test
  void keepsTheNewestRangeAloneUnlessMoreIsAskedFor() {
    allocate(1, InputRange.of("1", List.of("a"), 1));
    allocate(2, InputRange.of("2", List.of("b"), 1));
    assertEquals(List.of(2L), times());
  }

  @Test
  void keepsWhatPlanningAsksToRecall() {
    allocate(1, recalling(0, "a"));
    allocate(2, recalling(0, "b"));
    allocate(3, recalling(1, "c"));
    assertEquals(List.of(2L, 3L), times());
  }

  @Test
  void keepsAnEmptyRangeOnlyForItsPosition() {
    allocate(1, recalling(0, "a"));
    allocate(2, recalling(0));
    assertEquals(List.of(1L, 2L), times());
    allocate(3, recalling(0));
    assertEquals(List.of(1L, 3L), times());
  }

  @Test
  void aBatchWithoutARangeChangesNothing() {
    allocate(1, recalling(0, "a"));
    ledger.onBatchAllocated(new BatchAllocated(1, new Time(2), new TreeMap<>()));
    assertEquals(List.of(1L), times());
  }
}
