package dev.millrace.receiver.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.message.HeardBlocks;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.sim.FakeExecutor;
import dev.millrace.receiver.sim.SimWorld;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.LogPosition;
import dev.millrace.wal.WalCorruptException;
import dev.millrace.wal.WalCrashPoints;
import dev.millrace.wal.file.InMemoryFileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DataLogsTest {

  private final SimWorld world = new SimWorld();
  private final InMemoryFileStore files = new InMemoryFileStore();
  private final List<String> points = new ArrayList<>();
  private DataLogs logs = newLife();

  private DataLogs newLife() {
    return new DataLogs(
        files,
        settings -> settings.withSegmentBytesMax(4096),
        id ->
            new LogEnvironment(
                world.logThread(),
                () -> Instant.EPOCH,
                world::nanos,
                new Random(id.hashCode()),
                points::add,
                LogListener.NONE));
  }

  private static LoggedBlock block(long sequence) {
    return new LoggedBlock(
        new BlockId(2, 9, sequence), 1, ByteBuffer.wrap(new byte[1_500]).asReadOnlyBuffer());
  }

  private LogPosition durable(DataLog.Appended appended) {
    world.runUntil(appended.durable()::isDone);
    return appended.durable().join();
  }

  private long closedSegments() {
    return points.stream().filter(WalCrashPoints.ROLL_CLOSED::equals).count();
  }

  /** Asks a reader that has no file open, which would outlive its deletion. */
  private boolean isReadable(LogPosition position, long sequence) {
    try {
      assertEquals(1_500, newLife().read("0", position, new BlockId(2, 9, sequence)).remaining());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The driver says that it needs a log from a record on, and has heard of these blocks. */
  private void cleanUp(DataLog bringer, long word, UUID log, long oldestNeeded, HeardBlocks heard) {
    CompletableFuture<Void> done =
        bringer.cleanUp(
            new SupervisorMessage.CleanupOldBlocks(word, Map.of(log, oldestNeeded), heard));
    world.settle();
    done.join();
  }

  /** All blocks of incarnation 9 from one sequence to another. */
  private static HeardBlocks heard(long from, long toExclusive) {
    return new HeardBlocks(9, Map.of(9L, new TreeMap<>(Map.of(from, toExclusive))));
  }

  private List<LogPosition> appendBlocks(DataLog log, int from, int toExclusive) {
    List<LogPosition> positions = new ArrayList<>();
    for (int i = from; i < toExclusive; i++) {
      positions.add(durable(log.append(block(i))));
    }
    return positions;
  }

  @Test
  void writesFramesAsDocumented() {
    ByteBuffer frame =
        new LoggedBlock(new BlockId(1, 2, 3), 4, ByteBuffer.wrap("ab".getBytes(UTF_8))).encode();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    assertEquals(
        "01" + "00000001" + "0000000000000002" + "0000000000000003" + "0000000000000004" + "6162",
        HexFormat.of().formatHex(bytes));
  }

  @Test
  void refusesFramesOfAnotherVersionOrCutShort() {
    ByteBuffer frame = block(0).encode();
    frame.put(0, (byte) 2);
    IllegalArgumentException version =
        assertThrows(IllegalArgumentException.class, () -> LoggedBlock.decode(frame));
    assertTrue(version.getMessage().contains("version 2"), version.getMessage());
    for (int length = 0; length < LoggedBlock.HEADER_BYTES; length++) {
      ByteBuffer cut = block(0).encode().limit(length);
      assertThrows(IllegalArgumentException.class, () -> LoggedBlock.decode(cut));
    }
  }

  @Test
  void sharesOneLogPerExecutor() {
    assertSame(logs.open("0"), logs.open("0"));
    assertNotEquals(logs.open("0").logId(), logs.open("1").logId());
  }

  @Test
  void readsBlocksOfEarlierLives() throws IOException {
    DataLog log = logs.open("0");
    LogPosition position = durable(log.append(block(4)));
    CompletableFuture<Void> closed = logs.close();
    world.settle();
    closed.join();
    logs = newLife();
    ReceivedBlockInfo info =
        new ReceivedBlockInfo(new BlockId(2, 9, 4), 1, 1_500, List.of("0"), Optional.of(position));
    FakeExecutor reader = new FakeExecutor("7");
    reader.provide(DataLogs.class, logs);
    assertEquals(1_500, LogBlockFallback.of(info).orElseThrow().read(reader).remaining());
  }

  @Test
  void noticesThatAPositionHoldsAnotherBlock() {
    DataLog log = logs.open("0");
    LogPosition position = durable(log.append(block(4)));
    IOException wrong =
        assertThrows(IOException.class, () -> logs.read("0", position, new BlockId(2, 9, 5)));
    assertTrue(wrong.getMessage().contains("input-2-9-5"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains("input-2-9-4"), wrong.getMessage());
  }

  @Test
  void noticesThatARecordIsGone() {
    LogPosition nowhere = new LogPosition(new UUID(1, 2), 1, 1, 128, 10, 1, 5);
    assertThrows(WalCorruptException.class, () -> logs.read("0", nowhere, new BlockId(0, 0, 0)));
  }

  @Test
  void truncatesWhatTheDriverDoesNotNeed() {
    DataLog log = logs.open("0");
    List<LogPosition> positions = appendBlocks(log, 0, 20);
    cleanUp(log, 0, log.logId(), 16, heard(0, 20));
    assertFalse(isReadable(positions.get(0), 0));
    assertTrue(isReadable(positions.get(15), 15));
  }

  @Test
  void neverTruncatesPastABlockThatTheDriverHasNotHeardOf() {
    DataLog log = logs.open("0");
    LogPosition unreported = appendBlocks(log, 0, 20).get(0);
    cleanUp(log, 0, log.logId(), 20, heard(1, 20));
    assertTrue(isReadable(unreported, 0));
    cleanUp(log, 1, log.logId(), 1, heard(0, 20)); // the driver knows of the block
    assertTrue(isReadable(unreported, 0));
    cleanUp(log, 2, log.logId(), 20, heard(0, 20)); // the batch of the block is cleaned
    assertFalse(isReadable(unreported, 0));
  }

  @Test
  void ignoresAWordThatIsOlderThanTheLast() {
    DataLog log = logs.open("0");
    LogPosition late = appendBlocks(log, 0, 20).get(0);
    cleanUp(log, 1, log.logId(), 1, heard(0, 20)); // the driver needs the block
    cleanUp(log, 0, log.logId(), 20, heard(1, 20)); // said before it heard of the block
    assertTrue(isReadable(late, 0));
  }

  @Test
  void letsBlocksGoThatTheDriverWillNeverHearOf() {
    DataLog log = logs.open("0");
    LogPosition never = appendBlocks(log, 0, 20).get(0);
    cleanUp(log, 0, log.logId(), 20, new HeardBlocks(8, Map.of()));
    assertTrue(isReadable(never, 0), "this was said before the receiver was launched");
    cleanUp(log, 1, log.logId(), 20, new HeardBlocks(9, Map.of()));
    assertFalse(isReadable(never, 0), "its incarnation is over");
  }

  @Test
  void letsAbandonedBlocksGo() {
    DataLog log = logs.open("0");
    DataLog.Appended abandoned = log.append(block(0));
    LogPosition position = durable(abandoned);
    appendBlocks(log, 1, 20);
    log.abandoned(abandoned);
    cleanUp(log, 0, log.logId(), 20, heard(1, 20));
    assertFalse(isReadable(position, 0));
  }

  @Test
  void truncatesTheLogOfALostExecutorAtTheWordThatAnotherGets() {
    DataLog lost = logs.open("0");
    List<LogPosition> positions = appendBlocks(lost, 0, 20);
    DataLog alive = logs.open("1");
    logs.abandon("0");
    world.settle();
    cleanUp(alive, 0, lost.logId(), 16, heard(0, 20));
    assertFalse(isReadable(positions.get(0), 0));
    assertTrue(isReadable(positions.get(15), 15));
  }

  @Test
  void closesTheFileOfALostExecutorAfterWhatIsOnItsWay() throws IOException {
    DataLog log = logs.open("0");
    DataLog.Appended onItsWay = log.append(block(0));
    logs.abandon("0");
    LogPosition position = durable(onItsWay);
    world.settle();
    assertTrue(isReadable(position, 0));
    assertEquals(1, closedSegments());
    CompletableFuture<Void> closed = logs.close();
    world.settle();
    closed.join();
    assertEquals(1, closedSegments());
  }

  @Test
  void takesNothingForALostExecutorButReadsOn() {
    DataLog log = logs.open("0");
    LogPosition position = durable(log.append(block(0)));
    logs.abandon("0");
    assertThrows(IllegalStateException.class, () -> log.append(block(1)));
    assertThrows(IllegalStateException.class, () -> logs.open("0"));
    assertTrue(isReadable(position, 0));
  }
}
