package dev.millrace.scheduler.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.DriverEvent.DriverStarted;
import dev.millrace.scheduler.log.DriverLogFormatException;
import dev.millrace.time.Time;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The bytes of snapshots. */
class DriverStateTest {

  private static DriverState withRanges() {
    DriverState state = new DriverState();
    state.apply(new DriverStarted(1, new Time(0), Duration.ofSeconds(1)));
    TreeMap<Integer, InputRange> ranges = new TreeMap<>();
    ranges.put(2, InputRange.of("7", List.of("0-7"), 7));
    state.apply(new BatchAllocated(0, new Time(1_000), new TreeMap<>(), ranges));
    return state;
  }

  @Test
  void readsSnapshotsOfVersionOneForEver() {
    // Zero time 1000, newest batch 0 at 2000, completed; no receiver, no block, nothing lost.
    byte[] old =
        HexFormat.of()
            .parseHex(
                "01"
                    + "01d00f"
                    + "01a01f"
                    + "01"
                    + "00"
                    + "00"
                    + "01"
                    + "00a01f00"
                    + "00"
                    + "01"
                    + "00a01f010000");
    DriverState state = new DriverState();
    BinaryReader in = new BinaryReader(ByteBuffer.wrap(old));
    state.restore(in);
    in.expectEnd();
    assertEquals(new Time(1_000), state.blocks().zeroTime().orElseThrow());
    assertEquals(List.of(0L), state.batches().settled());
    assertEquals(new Time(2_000), state.blocks().batch(0).time());
    assertTrue(state.blocks().batch(0).ranges().isEmpty());
  }

  @Test
  void writesTheBytesOfVersionTwoForEver() {
    assertEquals(
        "02" // version
            + "0100" // zero time 0
            + "01d00f" // newest batch at 1000
            + "01" // next batch number
            + "00" // open receivers
            + "00" // waiting blocks
            + "01"
            + "00d00f00"
            + "01"
            + "02"
            + "0137"
            + "01"
            + "03302d37"
            + "07"
            + "00" // batch 0
            + "00" // records lost
            + "01"
            + "00d00f000001" // batch 0 awaits its outcome
            + "01"
            + "02"
            + "01"
            + "d00f"
            + "0137"
            + "01"
            + "03302d37"
            + "07"
            + "00", // ranges
        HexFormat.of().formatHex(DriverWorld.encoded(withRanges())));
  }

  @Test
  void readsBackRangesOfBatchesAndOfPlanning() {
    DriverState restored = new DriverState();
    BinaryReader in = new BinaryReader(ByteBuffer.wrap(DriverWorld.encoded(withRanges())));
    restored.restore(in);
    in.expectEnd();
    assertEquals(
        InputRange.of("7", List.of("0-7"), 7), restored.blocks().batch(0).rangeOf(2).orElseThrow());
    assertEquals(
        HexFormat.of().formatHex(DriverWorld.encoded(withRanges())),
        HexFormat.of().formatHex(DriverWorld.encoded(restored)));
  }

  @Test
  void refusesAVersionToCome() {
    BinaryWriter out = new BinaryWriter().writeByte(3);
    DriverLogFormatException e =
        assertThrows(
            DriverLogFormatException.class,
            () -> new DriverState().restore(new BinaryReader(out.toBuffer())));
    assertTrue(e.getMessage().contains("version 3"), e::getMessage);
  }
}
