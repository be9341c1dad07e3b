package dev.millrace.scheduler.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.time.Time;
import dev.millrace.wal.LogPosition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DriverEventCodecTest {

  private static final LogPosition POSITION =
      new LogPosition(new UUID(1, -2), 3, 4, 5_000_000_000L, 600, 70_000, 0x80FF00AA);
  private static final ReceivedBlockInfo LOGGED =
      new ReceivedBlockInfo(
          new BlockId(2, (9L << 24) | 3, 300),
          1_000,
          65_536,
          List.of("0", "11"),
          Optional.of(POSITION));
  private static final ReceivedBlockInfo IN_MEMORY =
      new ReceivedBlockInfo(new BlockId(0, 1, 0), 1, 0, List.of("0"), Optional.empty());

  /** One of each kind; the order is that of the golden file. */
  private static List<DriverEvent> samples() {
    TreeMap<Integer, List<BlockId>> blocks = new TreeMap<>();
    blocks.put(0, List.of(id(0, 5, 0), id(0, 5, 1), id(0, 5, 2), id(0, 6, 0)));
    blocks.put(3, List.of(id(3, 7, 9), id(3, 7, 8)));
    return List.of(
        new DriverEvent.DriverStarted(4, new Time(1_893_456_000_000L), Duration.ofMillis(200)),
        new DriverEvent.ReceiverLaunched(2, (9L << 24) | 3),
        new DriverEvent.ReceiverEnded(2, (9L << 24) | 3, 17, "executor 1 is lost: größer"),
        new DriverEvent.BlockAdded(LOGGED),
        new DriverEvent.BlockAdded(IN_MEMORY),
        new DriverEvent.RecordsLost(1, 5, 0, 12, "poison"),
        new DriverEvent.BlocksDropped(0, List.of(id(0, 5, 3), id(0, 5, 4)), 8, "gone"),
        new DriverEvent.BatchAllocated(1_000, new Time(-1), blocks),
        new DriverEvent.BatchAllocated(0, new Time(200), new TreeMap<>()),
        new DriverEvent.BatchCompleted(127),
        new DriverEvent.BatchFailed(128, "output 0 threw"),
        new DriverEvent.BatchDismissed(128),
        new DriverEvent.BatchCleaned(Long.MAX_VALUE));
  }

  /** Allocations with ranges, in the order of their golden file. */
  private static List<DriverEvent> samplesWithRanges() {
    TreeMap<Integer, List<BlockId>> blocks = new TreeMap<>();
    blocks.put(0, List.of(id(0, 5, 0)));
    TreeMap<Integer, InputRange> ranges = new TreeMap<>();
    ranges.put(1, InputRange.of("300", List.of("0-200", "200-300"), 300));
    ranges.put(
        4,
        new InputRange(
            "größer 7", List.of("5 12 file:/a b"), 0, Optional.of(new Time(1_893_456_000_000L))));
    TreeMap<Integer, InputRange> empty = new TreeMap<>();
    empty.put(0, InputRange.of("", List.of(), 0));
    return List.of(
        new DriverEvent.BatchAllocated(1_000, new Time(200), blocks, ranges),
        new DriverEvent.BatchAllocated(0, new Time(200), new TreeMap<>(), empty));
  }

  private static List<DriverEvent> allSamples() {
    return Stream.of(samples(), samplesWithRanges()).flatMap(List::stream).toList();
  }

  @Test
  void readsBackWhatItWrote() {
    for (DriverEvent event : allSamples()) {
      DriverEventCodec.Encoded encoded = DriverEventCodec.encode(event);
      assertEquals(event, DriverEventCodec.decode(encoded.type(), encoded.payload()));
    }
  }

  @Test
  void writesAndReadsTheBytesOfVersionOneForEver() throws IOException {
    requireGolden("driver-events-v1.txt", samples());
  }

  @Test
  void writesAndReadsTheBytesOfAllocationsWithRangesForEver() throws IOException {
    requireGolden("driver-events-v2.txt", samplesWithRanges());
  }

  private static void requireGolden(String file, List<DriverEvent> events) throws IOException {
    List<String> golden = goldenLines(file);
    assertEquals(golden, events.stream().map(DriverEventCodecTest::line).toList());
    for (int i = 0; i < golden.size(); i++) {
      String[] parts = golden.get(i).split(" ");
      assertEquals(
          events.get(i),
          DriverEventCodec.decode(
              Byte.parseByte(parts[0]), ByteBuffer.wrap(HexFormat.of().parseHex(parts[1]))));
    }
  }

  @Test
  void anOlderProgramCanReadWhatItCouldHaveWritten() {
    for (DriverEvent event : samples()) {
      assertEquals(1, DriverEventCodec.encode(event).payload().get(0), event::toString);
    }
  }

  @Test
  void refusesAnAllocationOfAVersionToCome() {
    ByteBuffer bytes = DriverEventCodec.encode(samplesWithRanges().get(0)).payload();
    bytes.put(0, (byte) 3);
    DriverLogFormatException e =
        assertThrows(
            DriverLogFormatException.class, () -> DriverEventCodec.decode((byte) 22, bytes));
    assertTrue(e.getMessage().contains("version 3"), e.getMessage());
    assertTrue(e.getMessage().contains("version 1 to 2"), e.getMessage());
  }

  @Test
  void keepsABlockOfOneExecutorShort() {
    ReceivedBlockInfo block =
        new ReceivedBlockInfo(
            new BlockId(0, (1L << 24) | 1, 100), 5_000, 500_000, List.of("0"), Optional.empty());
    int bytes = DriverEventCodec.encode(new DriverEvent.BlockAdded(block)).payload().remaining();
    assertTrue(bytes <= 20, () -> "an unlogged block takes " + bytes + " bytes");
  }

  @Test
  void keepsAnAllocationOfAThousandBlocksShort() {
    TreeMap<Integer, List<BlockId>> blocks = new TreeMap<>();
    blocks.put(0, LongStream.range(0, 1_000).mapToObj(i -> id(0, 1L << 24, i)).toList());
    int bytes =
        DriverEventCodec.encode(new DriverEvent.BatchAllocated(5, new Time(1), blocks))
            .payload()
            .remaining();
    assertTrue(bytes <= 20, () -> "a run of blocks takes " + bytes + " bytes");
  }

  @Test
  void refusesAnotherVersion() {
    ByteBuffer bytes = DriverEventCodec.encode(new DriverEvent.BatchCompleted(1)).payload();
    bytes.put(0, (byte) 2);
    DriverLogFormatException e =
        assertThrows(
            DriverLogFormatException.class, () -> DriverEventCodec.decode((byte) 23, bytes));
    assertTrue(e.getMessage().contains("version 2"), e.getMessage());
  }

  @Test
  void refusesAnUnknownType() {
    ByteBuffer bytes = DriverEventCodec.encode(new DriverEvent.BatchCompleted(1)).payload();
    DriverLogFormatException e =
        assertThrows(
            DriverLogFormatException.class, () -> DriverEventCodec.decode((byte) 27, bytes));
    assertTrue(e.getMessage().contains("27"), e.getMessage());
  }

  @Test
  void refusesEveryCutAndEveryExtraByte() {
    for (DriverEvent event : allSamples()) {
      DriverEventCodec.Encoded encoded = DriverEventCodec.encode(event);
      ByteBuffer whole = encoded.payload();
      for (int length = 0; length < whole.remaining(); length++) {
        ByteBuffer cut = whole.slice(0, length);
        assertThrows(
            DriverLogFormatException.class,
            () -> DriverEventCodec.decode(encoded.type(), cut),
            () -> event + " cut to " + cut.remaining());
      }
      ByteBuffer longer = ByteBuffer.allocate(whole.remaining() + 1).put(whole.duplicate()).flip();
      longer.limit(longer.capacity());
      assertThrows(
          DriverLogFormatException.class, () -> DriverEventCodec.decode(encoded.type(), longer));
    }
  }

  @Test
  void throwsOnlyItsOwnExceptionOnAnyBytes() {
    long seed = 20_300_101L;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) (1 + random.nextInt(2));
      }
      byte type = (byte) (16 + random.nextInt(11));
      try {
        DriverEventCodec.decode(type, ByteBuffer.wrap(bytes));
      } catch (DriverLogFormatException expected) {
        // the one answer to damage
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "seed " + seed + " type " + type + " bytes " + Arrays.toString(bytes), e);
      }
    }
  }

  private static BlockId id(int stream, long incarnation, long sequence) {
    return new BlockId(stream, incarnation, sequence);
  }

  private static String line(DriverEvent event) {
    DriverEventCodec.Encoded encoded = DriverEventCodec.encode(event);
    byte[] bytes = new byte[encoded.payload().remaining()];
    encoded.payload().get(bytes);
    return encoded.type() + " " + HexFormat.of().formatHex(bytes);
  }

  private static List<String> goldenLines(String file) throws IOException {
    try (InputStream in = DriverEventCodecTest.class.getResourceAsStream(file)) {
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
