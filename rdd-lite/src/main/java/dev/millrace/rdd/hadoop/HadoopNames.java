package dev.millrace.rdd.hadoop;

import java.io.IOException;
import java.util.Locale;

/** What the two kinds of outputs share. */
final class HadoopNames {

  private HadoopNames() {}

  /** The name of a partition's file. */
  static String part(int partition) {
    return String.format(Locale.ROOT, "part-%05d", partition);
  }

  /** Something that is done because something else failed. */
  @FunctionalInterface
  interface Cleanup {
    void run() throws IOException, InterruptedException;
  }

  /** Cleans up after a failure, to which a failure to do so is added. */
  static void alsoRun(Exception failure, Cleanup cleanup) {
    try {
      cleanup.run();
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
