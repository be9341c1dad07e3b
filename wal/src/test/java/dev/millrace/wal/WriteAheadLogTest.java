package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.wal.file.InMemoryFileStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteAheadLogTest {
  private final InMemoryFileStore store = new InMemoryFileStore();

  @Test
  void replaysWhatWasAcknowledgedInOrder() throws Exception {
    TestLog first = TestLog.open(store);
    List<LogPosition> positions = first.appendEach("a", "b", "c");
    assertEquals(List.of(1L, 2L, 3L), positions.stream().map(LogPosition::sequence).toList());

    TestLog second = TestLog.open(store);

    assertEquals(List.of("a", "b", "c"), second.replayed);
    assertEquals(4, second.log.nextSequence());
  }

  @Test
  void readsARecordByItsPosition() throws Exception {
    List<LogPosition> positions = TestLog.open(store).appendEach("a", "bb", "");

    try (LogReader reader = new LogReader(store, TestLog.DIRECTORY)) {
      assertEquals("bb", TestLog.text(reader.read(positions.get(1))));
      assertEquals("", TestLog.text(reader.read(positions.get(2))));
    }
  }

  @Test
  void replaysAfterACloseInGoodOrder() throws Exception {
    TestLog first = TestLog.open(store);
    first.appendEach("a", "b");
    first.close();

    assertEquals(List.of("a", "b"), TestLog.open(store).replayed);
  }
}
