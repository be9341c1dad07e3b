package dev.millrace.testkit.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.testkit.architecture.fixture.signatures.Shown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No public signature changes by accident: {@code docs/api} shows all of them. */
class ApiSignaturesTest {

  private static final Path PAGES = Path.of("..", "docs", "api");
  private static final String REWRITE = "millrace.api.rewrite";

  @ParameterizedTest
  @CsvSource({
    "wal, dev.millrace.wal",
    "rdd-lite, dev.millrace.rdd dev.millrace.time",
    "receiver, dev.millrace.receiver",
    "scheduler, dev.millrace.scheduler",
    "streaming-core, dev.millrace.streaming",
    "testkit, dev.millrace.testkit"
  })
  void signaturesAreThoseOfTheCommittedPage(String module, String packages) throws Exception {
    List<String> now = ApiSignatures.of(typesOf(packages.split(" ")));
    assertTrue(now.size() > 50, () -> module + " has hardly a signature: " + now);
    Path page = PAGES.resolve(module + ".txt");
    if (Boolean.getBoolean(REWRITE)) {
      Files.createDirectories(PAGES);
      Files.write(page, now);
      return;
    }
    List<String> committed = Files.exists(page) ? Files.readAllLines(page) : List.of();
    if (!now.equals(committed)) {
      fail(
          "The public signatures of "
              + module
              + " are not those of docs/api/"
              + module
              + ".txt:\n"
              + difference(committed, now)
              + "If this is meant, run: mvn test -pl testkit -am -Dtest=ApiSignaturesTest -D"
              + REWRITE
              + "=true");
    }
  }

  private static List<Class<?>> typesOf(String[] packages) throws ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    ClassFileImporter importer =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/test/"));
    for (JavaClass found : importer.importPackages(packages)) {
      if (!found.isAnonymousClass() && !found.isLocalClass()) {
        types.add(Class.forName(found.getName(), false, ApiSignaturesTest.class.getClassLoader()));
      }
    }
    return types;
  }

  private static String difference(List<String> committed, List<String> now) {
    StringBuilder text = new StringBuilder();
    List<String> gone = new ArrayList<>(committed);
    now.forEach(gone::remove);
    List<String> come = new ArrayList<>(now);
    committed.forEach(come::remove);
    gone.forEach(line -> text.append("- ").append(line.strip()).append('\n'));
    come.forEach(line -> text.append("+ ").append(line.strip()).append('\n'));
    return text.toString();
  }

  @Test
  void aSignatureShowsAllThatCallersCompileAgainst() {
    List<String> lines = ApiSignatures.of(List.of(Shown.class.getNestMembers()));
    String name = Shown.class.getName();
    assertEquals(
        List.of(
            "public abstract class "
                + name
                + "<T extends Comparable<T>> extends java.util.AbstractList<T>"
                + " implements java.io.Serializable",
            "  protected final int field",
            "  protected new(int)",
            "  public abstract <X extends Exception> java.util.function.Supplier<? extends T>"
                + " method(java.util.List<T>, String...) throws X, java.io.IOException",
            "public static class " + name + ".Nested extends " + name + ".Hidden",
            "  public int inherited()",
            "  public int number()",
            "  public new(int)"),
        lines);
  }
}
