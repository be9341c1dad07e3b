package dev.millrace.testkit.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The list of crash points in the documentation is the one in the code. */
final class CrashPointPageTest {
  private static final boolean WRITE = Boolean.getBoolean("millrace.docs.write");

  @Test
  void isUpToDate() throws IOException {
    String page = CrashPointPage.make();
    if (WRITE) {
      Files.writeString(CrashPointPage.FILE, page);
    }
    assertEquals(
        page,
        Files.exists(CrashPointPage.FILE) ? Files.readString(CrashPointPage.FILE) : "",
        "docs/crash-points.md is not what the sources say; this writes it anew: mvn test -pl testkit"
            + " -am -Dtest=CrashPointPageTest -Dmillrace.docs.write=true");
  }
}
