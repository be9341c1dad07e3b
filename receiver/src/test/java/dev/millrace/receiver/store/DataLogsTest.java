package dev.millrace.receiver.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.sim.FakeExecutor;
import dev.millrace.receiver.sim.SimWorld;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.LogPosition;
import dev.millrace.wal.WalCorruptException;
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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DataLogsTest {

  private final SimWorld world = new SimWorld();
  private final InMemoryFileStore files = new InMemoryFileStore();
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
                point -> {},
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

  /** Asks a reader that has no file open, which would outlive its deletion. */
  private boolean isReadable(LogPosition position, long sequence) {
    try {
      assertEquals(1_500, newLife().read("0", position, new BlockId(2, 9, sequence)).remaining());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void cleanUp(DataLog.Writer writer, UUID log, long oldestNeeded) {
    CompletableFuture<Void> done = writer.cleanUp(Map.of(log, oldestNeeded));
    world.settle();
    done.join();
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
    DataLog.Writer writer = logs.open("0").newWriter();
    LogPosition position = durable(writer.append(block(4)));
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
    DataLog.Writer writer = logs.open("0").newWriter();
    LogPosition position = durable(writer.append(block(4)));
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
    DataLog.Writer writer = log.newWriter();
    List<LogPosition> positions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      DataLog.Appended appended = writer.append(block(i));
      positions.add(durable(appended));
      writer.acknowledged(appended);
    }
    cleanUp(writer, log.logId(), 16);
    assertTrue(!isReadable(positions.get(0), 0));
    assertTrue(isReadable(positions.get(15), 15));
  }

  @Test
  void neverTruncatesPastABlockThatTheDriverHasNotAcknowledged() {
    DataLog log = logs.open("0");
    DataLog.Writer writer = log.newWriter();
    DataLog.Writer other = log.newWriter();
    LogPosition unreported = durable(writer.append(block(0)));
    for (int i = 1; i < 20; i++) {
      DataLog.Appended appended = other.append(block(i));
      durable(appended);
      other.acknowledged(appended);
    }
    cleanUp(other, log.logId(), 20);
    cleanUp(writer, log.logId(), 20);
    assertTrue(isReadable(unreported, 0));
  }

  @Test
  void keepsABlockThatWasAcknowledgedAfterTheDriverLastSpoke() {
    DataLog log = logs.open("0");
    DataLog.Writer writer = log.newWriter();
    DataLog.Writer other = log.newWriter();
    DataLog.Appended late = writer.append(block(0));
    LogPosition position = durable(late);
    for (int i = 1; i < 20; i++) {
      DataLog.Appended appended = other.append(block(i));
      durable(appended);
      other.acknowledged(appended);
    }
    writer.acknowledged(late);
    // The driver decided this before it heard of the block, and only now is it delivered here.
    cleanUp(other, log.logId(), 20);
    assertTrue(isReadable(position, 0));
    cleanUp(writer, log.logId(), 1); // the driver knows of the block
    assertTrue(isReadable(position, 0));
    cleanUp(other, log.logId(), 20); // a copy of the old word, later still
    assertTrue(isReadable(position, 0));
    cleanUp(writer, log.logId(), 20); // the batch of the block is cleaned
    assertTrue(!isReadable(position, 0));
  }

  @Test
  void letsAbandonedBlocksGo() {
    DataLog log = logs.open("0");
    DataLog.Writer writer = log.newWriter();
    DataLog.Appended abandoned = writer.append(block(0));
    LogPosition position = durable(abandoned);
    for (int i = 1; i < 20; i++) {
      DataLog.Appended appended = writer.append(block(i));
      durable(appended);
      writer.acknowledged(appended);
    }
    writer.abandoned(abandoned);
    cleanUp(writer, log.logId(), 20);
    assertTrue(!isReadable(position, 0));
  }

  @Test
  void takesNothingForALostExecutorButReadsOn() {
    DataLog log = logs.open("0");
    DataLog.Writer writer = log.newWriter();
    LogPosition position = durable(writer.append(block(0)));
    logs.abandon("0");
    assertThrows(IllegalStateException.class, () -> writer.append(block(1)));
    assertThrows(IllegalStateException.class, () -> logs.open("0"));
    assertTrue(isReadable(position, 0));
  }
}
