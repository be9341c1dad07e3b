package dev.millrace.rdd.hadoop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.CorruptRecordFileException;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.PartitionReader;
import dev.millrace.rdd.RecordFiles;
import dev.millrace.rdd.RecordFiles.Part;
import dev.millrace.rdd.RecordFiles.Save;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HadoopRecordFilesTest {

  @TempDir private Path root;

  private final RecordFiles files = new HadoopRecordFiles();
  private final MillraceConf conf = new MillraceConf();

  private Path target() {
    return root.resolve("deep/records");
  }

  private Save begin() throws IOException {
    return files.begin(target().toString(), false, conf);
  }

  private static Part write(Save save, int partition, Object... records) throws Exception {
    return save.writer().call(partition, Arrays.asList(records).iterator());
  }

  private void publish(Object... records) throws Exception {
    Save save = begin();
    save.commit(List.of(write(save, 0, records)));
  }

  private List<Object> read(int partition) throws Exception {
    PartitionReader<Object> reader = files.open(target().toString(), conf);
    List<AutoCloseable> open = new ArrayList<>();
    List<Object> all = new ArrayList<>();
    try {
      reader.read(partition, open::add).forEachRemaining(all::add);
      assertEquals(1, open.size(), "the file is closed with the task");
    } finally {
      for (AutoCloseable file : open) {
        file.close();
      }
    }
    return all;
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertInstanceOf(
        HadoopRecordFiles.class, ServiceLoader.load(RecordFiles.class).findFirst().orElseThrow());
  }

  @Test
  void readsWhatWasWrittenPartitionByPartition() throws Exception {
    Save save = begin();
    List<Part> parts = List.of(write(save, 0, "a", 1, null), write(save, 1), write(save, 2, 2.5));
    save.commit(parts);
    assertEquals(Arrays.asList("a", 1, null), read(0));
    assertEquals(List.of(), read(1));
    assertEquals(List.of(2.5), read(2));
    assertEquals(3, files.open(target().toString(), conf).partitionCount());
  }

  @Test
  void readsALongPartitionFrameByFrame() throws Exception {
    String filler = "x".repeat(1000);
    Object[] records = IntStream.range(0, 3000).mapToObj(number -> filler + number).toArray();
    publish(records);
    assertEquals(List.of(records), read(0));
  }

  @Test
  void whatWasNotCommittedCannotBeRead() throws Exception {
    Save save = begin();
    write(save, 0, "a");
    assertTrue(
        assertThrows(CorruptRecordFileException.class, () -> read(0))
            .getMessage()
            .contains("never completed"));
  }

  @Test
  void onlyTheAttemptThatTheCommitNamesCounts() throws Exception {
    Save save = begin();
    write(save, 0, "first");
    Part second = write(save, 0, "second");
    write(save, 0, "third");
    save.commit(List.of(second));
    assertEquals(List.of("second"), read(0));
  }

  @Test
  void aCrashAtAnyByteOfTheManifestLeavesNothingThatCanBeRead() throws Exception {
    publish("a", "b");
    Path manifest = target().resolve("_MANIFEST");
    byte[] whole = Files.readAllBytes(manifest);
    for (int length = 0; length < whole.length; length++) {
      Files.write(manifest, Arrays.copyOf(whole, length));
      assertThrows(CorruptRecordFileException.class, () -> read(0), "length " + length);
    }
    Files.write(manifest, whole);
    assertEquals(List.of("a", "b"), read(0));
  }

  @Test
  void noticesEveryFlippedBitOfManifestAndFile() throws Exception {
    publish("a", 17, List.of("b"));
    for (String name : List.of("_MANIFEST", "part-00000.0")) {
      Path file = target().resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int bit = 0; bit < whole.length * 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        Files.write(file, damaged);
        assertThrows(CorruptRecordFileException.class, () -> read(0), name + " bit " + bit);
      }
      Files.write(file, whole);
    }
    assertEquals(List.of("a", 17, List.of("b")), read(0));
  }

  @Test
  void noticesAFileThatIsShorterOrLongerOrGone() throws Exception {
    publish("a", "b");
    Path file = target().resolve("part-00000.0");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertTrue(
        assertThrows(CorruptRecordFileException.class, () -> read(0))
            .getMessage()
            .contains("bytes, but " + whole.length));
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThrows(CorruptRecordFileException.class, () -> read(0));
    Files.delete(file);
    assertTrue(
        assertThrows(CorruptRecordFileException.class, () -> read(0))
            .getMessage()
            .contains("gone"));
  }

  @Test
  void noticesAnotherFileOfTheSameLength() throws Exception {
    Save save = begin();
    Part first = write(save, 0, "a");
    Part second = write(save, 1, "b");
    save.commit(List.of(first, second));
    assertEquals(first.length(), second.length());
    Files.copy(
        target().resolve(second.name()),
        target().resolve(first.name()),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThrows(CorruptRecordFileException.class, () -> read(0));
    assertEquals(List.of("b"), read(1));
  }

  @Test
  void refusesAManifestOfAnotherVersion() throws Exception {
    publish("a");
    Path manifest = target().resolve("_MANIFEST");
    String text = Files.readString(manifest).replace("records 1", "records 2");
    Files.writeString(manifest, withCrc(text.substring(0, text.lastIndexOf("crc "))));
    assertTrue(
        assertThrows(CorruptRecordFileException.class, () -> read(0))
            .getMessage()
            .contains("another version"));
  }

  private static String withCrc(String text) {
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return text + "crc " + Integer.toHexString(RecordFormat.masked(crc)) + "\n";
  }

  @Test
  void refusesADirectoryThatExistsUnlessItMayReplaceIt() throws Exception {
    publish("a");
    assertThrows(FileAlreadyExistsException.class, this::begin);
    Save again = files.begin(target().toString(), true, conf);
    again.commit(List.of(write(again, 0, "b")));
    assertEquals(List.of("b"), read(0));
  }

  @Test
  void neverReplacesOrDeletesFilesOfOthers() throws Exception {
    publish("a");
    Path foreign = Files.writeString(target().resolve("notes"), "mine");
    assertThrows(IOException.class, () -> files.begin(target().toString(), true, conf));
    assertThrows(IOException.class, () -> files.delete(target().toString()));
    assertTrue(Files.exists(foreign));
    assertEquals(List.of("a"), read(0));
  }

  @Test
  void abortRemovesWhatWasWritten() throws Exception {
    Save save = begin();
    write(save, 0, "a");
    save.abort();
    assertFalse(Files.exists(target()));
    assertThrows(FileNotFoundException.class, () -> write(save, 1, "late"));
    assertThrows(FileNotFoundException.class, () -> read(0));
  }

  @Test
  void claimsDirectoriesThatNobodyElseHas() throws Exception {
    String parent = files.makeDirectory(root.resolve("claims").toString());
    String first = files.claimDirectory(parent);
    String second = files.claimDirectory(parent);
    assertTrue(first.endsWith("/run-00000"), first);
    assertTrue(second.endsWith("/run-00001"), second);
  }
}
