package dev.millrace.scheduler.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.listener.StreamInputInfo;
import dev.millrace.time.Time;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputInfoTrackerTest {

  private final InputInfoTracker tracker = new InputInfoTracker(List.of());

  @Test
  void derivesRecordsAndDescriptionFromTheAllocation() {
    tracker.reportAllocation(
        new AllocatedBatch(
            0,
            new Time(1000),
            Map.of(0, List.of(block(0, 0, 3), block(0, 1, 4)), 1, List.of(block(1, 0, 5)))));
    Map<Integer, StreamInputInfo> infos = tracker.infosOf(new Time(1000));
    assertEquals(7, infos.get(0).numRecords());
    assertEquals("2 blocks", infos.get(0).metadataDescription());
    assertEquals(5, infos.get(1).numRecords());
    assertEquals("1 block", infos.get(1).metadataDescription());
  }

  @Test
  void refusesASecondReportForTheSameBatchAndStream() {
    StreamInputInfo info = new StreamInputInfo(0, 100, Map.of());
    tracker.report(new Time(0), info);
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> tracker.report(new Time(0), info));
    assertTrue(e.getMessage().contains("input stream 0"), e.getMessage());
    tracker.report(new Time(1), info);
    tracker.report(new Time(0), new StreamInputInfo(1, 100, Map.of()));
  }

  @Test
  void forgetsABatch() {
    tracker.report(new Time(0), new StreamInputInfo(0, 100, Map.of()));
    tracker.report(new Time(1), new StreamInputInfo(0, 200, Map.of()));
    tracker.forget(new Time(0));
    assertTrue(tracker.infosOf(new Time(0)).isEmpty());
    assertEquals(200, tracker.infosOf(new Time(1)).get(0).numRecords());
  }

  private static ReceivedBlockInfo block(int stream, long sequence, long records) {
    return new ReceivedBlockInfo(
        new BlockId(stream, 1, sequence), records, 10, List.of("0"), Optional.empty());
  }
}
