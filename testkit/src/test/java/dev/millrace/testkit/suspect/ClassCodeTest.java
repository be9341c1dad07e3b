package dev.millrace.testkit.suspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ClassCodeTest {
  private static byte[] bytesOf(Path file) throws IOException {
    return Files.readAllBytes(file);
  }

  @Test
  void understandsEveryInstructionOfTheJdksUtilities() throws IOException {
    Path utilities =
        FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.base/java/util");
    List<Path> files;
    try (Stream<Path> all = Files.walk(utilities)) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    long calls = 0;
    for (Path file : files) {
      for (MethodCode method : ClassCode.read(bytesOf(file)).methods()) {
        calls += method.calls().size();
      }
    }
    assertTrue(files.size() > 500 && calls > 10_000, files.size() + " files, " + calls + " calls");
  }

  @Test
  void findsCallsWithTheirLines() throws IOException {
    ClassCode code;
    try (var in = Misuses.class.getResourceAsStream("Misuses$Helper.class")) {
      code = ClassCode.read(in.readAllBytes());
    }
    MethodCode age = code.method("age", "(Ljava/lang/String;)J").orElseThrow();
    assertEquals(
        List.of("System.currentTimeMillis()", "String.length()"),
        age.calls().stream().map(Call::text).toList());
    assertTrue(age.calls().get(0).line() > 0);
    assertEquals("java/lang/Object", code.superName());
  }

  @Test
  void refusesWhatIsNoClassFile() {
    assertThrows(IOException.class, () -> ClassCode.read(new byte[100]));
  }
}
