package dev.millrace.testkit.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds the libraries to the architecture; the examples have a test of their own. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.millrace");

  @TestFactory
  Stream<DynamicTest> keepsToTheRule() {
    return ArchitectureRules.ofMillrace().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(CLASSES)));
  }

  @TestFactory
  Stream<DynamicTest> seesThePackage() {
    // A rule passes over what was not imported, so each root of the table must have been.
    return Architecture.MODULES.stream()
        .filter(module -> !module.name().equals("examples"))
        .flatMap(module -> module.packages().stream())
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name, () -> assertTrue(CLASSES.containPackage("dev.millrace." + name))));
  }
}
