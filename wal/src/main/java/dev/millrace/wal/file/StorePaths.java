package dev.millrace.wal.file;

/** The one rule for paths in every store. */
final class StorePaths {
  private StorePaths() {}

  /**
   * Lets through relative paths of plain names separated by {@code /}, which cannot leave the
   * store's root.
   *
   * @throws IllegalArgumentException for anything else
   */
  static String requireInside(String path) {
    boolean plain = path.indexOf('\\') < 0;
    int start = 0;
    while (plain && start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      plain = isPlain(path, start, end);
      start = end + 1;
    }
    if (!plain) {
      throw new IllegalArgumentException(
          "path must be plain names separated by /, without . and ..: " + path);
    }
    return path;
  }

  private static boolean isPlain(String path, int start, int end) {
    return switch (end - start) {
      case 0 -> false;
      case 1 -> path.charAt(start) != '.';
      case 2 -> !path.startsWith("..", start);
      default -> true;
    };
  }

  /** The same for a directory, where the empty path stands for the root. */
  static String requireInsideOrRoot(String directory) {
    return directory.isEmpty() ? directory : requireInside(directory);
  }
}
