package dev.millrace.rdd.codec;

/** Names of classes as {@link Class#getName} gives them. */
final class ClassNames {

  private ClassNames() {}

  /**
   * Of an array the name of its innermost elements' class, a primitive one's letter; else the name
   * itself.
   */
  static String element(String className) {
    int dimensions = 0;
    while (dimensions < className.length() && className.charAt(dimensions) == '[') {
      dimensions++;
    }
    if (dimensions == 0) {
      return className;
    }
    String element = className.substring(dimensions);
    return element.startsWith("L") && element.endsWith(";")
        ? element.substring(1, element.length() - 1)
        : element;
  }
}
