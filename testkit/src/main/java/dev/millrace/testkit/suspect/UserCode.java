package dev.millrace.testkit.suspect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The classes of a program: those that lie where one of them lies, in the same jar or directory.
 * Libraries and the JDK are none of them. <em>Owned by one thread.</em>
 */
final class UserCode {
  private final ClassLoader loader;
  private final Optional<URL> location;
  private final Map<String, Optional<ClassCode>> known = new TreeMap<>();

  /** The classes that lie where {@code member} does. */
  UserCode(Class<?> member) {
    this.loader = member.getClassLoader();
    this.location = locationOf(member);
  }

  static Optional<URL> locationOf(Class<?> type) {
    return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
        .map(CodeSource::getLocation);
  }

  /** A class of the program by its name, with slashes; empty for all others. */
  Optional<ClassCode> find(String className) {
    return known.computeIfAbsent(className, this::load);
  }

  private Optional<ClassCode> load(String className) {
    return type(className).filter(this::isMember).map(found -> read(className));
  }

  private boolean isMember(Class<?> type) {
    return location.isPresent() && locationOf(type).equals(location);
  }

  private ClassCode read(String className) {
    try (InputStream in = loader.getResourceAsStream(className + ".class")) {
      if (in == null) {
        throw new IOException("there is no class file of " + className);
      }
      return ClassCode.read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The methods that a call of {@code call} may reach, if objects of some classes are there. */
  Set<MethodCode> targets(Call call, Set<String> created) {
    Set<MethodCode> targets = new LinkedHashSet<>();
    inherited(call.owner(), call).ifPresent(targets::add);
    if (call.virtual()) {
      for (String candidate : created) {
        if (isSubtype(candidate, call.owner())) {
          inherited(candidate, call).ifPresent(targets::add);
        }
      }
    }
    return targets;
  }

  /** A class's own method or the nearest that it inherits within the program. */
  private Optional<MethodCode> inherited(String className, Call call) {
    Optional<ClassCode> owner = find(className);
    while (owner.isPresent()) {
      Optional<MethodCode> method = owner.get().method(call.name(), call.descriptor());
      if (method.isPresent()) {
        return method;
      }
      owner = find(owner.get().superName());
    }
    return Optional.empty();
  }

  /** The call as the JDK's or a library's method sees it, for one that the program inherits. */
  Call outside(Call call) {
    String owner = call.owner();
    Optional<ClassCode> code = find(owner);
    while (code.isPresent()) {
      owner = code.get().superName();
      code = find(owner);
    }
    return new Call(owner, call.name(), call.descriptor(), call.line(), call.virtual());
  }

  private boolean isSubtype(String className, String ofClassName) {
    Optional<Class<?>> upper = type(ofClassName);
    return upper.isPresent()
        && type(className).filter(lower -> upper.get().isAssignableFrom(lower)).isPresent();
  }

  private Optional<Class<?>> type(String className) {
    if (className.isEmpty() || className.startsWith("[")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Class.forName(className.replace('/', '.'), false, loader));
    } catch (ClassNotFoundException | LinkageError absent) {
      return Optional.empty(); // code that is never run may name classes that are not there
    }
  }
}
