package dev.millrace.testkit.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds Millrace to its architecture. Programs are judged in the modules that hold them. */
final class ArchitectureTest {
  private static final String BASE = "dev.millrace";
  private static final List<String> PROGRAMS = List.of("examples", "benchmarks");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  private final ArchitectureRules rules = new ArchitectureRules(BASE, Architecture.EXEMPTIONS);

  @TestFactory
  Stream<DynamicTest> seesEachLibraryModule() {
    // Rules pass over what was not imported, so each package root must have been.
    return Architecture.MODULES.stream()
        .filter(module -> !PROGRAMS.contains(module.name()))
        .flatMap(module -> module.packages().stream())
        .map(name -> DynamicTest.dynamicTest(name, () -> assertTrue(isImported(name), name)));
  }

  private static boolean isImported(String name) {
    return CLASSES.stream().anyMatch(type -> type.getPackageName().equals(BASE + "." + name));
  }

  @Test
  void modulesFollowTheirArrows() {
    rules.moduleArrows().check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    rules.noPackageCycles().check(CLASSES);
  }

  @Test
  void thirdPartyTypesStayAtHome() {
    rules.thirdPartyHomes().check(CLASSES);
  }

  @Test
  void onlyHostsTouchThreadsClocksRandomnessAndEnvironment() {
    rules.hostAccess().check(CLASSES);
  }

  @Test
  void usersSeeNoThirdPartyType() {
    rules.userFacingSignatures().check(CLASSES);
  }

  @Test
  void packagesLieInOneModule() {
    rules.onePackageOneModule().check(CLASSES);
  }
}
