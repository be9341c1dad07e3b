package dev.millrace.streaming.graph;

import java.util.Set;

/**
 * Where in the program an operation was called. <em>Immutable.</em>
 *
 * @param file the source file's name, "unknown" when the class file does not tell
 * @param line the line in it, 0 when the class file does not tell
 */
public record CallSite(String file, int line) {

  private static final CallSite UNKNOWN = new CallSite("unknown", 0);

  /**
   * The nearest caller outside some classes.
   *
   * @param inside names of the classes whose frames are passed over
   */
  public static CallSite outside(Set<String> inside) {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .skip(1)
                    .filter(frame -> !inside.contains(frame.getClassName()))
                    .findFirst()
                    .map(CallSite::of)
                    .orElse(UNKNOWN));
  }

  private static CallSite of(StackWalker.StackFrame frame) {
    String file = frame.getFileName() == null ? UNKNOWN.file : frame.getFileName();
    return new CallSite(file, Math.max(0, frame.getLineNumber()));
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
