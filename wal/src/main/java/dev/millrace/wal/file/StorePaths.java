package dev.millrace.wal.file;

import java.util.regex.Pattern;

/** The one rule for paths in every store. */
final class StorePaths {
  private static final Pattern NAME = Pattern.compile("[^/\\\\]+");

  private StorePaths() {}

  /**
   * Lets through relative paths of plain names separated by {@code /}, which cannot leave the
   * store's root.
   *
   * @throws IllegalArgumentException for anything else
   */
  static String requireInside(String path) {
    for (String name : path.split("/", -1)) {
      if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException(
            "path must be plain names separated by /, without . and ..: " + path);
      }
    }
    return path;
  }

  /** The same for a directory, where the empty path stands for the root. */
  static String requireInsideOrRoot(String directory) {
    return directory.isEmpty() ? directory : requireInside(directory);
  }
}
