package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.wal.file.InMemoryFileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every single piece of damage of a kind, tried one by one: recovery is exact or refuses, never
 * wrong.
 */
class RecoverySweepTest {
  private static final int SECTOR = 512;
  private static final int RECORDS = 40;

  /** What was appended, in order. */
  private final List<String> written = new ArrayList<>();

  /** Where each record of the newest segment ends. */
  private final List<Long> ends = new ArrayList<>();

  private Map<String, byte[]> sealed;
  private Map<String, byte[]> unsealed;

  @BeforeEach
  void writeALogOfSeveralSegments() throws IOException {
    InMemoryFileStore store = new InMemoryFileStore();
    TestLog log = TestLog.open(store, TestLog.settings().withSegmentBytesMax(1536));
    for (int i = 0; i < RECORDS; i++) {
      String text = "record " + i + " " + "x".repeat(i * 7 % 97);
      written.add(text);
      LogPosition position = log.appendEach(text).get(0);
      if (position.offset() == SegmentHeader.LENGTH) {
        ends.clear();
      }
      ends.add(position.offset() + RecordHeader.lengthOnDisk(position.length()));
    }
    unsealed = contents(store);
    log.close();
    sealed = contents(store);
    assertTrue(sealed.size() >= 3, "the sweep needs several segments: " + sealed.keySet());
    assertTrue(ends.size() >= 5, "the sweep needs records in the newest segment: " + ends);
  }

  @Test
  void keepsExactlyTheWholeRecordsWhenTheNewestSegmentIsCutAnywhere() throws IOException {
    String newest = newest(unsealed);
    byte[] bytes = unsealed.get(newest);
    for (int length = 0; length < bytes.length; length++) {
      int cut = length;
      long kept = ends.stream().filter(end -> end <= cut).count();

      Outcome outcome = open(unsealed, newest, Arrays.copyOf(bytes, cut));

      int expected = written.size() - ends.size() + (int) kept;
      assertEquals(written.subList(0, expected), outcome.replayed, "cut at " + cut);
      boolean atAnEnd = cut == SegmentHeader.LENGTH || ends.contains((long) cut);
      assertEquals(!atAnEnd, outcome.reported, "report for the cut at " + cut);
    }
  }

  @Test
  void refusesOrDropsATornTailWhenAnyBitOfTheNewestSegmentIsFlipped() throws IOException {
    String newest = newest(unsealed);
    sweepBits(
        unsealed,
        newest,
        (outcome, where) -> {
          // All but the newest record are known to have been acknowledged by the ones behind them.
          assertTrue(
              outcome.refused || outcome.replayed.size() >= written.size() - 1,
              () -> "lost acknowledged records: " + where);
          assertTrue(
              outcome.refused || outcome.reported || outcome.replayed.size() == written.size(),
              () -> "lost silently: " + where);
        });
  }

  @Test
  void refusesWhenAnyBitOfASegmentThatCountsIsFlipped() throws IOException {
    for (String segment : sealed.keySet()) {
      boolean isNewest = segment.equals(newest(sealed));
      sweepBits(
          sealed,
          segment,
          (outcome, where) ->
              assertTrue(
                  outcome.refused || (isNewest && outcome.replayed.equals(written)),
                  () -> "accepted damage: " + where));
    }
  }

  @Test
  void neverAcceptsASectorThatIsZeroedSwappedOrDuplicated() throws IOException {
    for (String segment : sealed.keySet()) {
      byte[] bytes = sealed.get(segment);
      int sectors = (bytes.length + SECTOR - 1) / SECTOR;
      for (int a = 0; a < sectors; a++) {
        byte[] zeroed = bytes.clone();
        Arrays.fill(zeroed, a * SECTOR, Math.min(bytes.length, (a + 1) * SECTOR), (byte) 0);
        assertSectorDamageIsSeen(segment, zeroed, "zeroed sector " + a);
        for (int b = 0; b < sectors; b++) {
          if (a != b) {
            assertSectorDamageIsSeen(segment, copied(bytes, a, b), "sector " + a + " over " + b);
            assertSectorDamageIsSeen(segment, swapped(bytes, a, b), "swapped " + a + ", " + b);
          }
        }
      }
    }
  }

  @Test
  void refusesWhenAnySegmentIsMissing() throws IOException {
    List<String> segments = List.copyOf(sealed.keySet());
    for (String segment : segments.subList(0, segments.size() - 1)) {
      Map<String, byte[]> damaged = new TreeMap<>(sealed);
      damaged.remove(segment);

      assertTrue(open(damaged).refused, "missing " + segment);
    }
  }

  @Test
  void appendsAndReplaysAfterEveryTornTail() throws IOException {
    String newest = newest(unsealed);
    byte[] bytes = unsealed.get(newest);
    for (int cut = 0; cut < bytes.length; cut += 37) {
      Map<String, byte[]> damaged = new TreeMap<>(unsealed);
      damaged.put(newest, Arrays.copyOf(bytes, cut));
      InMemoryFileStore store = store(damaged);
      TestLog log = TestLog.open(store);
      List<String> expected = new ArrayList<>(log.replayed);
      log.appendEach("after the cut");
      expected.add("after the cut");

      assertEquals(expected, TestLog.open(store).replayed, "cut at " + cut);
    }
  }

  private void assertSectorDamageIsSeen(String segment, byte[] damaged, String what)
      throws IOException {
    if (Arrays.equals(damaged, sealed.get(segment))) {
      return;
    }
    Outcome outcome = open(sealed, segment, damaged);
    if (outcome.refused) {
      return;
    }
    // Damage to the seal takes the last evidence along: it looks like a torn tail, and is reported
    // as one.
    int seal = ends.get(ends.size() - 1).intValue();
    byte[] original = sealed.get(segment);
    boolean reachesTheSeal =
        segment.equals(newest(sealed))
            && !Arrays.equals(damaged, seal, damaged.length, original, seal, original.length);
    assertTrue(reachesTheSeal && outcome.reported, () -> "accepted " + segment + ", " + what);
    int firstDamaged = Arrays.mismatch(damaged, original);
    long whole = ends.stream().filter(end -> end <= firstDamaged).count();
    int kept = written.size() - ends.size() + (int) whole;
    assertEquals(written.subList(0, kept), outcome.replayed, segment + ", " + what);
  }

  private interface Check {
    void check(Outcome outcome, String where);
  }

  private void sweepBits(Map<String, byte[]> log, String segment, Check check) throws IOException {
    byte[] bytes = log.get(segment);
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
      bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      Outcome outcome = open(log, segment, bytes);
      bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      String where = segment + ", bit " + bit;
      if (!outcome.refused) {
        assertEquals(written.subList(0, outcome.replayed.size()), outcome.replayed, where);
      }
      check.check(outcome, where);
    }
  }

  private static byte[] copied(byte[] bytes, int from, int to) {
    byte[] damaged = bytes.clone();
    int length = Math.min(SECTOR, bytes.length - Math.max(from, to) * SECTOR);
    System.arraycopy(bytes, from * SECTOR, damaged, to * SECTOR, length);
    return damaged;
  }

  private static byte[] swapped(byte[] bytes, int a, int b) {
    byte[] damaged = copied(bytes, a, b);
    int length = Math.min(SECTOR, bytes.length - Math.max(a, b) * SECTOR);
    System.arraycopy(bytes, b * SECTOR, damaged, a * SECTOR, length);
    return damaged;
  }

  private record Outcome(boolean refused, List<String> replayed, boolean reported) {}

  private static Outcome open(Map<String, byte[]> log, String segment, byte[] content)
      throws IOException {
    Map<String, byte[]> damaged = new TreeMap<>(log);
    damaged.put(segment, content);
    return open(damaged);
  }

  /** Anything but the two typed exceptions fails the test. */
  private static Outcome open(Map<String, byte[]> contents) throws IOException {
    try {
      TestLog log = TestLog.open(store(contents));
      boolean reported =
          log.listener.events.stream()
              .anyMatch(event -> event.startsWith("torn") || event.startsWith("ignored"));
      return new Outcome(false, log.replayed, reported);
    } catch (WalCorruptException | WalVersionException e) {
      assertFalse(e.getMessage().isBlank());
      return new Outcome(true, List.of(), true);
    }
  }

  private static String newest(Map<String, byte[]> log) {
    return ((TreeMap<String, byte[]>) log).lastKey();
  }

  private static InMemoryFileStore store(Map<String, byte[]> contents) throws IOException {
    InMemoryFileStore store = new InMemoryFileStore();
    for (Map.Entry<String, byte[]> file : contents.entrySet()) {
      try (WritableFile out = store.create(TestLog.DIRECTORY + "/" + file.getKey())) {
        out.write(ByteBuffer.wrap(file.getValue()));
      }
    }
    return store;
  }

  private static Map<String, byte[]> contents(InMemoryFileStore store) throws IOException {
    TreeMap<String, byte[]> contents = new TreeMap<>();
    for (String name : store.list(TestLog.DIRECTORY)) {
      try (ReadableFile file = store.open(TestLog.DIRECTORY + "/" + name)) {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
        FileWindow.read(file, 0, bytes);
        contents.put(name, Arrays.copyOf(bytes.array(), bytes.position()));
      }
    }
    return contents;
  }
}
