package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LogReaderTest {
  private final ScriptedFileStore store = new ScriptedFileStore();

  @Test
  void readsEachRecordByItsPosition() throws Exception {
    String large = "x".repeat(100_000);
    List<LogPosition> positions = TestLog.open(store).appendEach("a", "", large, "b");

    try (LogReader reader = new LogReader(store, TestLog.DIRECTORY)) {
      assertEquals("b", TestLog.text(reader.read(positions.get(3))));
      assertEquals(large, TestLog.text(reader.read(positions.get(2))));
      assertEquals("", TestLog.text(reader.read(positions.get(1))));
      assertEquals("a", TestLog.text(reader.read(positions.get(0))));
    }
  }

  @Test
  void readsARecordThatWasAppendedAfterTheSegmentWasOpened() throws Exception {
    TestLog log = TestLog.open(store);
    try (LogReader reader = new LogReader(store, TestLog.DIRECTORY)) {
      for (String text : List.of("a", "b", "c")) {
        assertEquals(text, TestLog.text(reader.read(log.appendEach(text).get(0))));
      }
    }
  }

  @Test
  void neverReturnsAnythingButTheRecordWhateverBitIsFlipped() throws Exception {
    List<LogPosition> positions = TestLog.open(store).appendEach("first", "second", "third");
    LogPosition position = positions.get(1);
    byte[] bytes = store.contents().get(TestLog.path(1, 1));
    int end = (int) positions.get(2).offset();
    for (int bit = 0; bit < end * Byte.SIZE; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      ScriptedFileStore disk = ScriptedFileStore.of(Map.of(TestLog.path(1, 1), damaged));
      try (LogReader reader = new LogReader(disk, TestLog.DIRECTORY)) {
        boolean inTheRecordBefore =
            bit / Byte.SIZE >= SegmentHeader.LENGTH && bit / Byte.SIZE < position.offset();
        if (inTheRecordBefore) {
          assertEquals("second", TestLog.text(reader.read(position)));
        } else {
          IOException refused = assertThrows(IOException.class, () -> reader.read(position));
          assertTrue(
              refused instanceof WalCorruptException || refused instanceof WalVersionException,
              () -> "untyped: " + refused);
        }
      }
    }
  }

  @Test
  void refusesEveryPositionThatNamesAnotherRecord() throws Exception {
    LogPosition p = TestLog.open(store).appendEach("a", "b").get(1);
    List<LogPosition> wrong =
        List.of(
            new LogPosition(new UUID(1, 2), 1, 1, p.offset(), p.length(), p.sequence(), p.crc()),
            new LogPosition(p.logId(), 2, 1, p.offset(), p.length(), p.sequence(), p.crc()),
            new LogPosition(p.logId(), 1, 2, p.offset(), p.length(), p.sequence(), p.crc()),
            new LogPosition(p.logId(), 1, 1, p.offset() - 40, p.length(), p.sequence(), p.crc()),
            new LogPosition(p.logId(), 1, 1, p.offset() + 8, p.length(), p.sequence(), p.crc()),
            new LogPosition(p.logId(), 1, 1, 1L << 40, p.length(), p.sequence(), p.crc()),
            new LogPosition(p.logId(), 1, 1, p.offset(), 1 << 30, p.sequence(), p.crc()),
            new LogPosition(p.logId(), 1, 1, p.offset(), p.length(), 1, p.crc()),
            new LogPosition(p.logId(), 1, 1, p.offset(), p.length(), p.sequence(), p.crc() + 1));
    try (LogReader reader = new LogReader(store, TestLog.DIRECTORY)) {
      for (LogPosition position : wrong) {
        WalCorruptException refused =
            assertThrows(WalCorruptException.class, () -> reader.read(position));
        assertEquals(position.sequence(), refused.sequenceFrom());
      }
      assertEquals("b", TestLog.text(reader.read(p)));
    }
  }

  @Test
  void opensASegmentAgainWhenTheKeptStreamFails() throws Exception {
    LogPosition position = TestLog.open(store).appendEach("a").get(0);
    try (LogReader reader = new LogReader(store, TestLog.DIRECTORY)) {
      ByteBuffer first = reader.read(position);
      int[] failures = {2}; // each read is tried twice on a stream
      store.script =
          (operation, path) -> {
            if (operation.equals("read") && failures[0]-- > 0) {
              throw new IOException("closed by somebody's interrupt");
            }
          };

      assertEquals(first, reader.read(position));
    }
  }

  @Test
  void keepsOnlyAFewSegmentsOpenAndClosesThemAll() throws Exception {
    TestLog log = TestLog.open(store, TestLog.settings().withSegmentBytesMax(1024));
    List<LogPosition> positions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      positions.addAll(log.appendEach("x".repeat(800)));
    }
    log.close();
    LogReader reader = new LogReader(store, TestLog.DIRECTORY);
    for (int round = 0; round < 2; round++) {
      for (LogPosition position : positions) {
        assertEquals(800, reader.read(position).remaining());
      }
    }

    assertEquals(8, store.openFiles);
    reader.close();
    assertEquals(0, store.openFiles);
    assertThrows(ClosedChannelException.class, () -> reader.read(positions.get(0)));
  }
}
