package dev.millrace.rdd.codec;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of a program's classes that may be read: those under the given prefixes, and those that
 * were written with the same codec. <em>Thread-safe.</em> The names that were written travel with
 * it when it is serialised, for the task that reads a block need not run where the block was
 * written.
 */
final class AllowedClasses implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<String> prefixes;
  private final Set<String> written = ConcurrentHashMap.newKeySet();

  /**
   * @param prefixes packages (with all below them) or classes (with those nested in them)
   */
  AllowedClasses(List<String> prefixes) {
    this.prefixes = prefixes.stream().map(AllowedClasses::checkPrefix).toList();
  }

  /** Checks that a prefix names a package or class of a program. */
  static String checkPrefix(String prefix) {
    if (!prefix.matches("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}.]*")
        || prefix.endsWith(".")
        || prefix.contains("..")) {
      throw new IllegalArgumentException("must be a package or class name: '" + prefix + "'");
    }
    if (isUnder(prefix, "java") || isUnder(prefix, "jdk") || isUnder(prefix, "sun")) {
      throw new IllegalArgumentException(
          "classes of the JDK cannot be allowed, those that are safe are read anyway: '"
              + prefix
              + "'");
    }
    return prefix;
  }

  void noteWritten(String className) {
    written.add(className);
  }

  List<String> written() {
    return written.stream().sorted().toList();
  }

  boolean allows(String className) {
    if (written.contains(className)) {
      return true;
    }
    for (String prefix : prefixes) {
      if (isUnder(className, prefix)) {
        return true;
      }
    }
    return false;
  }

  List<String> prefixes() {
    return prefixes;
  }

  private static boolean isUnder(String name, String prefix) {
    if (!name.startsWith(prefix)) {
      return false;
    }
    if (name.length() == prefix.length()) {
      return true;
    }
    char next = name.charAt(prefix.length());
    return next == '.' || next == '$';
  }
}
