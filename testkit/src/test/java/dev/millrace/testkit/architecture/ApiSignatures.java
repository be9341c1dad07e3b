package dev.millrace.testkit.architecture;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public signatures of types as text: one line each, in an order of their own. */
final class ApiSignatures {

  private ApiSignatures() {}

  /** The lines of all types that users can reach, sorted by name; others are passed over. */
  static List<String> of(Collection<Class<?>> types) {
    return types.stream()
        .filter(ApiSignatures::isReachable)
        .sorted(Comparator.comparing(Class::getName))
        .flatMap(type -> linesOf(type).stream())
        .toList();
  }

  private static boolean isReachable(Class<?> type) {
    boolean visible =
        Modifier.isPublic(type.getModifiers()) || Modifier.isProtected(type.getModifiers());
    return visible
        && !type.isSynthetic()
        && (type.getDeclaringClass() == null || isReachable(type.getDeclaringClass()));
  }

  private static List<String> linesOf(Class<?> type) {
    List<String> lines = new ArrayList<>();
    lines.add(header(type));
    Stream.concat(Stream.of(type), hiddenAncestorsOf(type).stream())
        .flatMap(declaring -> membersOf(declaring).stream())
        .distinct()
        .sorted()
        .map(member -> "  " + member)
        .forEach(lines::add);
    return lines;
  }

  /** Classes that callers cannot name, but whose public members they reach through the type. */
  private static List<Class<?>> hiddenAncestorsOf(Class<?> type) {
    List<Class<?>> hidden = new ArrayList<>();
    for (Class<?> parent = type.getSuperclass();
        parent != null && !isReachable(parent);
        parent = parent.getSuperclass()) {
      hidden.add(parent);
    }
    return hidden;
  }

  private static List<String> membersOf(Class<?> type) {
    List<String> members = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (isShown(field.getModifiers()) && !field.isSynthetic()) {
        members.add(
            modifiers(field.getModifiers())
                + nameOf(field.getGenericType())
                + " "
                + field.getName());
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isReachable(type) && isShown(constructor.getModifiers()) && !constructor.isSynthetic()) {
        members.add(
            modifiers(constructor.getModifiers())
                + typeParameters(constructor.getTypeParameters())
                + "new"
                + signature(constructor));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isShown(method.getModifiers()) && !method.isSynthetic() && !isImplied(method)) {
        members.add(
            modifiers(method.getModifiers())
                + (method.isDefault() ? "default " : "")
                + typeParameters(method.getTypeParameters())
                + nameOf(method.getGenericReturnType())
                + " "
                + method.getName()
                + signature(method));
      }
    }
    return members;
  }

  /** Each record has these, so they say nothing. */
  private static boolean isImplied(Method method) {
    return method.getDeclaringClass().isRecord()
        && Modifier.isFinal(method.getModifiers())
        && List.of("equals", "hashCode", "toString").contains(method.getName());
  }

  private static String header(Class<?> type) {
    String kind =
        type.isAnnotation()
            ? "annotation"
            : type.isInterface()
                ? "interface"
                : type.isRecord() ? "record" : type.isEnum() ? "enum" : "class";
    int shown = type.getModifiers();
    if (type.isInterface() || type.isRecord() || type.isEnum()) {
      shown &= ~(Modifier.ABSTRACT | Modifier.FINAL);
    }
    List<String> above = new ArrayList<>();
    if (type.getGenericSuperclass() != null
        && type.getSuperclass() != Object.class
        && !type.isRecord()
        && !type.isEnum()) {
      above.add("extends " + nameOf(type.getGenericSuperclass()));
    }
    if (type.getGenericInterfaces().length > 0) {
      above.add(
          (type.isInterface() ? "extends " : "implements ")
              + Arrays.stream(type.getGenericInterfaces())
                  .map(ApiSignatures::nameOf)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
    return modifiers(shown)
        + kind
        + " "
        + nameOf(type)
        + typeParameters(type.getTypeParameters()).strip()
        + (above.isEmpty() ? "" : " " + String.join(" ", above));
  }

  private static boolean isShown(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String modifiers(int modifiers) {
    int contract =
        modifiers
            & (Modifier.PUBLIC
                | Modifier.PROTECTED
                | Modifier.STATIC
                | Modifier.ABSTRACT
                | Modifier.FINAL);
    return contract == 0 ? "" : Modifier.toString(contract) + " ";
  }

  private static String typeParameters(TypeVariable<?>[] variables) {
    if (variables.length == 0) {
      return "";
    }
    return Arrays.stream(variables)
        .map(
            variable ->
                variable.getName()
                    + Arrays.stream(variable.getBounds())
                        .filter(bound -> bound != Object.class)
                        .map(ApiSignatures::nameOf)
                        .collect(Collectors.joining(" & ", " extends ", ""))
                        .replaceFirst(" extends $", ""))
        .collect(Collectors.joining(", ", "<", "> "));
  }

  private static String signature(Executable executable) {
    Type[] parameters = executable.getGenericParameterTypes();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < parameters.length; i++) {
      String name = nameOf(parameters[i]);
      names.add(
          executable.isVarArgs() && i == parameters.length - 1
              ? name.substring(0, name.length() - 2) + "..."
              : name);
    }
    String thrown =
        Arrays.stream(executable.getGenericExceptionTypes())
            .map(ApiSignatures::nameOf)
            .sorted()
            .collect(Collectors.joining(", "));
    return "(" + String.join(", ", names) + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
  }

  private static String nameOf(Type type) {
    return type.getTypeName().replace("java.lang.", "").replace('$', '.');
  }
}
