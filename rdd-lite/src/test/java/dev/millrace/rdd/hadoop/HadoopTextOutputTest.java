package dev.millrace.rdd.hadoop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.Job.PartitionAction;
import dev.millrace.rdd.TextOutput;
import dev.millrace.rdd.TextOutput.Save;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HadoopTextOutputTest {

  @TempDir private Path root;

  private final TextOutput output = new HadoopTextOutput();

  private String target() {
    return root.resolve("deep/out").toString();
  }

  private Map<String, String> filesInTarget() throws IOException {
    Map<String, String> files = new TreeMap<>();
    Path directory = Path.of(target());
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        files.put(directory.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  private static String write(Save save, int partition, Object... records) throws Exception {
    return save.writer().call(partition, List.of(records).iterator());
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertInstanceOf(
        HadoopTextOutput.class, ServiceLoader.load(TextOutput.class).findFirst().orElseThrow());
  }

  @Test
  void writesAFileForEachPartitionAndMarksTheDirectoryComplete() throws Exception {
    Save save = output.begin(target(), false);
    List<String> written =
        List.of(write(save, 0, "a", 1), write(save, 1), write(save, 2, "ü\uD83D\uDE00", "", 'c'));
    save.commit(written);
    assertEquals(
        Map.of(
            "_SUCCESS", "",
            "part-00000", "a\n1\n",
            "part-00001", "",
            "part-00002", "ü\uD83D\uDE00\n\nc\n"),
        filesInTarget());
  }

  @Test
  void leavesNoChecksumFilesAndNoTemporaryDirectory() throws Exception {
    Save save = output.begin("file://" + target(), false);
    save.commit(List.of(write(save, 0, "a")));
    try (Stream<Path> all = Files.list(Path.of(target()))) {
      assertEquals(
          List.of("_SUCCESS", "part-00000"),
          all.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void showsNothingUnderItsNameBeforeTheCommit() throws Exception {
    Save save = output.begin(target(), false);
    String written = write(save, 0, "a");
    assertFalse(Files.exists(Path.of(target(), "part-00000")));
    save.commit(List.of(written));
    assertTrue(Files.exists(Path.of(target(), "part-00000")));
  }

  @Test
  void takesOneAttemptOfARepeatedPartition() throws Exception {
    Save save = output.begin(target(), false);
    String lost = write(save, 0, "first attempt");
    String winner = write(save, 0, "second attempt");
    String late = write(save, 0, "third attempt");
    assertEquals(3, Stream.of(lost, winner, late).distinct().count());
    save.commit(List.of(winner));
    assertEquals(Map.of("_SUCCESS", "", "part-00000", "second attempt\n"), filesInTarget());
  }

  @Test
  void ignoresAnAttemptThatFailsHalfWay() throws Exception {
    Save save = output.begin(target(), false);
    Iterator<Object> failing =
        new Iterator<>() {
          private int count;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Object next() {
            if (count++ == 3) {
              throw new ArithmeticException("user function");
            }
            return "half";
          }
        };
    assertThrows(ArithmeticException.class, () -> save.writer().call(0, failing));
    save.commit(List.of(write(save, 0, "whole")));
    assertEquals(Map.of("_SUCCESS", "", "part-00000", "whole\n"), filesInTarget());
  }

  @Test
  void refusesAnAttemptAfterTheCommit() throws Exception {
    Save save = output.begin(target(), false);
    save.commit(List.of(write(save, 0, "a")));
    FileNotFoundException refusal =
        assertThrows(FileNotFoundException.class, () -> write(save, 0, "late"));
    assertTrue(refusal.getMessage().contains(target()), refusal.getMessage());
    assertEquals(Map.of("_SUCCESS", "", "part-00000", "a\n"), filesInTarget());
  }

  @Test
  void refusesADirectoryThatExists() throws Exception {
    Files.createDirectories(Path.of(target()));
    FileAlreadyExistsException refusal =
        assertThrows(FileAlreadyExistsException.class, () -> output.begin(target(), false));
    assertTrue(refusal.getMessage().startsWith(target() + ": "), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("does not exist"), refusal.getMessage());
  }

  @Test
  void saysThatAnEarlierSaveWasLeftIncomplete() throws Exception {
    write(output.begin(target(), false), 0, "a");
    FileAlreadyExistsException refusal =
        assertThrows(FileAlreadyExistsException.class, () -> output.begin(target(), false));
    assertTrue(refusal.getMessage().contains("incomplete"), refusal.getMessage());
  }

  @Test
  void refusesAFileInPlaceOfTheDirectory() throws Exception {
    Files.createDirectories(Path.of(target()).getParent());
    Files.writeString(Path.of(target()), "precious");
    assertThrows(FileAlreadyExistsException.class, () -> output.begin(target(), false));
    assertThrows(FileAlreadyExistsException.class, () -> output.begin(target(), true));
    assertEquals("precious", Files.readString(Path.of(target())));
  }

  @Test
  void replacesTheOutputOfAnEarlierSaveWholeOrInPart() throws Exception {
    Save whole = output.begin(target(), true);
    whole.commit(List.of(write(whole, 0, "old"), write(whole, 1, "old too")));
    write(output.begin(target(), true), 0, "never finished");
    Save save = output.begin(target(), true);
    save.commit(List.of(write(save, 0, "new")));
    assertEquals(Map.of("_SUCCESS", "", "part-00000", "new\n"), filesInTarget());
  }

  @Test
  void replacesNoDirectoryThatHoldsAnythingElse() throws Exception {
    Save whole = output.begin(target(), false);
    whole.commit(List.of(write(whole, 0, "old")));
    Files.writeString(Path.of(target(), "notes.txt"), "precious");
    FileAlreadyExistsException refusal =
        assertThrows(FileAlreadyExistsException.class, () -> output.begin(target(), true));
    assertTrue(refusal.getMessage().contains("notes.txt"), refusal.getMessage());
    assertEquals("precious", Files.readString(Path.of(target(), "notes.txt")));
    assertTrue(Files.exists(Path.of(target(), "part-00000")));
  }

  @Test
  void removesEverythingWhenAborted() throws Exception {
    Save save = output.begin(target(), false);
    write(save, 0, "a");
    save.abort();
    assertFalse(Files.exists(Path.of(target())));
    output.begin(target(), false);
  }

  @Test
  void refusesToCommitAFileOfAnotherPartition() throws Exception {
    Save save = output.begin(target(), false);
    List<String> swapped = List.of(write(save, 1, "b"), write(save, 0, "a"));
    assertThrows(IllegalArgumentException.class, () -> save.commit(swapped));
    assertFalse(Files.exists(Path.of(target(), "_SUCCESS")));
  }

  @Test
  void failsRatherThanCompleteWithoutAPartition() throws Exception {
    Save save = output.begin(target(), false);
    write(save, 0, "a");
    assertThrows(IOException.class, () -> save.commit(List.of("part-00000.7")));
    assertFalse(Files.exists(Path.of(target(), "_SUCCESS")));
  }

  @Test
  void namesAPathThatIsNone() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> output.begin("a:b:c", false));
    assertTrue(refusal.getMessage().contains("'a:b:c'"), refusal.getMessage());
    assertThrows(IOException.class, () -> output.begin("nosuchscheme://host/x", false));
  }

  @Test
  void writesFromItsSerialisedForm() throws Exception {
    Save save = output.begin(target(), false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(save.writer());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      @SuppressWarnings("unchecked")
      PartitionAction<Object, String> copy = (PartitionAction<Object, String>) in.readObject();
      save.commit(List.of(copy.call(0, List.<Object>of("a").iterator())));
    }
    assertEquals(Map.of("_SUCCESS", "", "part-00000", "a\n"), filesInTarget());
  }
}
