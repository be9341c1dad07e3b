package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The four rules by which recovery tells bytes that were never acknowledged from bytes that were.
 */
class TornOrCorruptTest {
  private final ScriptedFileStore store = new ScriptedFileStore();

  /** The files after {@link #flipPayload}. */
  private Map<String, byte[]> contents = Map.of();

  @Test
  void rule0IgnoresWhatLiesBehindTheEndThatTheSuccessorNames() throws Exception {
    TestLog zombie = TestLog.open(store);
    zombie.appendEach("a", "b");
    TestLog successor = TestLog.open(store);
    successor.appendEach("c");
    zombie.appendEach("written by a writer that was replaced");

    TestLog third = TestLog.open(store);

    assertEquals(List.of("a", "b", "c"), third.replayed);
    assertTrue(
        third.listener.events.stream()
            .anyMatch(e -> e.startsWith("ignored " + TestLog.segment(1, 1) + " from ")),
        () -> "not reported: " + third.listener.events);
  }

  @Test
  void rule1RefusesDamageBeforeTheEndThatTheSuccessorNames() throws Exception {
    TestLog first = TestLog.open(store);
    List<LogPosition> positions = first.appendEach("a", "b", "c");
    TestLog.open(store).appendEach("d");

    flipPayload(TestLog.path(1, 1), positions.get(1));

    WalCorruptException refused = assertRefused();
    assertEquals(TestLog.segment(1, 1), refused.segment());
    assertEquals(positions.get(1).offset(), refused.offset());
    assertEquals(2, refused.sequenceFrom());
  }

  @Test
  void rule1RefusesDamageWithASealBehindIt() throws Exception {
    TestLog first = TestLog.open(store);
    List<LogPosition> positions = first.appendEach("a", "b");
    first.close();

    flipPayload(TestLog.path(1, 1), positions.get(1));

    assertEquals(2, assertRefused().sequenceFrom());
  }

  @Test
  void rule2DropsATornTail() throws Exception {
    TestLog first = TestLog.open(store);
    List<LogPosition> positions = first.appendEach("a", "b");

    flipPayload(TestLog.path(1, 1), positions.get(1));
    TestLog second = TestLog.open(reopened());

    assertEquals(List.of("a"), second.replayed);
    assertEquals(
        "torn " + TestLog.segment(1, 1) + " at 168, dropped 40 bytes, 0 records",
        second.listener.events.get(0));
  }

  @Test
  void rule3RefusesWhenALaterRecordSaysThatTheMissingOneWasDurable() throws Exception {
    TestLog first = TestLog.open(store);
    List<LogPosition> positions = first.appendEach("a", "b", "c");

    flipPayload(TestLog.path(1, 1), positions.get(1));

    WalCorruptException refused = assertRefused();
    assertEquals(2, refused.sequenceFrom());
    assertTrue(refused.reason().contains("record 3"), refused::reason);
  }

  @Test
  void rule3DropsRecordsThatTheDiskReorderedBeforeTheyWereSynced() throws Exception {
    TestLog first = TestLog.open(store);
    first.appendEach("a");
    List<LogPosition> group =
        first.appendTogether("b", "c", "d").stream().map(done -> done.join()).toList();

    flipPayload(TestLog.path(1, 1), group.get(0));
    TestLog second = TestLog.open(reopened());

    assertEquals(List.of("a"), second.replayed);
    assertEquals(
        "torn " + TestLog.segment(1, 1) + " at 168, dropped 120 bytes, 2 records",
        second.listener.events.get(0));
  }

  private WalCorruptException assertRefused() {
    return assertThrows(WalCorruptException.class, () -> TestLog.open(reopened()));
  }

  private ScriptedFileStore reopened() {
    return ScriptedFileStore.of(contents);
  }

  private void flipPayload(String path, LogPosition position) {
    contents = store.contents();
    contents.get(path)[(int) position.offset() + RecordHeader.LENGTH] ^= 1;
  }
}
