package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

  /** A record with a right checksum counts only where it belongs. */
  @Test
  void takesNoRecordThatDoesNotContinueTheChain() throws Exception {
    TestLog first = TestLog.open(store);
    int last = (int) first.appendEach("a", "b").get(1).offset();
    for (int field : List.of(12, 16)) { // the crc of the record before, the sequence
      contents = store.contents();
      ByteBuffer segment = ByteBuffer.wrap(contents.get(TestLog.path(1, 1)));
      segment.put(last + field + 3, (byte) (segment.get(last + field + 3) ^ 1));
      int length = segment.capacity() - last - Integer.BYTES;
      int crc =
          new Checksum()
              .start(segment.getLong(80))
              .add(segment.array(), last + Integer.BYTES, length)
              .masked();
      segment.putInt(last, crc);
      assertTrue(RecordHeader.read(segment, last).isPlausible(), "only the chain is broken");

      assertEquals(List.of("a"), TestLog.open(reopened()).replayed, "field at " + field);
    }
  }

  /** Stale bytes of another file behind a torn tail are no evidence, whatever they say. */
  @Test
  void takesNoRecordOfAnotherSegmentForEvidence() throws Exception {
    LogPosition stale = TestLog.open(store).appendEach("a", "b", "c", "d").get(3);
    TestLog.open(store).appendEach("e");
    contents = store.contents();
    byte[] newest = contents.get(TestLog.path(2, 1));
    byte[] torn = Arrays.copyOf(newest, newest.length - 40 + 8 + 40);
    Arrays.fill(torn, newest.length - 40, torn.length, (byte) 0);
    byte[] old = contents.get(TestLog.path(1, 1));
    System.arraycopy(old, (int) stale.offset(), torn, torn.length - 40, 40);
    ByteBuffer.wrap(torn).putLong(torn.length - 40 + 16, 6).putLong(torn.length - 40 + 24, 5);
    int crc =
        new Checksum()
            .start(ByteBuffer.wrap(old).getLong(80))
            .add(torn, torn.length - 36, 36)
            .masked();
    ByteBuffer.wrap(torn).putInt(torn.length - 40, crc);
    contents.put(TestLog.path(2, 1), torn);

    assertEquals(List.of("a", "b", "c", "d"), TestLog.open(reopened()).replayed);
  }

  @Test
  void takesNoSealThatCountsOtherRecords() throws Exception {
    TestLog first = TestLog.open(store);
    first.appendEach("a", "b");
    first.close();
    contents = store.contents();
    ByteBuffer segment = ByteBuffer.wrap(contents.get(TestLog.path(1, 1)));
    int seal = segment.capacity() - RecordHeader.lengthOnDisk(8);
    segment.put(segment.capacity() - 1, (byte) 3);
    segment.putInt(
        seal,
        new Checksum()
            .start(segment.getLong(80))
            .add(segment.array(), seal + 4, segment.capacity() - seal - 4)
            .masked());

    TestLog second = TestLog.open(reopened());

    assertEquals(List.of("a", "b"), second.replayed);
    assertTrue(second.listener.events.get(0).startsWith("torn"), second.listener.events::toString);
  }

  @Test
  void refusesASegmentThatLacksCarriedRecordsWhenItsPredecessorIsGone() throws Exception {
    TestLog.open(store).appendEach("a");
    TestLog.open(store);
    contents = store.contents();
    byte[] carrying = contents.get(TestLog.path(2, 1));
    contents.put(TestLog.path(2, 1), Arrays.copyOf(carrying, SegmentHeader.LENGTH + 8));
    assertEquals(List.of("a"), TestLog.open(reopened()).replayed, "the predecessor has it");

    contents.remove(TestLog.path(1, 1));

    assertTrue(assertRefused().reason().contains("predecessor"));
  }

  @Test
  void refusesADamagedHeaderInFrontOfRecords() throws Exception {
    TestLog.open(store).appendEach("a");
    contents = store.contents();
    contents.get(TestLog.path(1, 1))[100] ^= 1;

    assertTrue(assertRefused().reason().contains("header"));
  }

  /** What a sector held before comes back when a failed sync is followed by a power loss. */
  @Test
  void ignoresAnotherLogsHeaderInAFileThatHoldsNothingElse() throws Exception {
    for (String reused : List.of(TestLog.path(1, 2), TestLog.path(2, 1))) {
      TestLog first = TestLog.open(new ScriptedFileStore());
      first.appendEach("a", "b");
      first.close();
      contents = ((ScriptedFileStore) first.store).contents();
      contents.put(reused, foreignHeader(reused));

      ScriptedFileStore disk = reopened();
      TestLog second = TestLog.open(disk);
      assertEquals(first.log.logId(), second.log.logId());
      assertEquals(List.of("a", "b"), second.replayed);
      String file = reused.substring(reused.indexOf('/') + 1);
      assertEquals(List.of("ignored " + file + " from 0"), second.listener.events);
      LogPosition position = second.appendEach("c").get(0);
      assertEquals(3, position.sequence());
      assertTrue(!TestLog.path(position.incarnation(), 1).equals(reused), "the name is taken");

      TestLog third = TestLog.open(disk.afterPowerLoss());
      assertEquals(List.of("a", "b", "c"), third.replayed);
      assertEquals(first.log.logId(), third.log.logId());
    }
  }

  @Test
  void takesNeitherIdentityNorSequencesFromFilesThatHoldOnlyHeaders() throws Exception {
    String reused = TestLog.path(3, 1);
    contents = Map.of(reused, foreignHeader(reused));

    ScriptedFileStore disk = reopened();
    TestLog first = TestLog.open(disk);
    assertEquals(List.of("ignored " + TestLog.segment(3, 1) + " from 0"), first.listener.events);
    LogPosition position = first.appendEach("a").get(0);

    assertEquals(1, position.sequence());
    assertEquals(4, position.incarnation());
    assertEquals(List.of("a"), TestLog.open(disk.afterPowerLoss()).replayed);
  }

  @Test
  void refusesAnotherLogsHeaderInFrontOfAnythingElse() throws Exception {
    TestLog.open(store).appendEach("a");
    contents = store.contents();
    for (String shared : List.of(TestLog.path(1, 2), TestLog.path(2, 1))) {
      contents = store.contents();
      contents.put(shared, Arrays.copyOf(foreignHeader(shared), SegmentHeader.LENGTH + 1));

      assertTrue(assertRefused().reason().contains("two logs share a directory"));
    }
  }

  private static byte[] foreignHeader(String path) {
    SegmentName name = SegmentName.parse(path.substring(path.indexOf('/') + 1)).orElseThrow();
    LogTail end = new LogTail(Optional.of(new SegmentName(1, 1)), 400, 57, 1);
    return new SegmentHeader(new UUID(7, 7), name, end, 57, 8, 9, 10, "another").encode().array();
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
