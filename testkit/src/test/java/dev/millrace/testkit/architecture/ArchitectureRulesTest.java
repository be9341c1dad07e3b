package dev.millrace.testkit.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testkit.architecture.Architecture.Exemption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that each rule fails when it is broken, on fixtures that break it on purpose. */
final class ArchitectureRulesTest {
  private static final String FIXTURES = "dev.millrace.testkit.architecture.fixture";

  @Test
  void refusesEachArrowThatTheTableDoesNotList() {
    assertEquals(
        Set.of("receiver.LooksUp", "wal.LooksAside", "examples.SeesInternals", "stray.Stray"),
        offenders(rules("arrow").moduleArrows(), "arrow"));
  }

  @Test
  void refusesThirdPartyTypesOutsideTheirHomes() {
    assertEquals(
        Set.of(
            "receiver.UsesAkka",
            "rdd.UsesKryo",
            "wal.UsesHadoop",
            "scheduler.UsesGuava",
            "rdd.UsesUnlisted",
            "rdd.UsesInternals"),
        offenders(rules("home").thirdPartyHomes(), "home"));
  }

  @Test
  void refusesPackageCycles() {
    List<String> cycles =
        rules("cycle")
            .noPackageCycles()
            .evaluate(imported("cycle"))
            .getFailureReport()
            .getDetails();

    assertEquals(1, cycles.size(), cycles::toString);
    for (String name : List.of("rdd.Node", "rdd.codec.Codec", "rdd.function.Function")) {
      assertTrue(cycles.get(0).contains(FIXTURES + ".cycle." + name), cycles::toString);
    }
  }

  @Test
  void refusesThreadsClocksChanceSaltedOrderAndEnvironmentOutsideHosts() {
    assertEquals(
        Set.of(
            "receiver.StartsThread",
            "receiver.BorrowsThread",
            "receiver.ReadsClock",
            "receiver.ReadsClockByReference",
            "receiver.ThrowsDice",
            "receiver.ShufflesOrder",
            "receiver.ReadsEnvironment"),
        offenders(rules("host").hostAccess(), "host"));
  }

  @Test
  void refusesThirdPartyTypesInWhatUsersRead() {
    assertEquals(
        Set.of(
            "rdd.ShowsResult",
            "rdd.ShowsParameter",
            "rdd.ShowsField",
            "rdd.ShowsSupertype",
            "rdd.ShowsException",
            "rdd.ShowsBound",
            "rdd.ShowsExempt"),
        offenders(rules("signature").userFacingSignatures(), "signature"));
  }

  @Test
  void exemptsOnlyTheClassAndTypeThatTheTableNames() {
    Exemption exemption =
        new Exemption("rdd.ShowsExempt", "org.apache.hadoop.fs.Path", "the type is the point");
    ArchRule rule =
        new ArchitectureRules(FIXTURES + ".signature", List.of(exemption)).userFacingSignatures();

    Set<String> offenders = offenders(rule, "signature");

    assertTrue(!offenders.contains("rdd.ShowsExempt"), offenders::toString);
    assertTrue(offenders.contains("rdd.ShowsParameter"), offenders::toString);
  }

  @Test
  void refusesPackageThatLiesInTwoModules(@TempDir Path one, @TempDir Path other)
      throws IOException {
    copyClass("split.wal.First", one);
    copyClass("split.wal.Second", other);
    JavaClasses apart = new ClassFileImporter().importPaths(one, other);

    assertEquals(
        Set.of("wal.First", "wal.Second"),
        offenders(rules("split").onePackageOneModule(), "split", apart));
    assertEquals(Set.of(), offenders(rules("split").onePackageOneModule(), "split"));
  }

  private static ArchitectureRules rules(String fixture) {
    return new ArchitectureRules(FIXTURES + "." + fixture, List.of());
  }

  private static JavaClasses imported(String fixture) {
    return new ClassFileImporter().importPackages(FIXTURES + "." + fixture);
  }

  private static Set<String> offenders(ArchRule rule, String fixture) {
    return offenders(rule, fixture, imported(fixture));
  }

  /** The classes that break the rule, by their names below the fixture's package. */
  private static Set<String> offenders(ArchRule rule, String fixture, JavaClasses classes) {
    Set<String> names = new TreeSet<>();
    int prefix = (FIXTURES + "." + fixture + ".").length();
    rule.evaluate(classes)
        .handleViolations(
            (Collection<JavaClass> types, String message) ->
                types.forEach(type -> names.add(type.getName().substring(prefix))));
    return names;
  }

  private static void copyClass(String name, Path directory) throws IOException {
    String file = (FIXTURES + "." + name).replace('.', '/') + ".class";
    Path target = directory.resolve(file);
    Files.createDirectories(target.getParent());
    try (var source = ArchitectureRulesTest.class.getClassLoader().getResourceAsStream(file)) {
      Files.copy(source, target);
    }
  }
}
