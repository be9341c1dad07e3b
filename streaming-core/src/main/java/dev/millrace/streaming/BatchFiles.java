package dev.millrace.streaming;

import dev.millrace.time.Time;

/** How the files of batches are called. <em>Immutable.</em> */
record BatchFiles(String prefix, String suffix) {

  /** Refuses a blank prefix; a suffix without text is none. */
  static BatchFiles of(String operation, String prefix, String suffix) {
    Checks.present(prefix, operation, "a prefix");
    Checks.present(suffix, operation, "a suffix");
    if (prefix.isBlank()) {
      throw new IllegalArgumentException(
          operation
              + " needs a prefix, a path to which each batch adds its time: '"
              + prefix
              + "'");
    }
    return new BatchFiles(prefix, suffix);
  }

  /** The directory of a batch. */
  String at(Time time) {
    String path = prefix + "-" + time.milliseconds();
    return suffix.isEmpty() ? path : path + "." + suffix;
  }
}
