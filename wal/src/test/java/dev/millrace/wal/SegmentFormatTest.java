package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.wal.file.InMemoryFileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SegmentFormatTest {
  private static final SegmentHeader HEADER =
      new SegmentHeader(
          new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L),
          new SegmentName(7, 3),
          new LogTail(Optional.of(new SegmentName(6, 2)), 4096, 99, 0xcafe),
          101,
          0x5eed,
          0x1234567890abcdefL,
          1_700_000_000_000L,
          "executor-12");

  @Test
  void headerKeepsEveryField() throws Exception {
    assertEquals(128, HEADER.encode().remaining());
    assertEquals(Optional.of(HEADER), SegmentHeader.decode(HEADER.name(), HEADER.encode()));
  }

  @Test
  void headerOfAnotherSegmentIsNone() throws Exception {
    assertEquals(Optional.empty(), SegmentHeader.decode(new SegmentName(7, 4), HEADER.encode()));
  }

  /** Whatever the fields say, decoding yields a header or none: a checksum can be forged. */
  @Test
  void headerWithForgedChecksumNeverThrowsAnUntypedException() throws Exception {
    byte[] bytes = HEADER.encode().array();
    for (int i = 12; i < 124; i++) {
      for (byte value : new byte[] {0, 1, (byte) 0x80, (byte) 0xff}) {
        byte[] forged = bytes.clone();
        forged[i] = value;
        ByteBuffer.wrap(forged).putInt(124, Checksum.of(forged, 0, 124));
        SegmentHeader.decode(HEADER.name(), ByteBuffer.wrap(forged))
            .ifPresent(header -> assertTrue(header.firstSequence() > 0));
      }
    }
  }

  @Test
  void headerThatNamesItselfAsPredecessorIsRefused() {
    SegmentName name = new SegmentName(1, 1);
    SegmentHeader circular =
        new SegmentHeader(
            HEADER.logId(), name, new LogTail(Optional.of(name), 128, 0, 0), 0, 0, 1, 2, "test");
    byte[] segment = Arrays.copyOf(circular.encode().array(), SegmentHeader.LENGTH + 1);
    ScriptedFileStore store = ScriptedFileStore.of(Map.of(TestLog.path(1, 1), segment));

    WalCorruptException refused =
        assertThrows(WalCorruptException.class, () -> TestLog.open(store));
    assertTrue(refused.reason().contains("no older"), refused::reason);
  }

  @Test
  void fileNamesSortAsSegmentsFollowAndParseBack() {
    SegmentName early = new SegmentName(1, 16);
    SegmentName late = new SegmentName(2, 1);
    assertEquals("wal-0000000000000001-00000010.mlw", early.fileName());
    assertTrue(early.compareTo(late) < 0 && early.fileName().compareTo(late.fileName()) < 0);
    assertEquals(Optional.of(early), SegmentName.parse(early.fileName()));
    for (String other :
        new String[] {
          "wal-1-1.mlw",
          "wal-0000000000000000-00000001.mlw",
          "wal-0000000000000001-00000000.mlw",
          "wal-ffffffffffffffff-00000001.mlw",
          "wal-0000000000000001-00000001.mlw.tmp",
          "notes.txt"
        }) {
      assertEquals(Optional.empty(), SegmentName.parse(other), other);
    }
  }

  @Test
  void recordsStartAtMultiplesOfEight() {
    assertEquals(32, RecordHeader.lengthOnDisk(0));
    assertEquals(40, RecordHeader.lengthOnDisk(1));
    assertEquals(40, RecordHeader.lengthOnDisk(8));
    assertEquals(48, RecordHeader.lengthOnDisk(9));
  }

  @Test
  void recordWithImpossibleFieldsIsRefusedBeforeAnythingIsReadOrAllocated() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    RecordHeader good = new RecordHeader(1, 5, WriteAheadLog.DATA, 0, 10, 9);
    assertTrue(good.isPlausible());
    for (RecordHeader bad :
        new RecordHeader[] {
          new RecordHeader(1, -1, WriteAheadLog.DATA, 0, 10, 9),
          new RecordHeader(1, RecordHeader.PAYLOAD_BYTES_LIMIT + 1, WriteAheadLog.DATA, 0, 10, 9),
          new RecordHeader(1, 5, (byte) 3, 0, 10, 9),
          new RecordHeader(1, 5, WriteAheadLog.DATA, 0, 10, 10),
          new RecordHeader(1, 5, WriteAheadLog.DATA, 0, 10, -1),
          new RecordHeader(1, 8, RecordHeader.SEAL, 0, 10, 9)
        }) {
      assertFalse(bad.isPlausible(), bad::toString);
    }
    good.put(bytes);
    bytes.put(9, (byte) 1);
    assertFalse(RecordHeader.read(bytes, 0).isPlausible(), "a flag that nobody knows");
  }

  @Test
  void aLongLengthAllocatesNothingUnlessTheFileIsThatLong() throws Exception {
    ScriptedFileStore store = ScriptedFileStore.of(Map.of("log/file", new byte[100]));
    try (ReadableFile file = store.open("log/file")) {
      FileWindow window = new FileWindow(file);

      assertFalse(window.load(0, RecordHeader.PAYLOAD_BYTES_LIMIT));

      assertTrue(window.bytes().capacity() < 1 << 20);
      assertTrue(window.load(10, 90));
      assertFalse(window.load(10, 91));
      assertEquals(100, window.lengthFrom(0));
    }
  }

  /** A crafted tail must not make recovery compute checksums for ever. */
  @Test
  void refusesATailThatLooksLikeMillionsOfOverlappingRecords() throws Exception {
    ScriptedFileStore store = new ScriptedFileStore();
    TestLog log = TestLog.open(store);
    log.appendEach("a");
    byte[] sound = store.contents().get(TestLog.path(1, 1));
    int length = 24 << 20;
    ByteBuffer crafted = ByteBuffer.allocate(sound.length + length).put(sound);
    RecordHeader fake = new RecordHeader(0, length / 4, WriteAheadLog.DATA, 0, 2, 1);
    while (crafted.remaining() >= RecordHeader.LENGTH) {
      fake.put(crafted);
    }
    InMemoryFileStore disk = new InMemoryFileStore();
    try (WritableFile file = disk.create(TestLog.path(1, 1))) {
      file.write(crafted.flip());
    }

    WalCorruptException refused = assertThrows(WalCorruptException.class, () -> TestLog.open(disk));
    assertTrue(refused.reason().contains("overlapping"), refused::reason);
  }

  @Test
  void readsTheSameWhateverPiecesTheStoreReturns() throws IOException {
    byte[] content = new byte[1000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    ReadableFile trickling =
        new ReadableFile() {
          @Override
          public int read(long position, ByteBuffer into) {
            if (position >= content.length) {
              return -1;
            }
            into.put(content[(int) position]);
            return 1;
          }

          @Override
          public void close() {}
        };
    ByteBuffer into = ByteBuffer.allocate(2000);

    assertEquals(993, FileWindow.read(trickling, 7, into));
    assertEquals(ByteBuffer.wrap(content, 7, 993), into.flip());
  }
}
