package dev.millrace.testkit.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.joining;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.millrace.testkit.architecture.Architecture.Exemption;
import dev.millrace.testkit.architecture.Architecture.HostCall;
import dev.millrace.testkit.architecture.Architecture.Library;
import dev.millrace.testkit.architecture.Architecture.Module;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The rules that hold classes to the architecture's table, for the classes under one base package.
 * <em>Immutable.</em>
 */
public final class ArchitectureRules {
  private final String base;
  private final List<Exemption> exemptions;

  ArchitectureRules(String base, List<Exemption> exemptions) {
    this.base = base;
    this.exemptions = List.copyOf(exemptions);
  }

  /** Every rule, for the classes of Millrace. */
  public static List<ArchRule> ofMillrace() {
    ArchitectureRules rules = new ArchitectureRules("dev.millrace", Architecture.EXEMPTIONS);
    return List.of(
        rules.moduleArrows(),
        rules.noPackageCycles(),
        rules.thirdPartyHomes(),
        rules.hostAccess(),
        rules.userFacingSignatures(),
        rules.onePackageOneModule());
  }

  /** A class imports only its own module and the packages its module's arrows reach. */
  ArchRule moduleArrows() {
    return rule("follow the arrows between modules", this::checkArrows);
  }

  /** No two packages import each other, directly or around. */
  ArchRule noPackageCycles() {
    return slices()
        .matching(base + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .as("packages are free of cycles");
  }

  /** A third-party type is named only in the packages that are its home. */
  ArchRule thirdPartyHomes() {
    return rule("name third-party types only in their home packages", this::checkHomes);
  }

  /** Threads, clocks, randomness and the environment are touched by hosts only. */
  ArchRule hostAccess() {
    return rule("leave threads, clocks, randomness and environment to hosts", this::checkHostCalls);
  }

  /** What users read shows our own types and the JDK's. */
  ArchRule userFacingSignatures() {
    return rule("show no third-party type to users", this::checkSignatures);
  }

  /** The classes of one package come from one module. */
  ArchRule onePackageOneModule() {
    return classes()
        .that()
        .resideInAPackage(base + "..")
        .should(new LieInOneModule())
        .allowEmptyShould(true);
  }

  private ArchRule rule(String description, BiConsumer<JavaClass, Violations> check) {
    ArchCondition<JavaClass> condition =
        new ArchCondition<>(description) {
          @Override
          public void check(JavaClass type, ConditionEvents events) {
            check.accept(type, message -> events.add(SimpleConditionEvent.violated(type, message)));
          }
        };
    return classes().that().resideInAPackage(base + "..").should(condition).allowEmptyShould(true);
  }

  private void checkArrows(JavaClass type, Violations violations) {
    Optional<Module> module = moduleOf(type);
    if (module.isEmpty()) {
      violations.add(type.getName() + " lies in no module of the table");
      return;
    }
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      if (isOurs(target)
          && !isUnderAny(relativePackage(target), module.get().packages())
          && !isUnderAny(relativePackage(target), module.get().mayImport())) {
        violations.add(
            "module %s may not import %s: %s"
                .formatted(
                    module.get().name(), target.getPackageName(), dependency.getDescription()));
      }
    }
  }

  private void checkHomes(JavaClass type, Violations violations) {
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      if (isOurs(target) || isJdk(target)) {
        continue;
      }
      Optional<Library> library = libraryOf(target);
      if (library.isEmpty()) {
        violations.add("no library of the table: " + dependency.getDescription());
      } else if (!isHome(type, library.get().homes())) {
        violations.add(
            "%s belongs in %s: %s"
                .formatted(
                    library.get().name(), library.get().homes(), dependency.getDescription()));
      }
    }
  }

  private void checkHostCalls(JavaClass type, Violations violations) {
    if (isHome(type, Architecture.HOSTS)) {
      return;
    }
    Stream.concat(
            type.getCodeUnitCallsFromSelf().stream(), type.getCodeUnitReferencesFromSelf().stream())
        .forEach(
            access ->
                Architecture.HOST_CALLS.stream()
                    .filter(call -> matches(call, access.getTarget()))
                    .filter(call -> !isExempt(type, call))
                    .findFirst()
                    .ifPresent(
                        call ->
                            violations.add(
                                "only a host may do this (%s): %s"
                                    .formatted(call.instead(), access.getDescription()))));
  }

  private void checkSignatures(JavaClass type, Violations violations) {
    if (!Architecture.USER_FACING.contains(relativePackage(type)) || !isShown(type)) {
      return;
    }
    Stream<JavaType> supertypes =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<JavaType> bounds =
        type.getTypeParameters().stream().flatMap(variable -> variable.getUpperBounds().stream());
    reportShown(type, type.getName(), Stream.concat(supertypes, bounds), violations);
    type.getMembers().stream()
        .filter(ArchitectureRules::isShown)
        .forEach(member -> reportShown(type, member.getFullName(), typesOf(member), violations));
  }

  private void reportShown(
      JavaClass type, String place, Stream<JavaType> types, Violations violations) {
    Set<JavaClass> involved = new LinkedHashSet<>();
    types.forEach(shown -> involved.addAll(shown.getAllInvolvedRawTypes()));
    for (JavaClass shown : involved) {
      JavaClass component = shown.getBaseComponentType();
      if (!component.isPrimitive()
          && !isOurs(component)
          && !isJdk(component)
          && !isExempt(type, component)) {
        violations.add("%s shows %s to users".formatted(place, component.getName()));
      }
    }
  }

  private static Stream<JavaType> typesOf(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    Stream<JavaType> thrown = unit.getThrowsClause().getTypes().stream().map(JavaType.class::cast);
    Stream<JavaType> bounds =
        unit.getTypeParameters().stream().flatMap(variable -> variable.getUpperBounds().stream());
    return Stream.of(
            Stream.of(unit.getReturnType()), unit.getParameterTypes().stream(), thrown, bounds)
        .flatMap(types -> types);
  }

  /**
   * Whether code outside the package sees the class: it and all around it are not private to it.
   */
  private static boolean isShown(JavaClass type) {
    return isShown(type.getModifiers())
        && type.getEnclosingClass().map(ArchitectureRules::isShown).orElse(true);
  }

  private static boolean isShown(JavaMember member) {
    return isShown(member.getModifiers());
  }

  private static boolean isShown(Set<JavaModifier> modifiers) {
    return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
        && !modifiers.contains(JavaModifier.SYNTHETIC);
  }

  private boolean isExempt(JavaClass type, JavaClass shown) {
    return exemptions.stream()
        .anyMatch(
            exemption ->
                type.getName().equals(base + "." + exemption.className())
                    && shown.getName().equals(exemption.shownType()));
  }

  private boolean isExempt(JavaClass type, HostCall call) {
    return Architecture.HOST_EXEMPTIONS.stream()
        .anyMatch(
            exemption ->
                type.getName().equals(base + "." + exemption.className())
                    && exemption.calls().contains(call.call()));
  }

  private static boolean matches(HostCall call, CodeUnitAccessTarget target) {
    if (!call.member().equals("*") && !call.member().equals(target.getName())) {
      return false;
    }
    String parameters =
        target.getRawParameterTypes().stream().map(JavaClass::getName).collect(joining(","));
    return (call.parameters().equals("*") || call.parameters().equals(parameters))
        && target.getOwner().isAssignableTo(call.owner());
  }

  private Optional<Module> moduleOf(JavaClass type) {
    String name = relativePackage(type);
    return Architecture.MODULES.stream()
        .filter(module -> isUnderAny(name, module.packages()))
        .findFirst();
  }

  private static Optional<Library> libraryOf(JavaClass type) {
    return Architecture.LIBRARIES.stream()
        .filter(library -> isUnderAny(type.getPackageName(), library.packages()))
        .findFirst();
  }

  private boolean isHome(JavaClass type, List<String> homes) {
    String name = relativePackage(type);
    return homes.stream().anyMatch(home -> isAtHome(name, home));
  }

  private static boolean isAtHome(String name, String home) {
    if (home.equals("**")) {
      return true;
    }
    if (home.startsWith("**.")) {
      return ("." + name + ".").contains(home.substring(2) + ".");
    }
    return isUnder(name, home);
  }

  private boolean isOurs(JavaClass type) {
    return isUnder(type.getPackageName(), base);
  }

  private static boolean isJdk(JavaClass type) {
    return type.isPrimitive() || isUnderAny(type.getPackageName(), Architecture.JDK);
  }

  private String relativePackage(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(base) ? "" : name.substring(base.length() + 1);
  }

  private static boolean isUnderAny(String name, List<String> roots) {
    return roots.stream().anyMatch(root -> isUnder(name, root));
  }

  private static boolean isUnder(String name, String root) {
    return name.equals(root) || name.startsWith(root + ".");
  }

  /** Where a check reports what it found. */
  private interface Violations {
    void add(String message);
  }

  /** Compares where the class files of a package were found: a directory or jar is a module. */
  private static final class LieInOneModule extends ArchCondition<JavaClass> {
    private final Map<String, Set<String>> locationsByPackage = new TreeMap<>();

    LieInOneModule() {
      super("lie in one module with all of its package");
    }

    @Override
    public void init(Collection<JavaClass> types) {
      locationsByPackage.clear();
      for (JavaClass type : types) {
        locationsByPackage
            .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
            .add(location(type));
      }
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      Set<String> locations = locationsByPackage.get(type.getPackageName());
      if (locations.size() > 1) {
        events.add(
            SimpleConditionEvent.violated(
                type, "%s: its package lies in %s".formatted(type.getName(), locations)));
      }
    }

    private static String location(JavaClass type) {
      String file = type.getName().replace('.', '/') + ".class";
      String uri = type.getSource().orElseThrow().getUri().toString();
      if (!uri.endsWith(file)) {
        throw new IllegalStateException(uri + " does not end with " + file);
      }
      return uri.substring(0, uri.length() - file.length());
    }
  }
}
