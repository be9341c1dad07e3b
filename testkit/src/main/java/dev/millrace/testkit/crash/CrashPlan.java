package dev.millrace.testkit.crash;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * At which passage of which crash point a process dies; as text, {@code name#occurrence}.
 * <em>Immutable.</em>
 *
 * @param name the crash point's name, such as {@code wal.written.unsynced}
 * @param occurrence which passage, counted from 1
 */
public record CrashPlan(String name, long occurrence) {
  private static final Pattern TEXT = Pattern.compile("([^#\\s]+)#(\\d{1,18})");

  /** Checks that there is such a passage. */
  public CrashPlan {
    if (name.isEmpty() || name.indexOf('#') >= 0) {
      throw new IllegalArgumentException(
          "a crash point's name must not be empty nor contain '#': '" + name + "'");
    }
    if (occurrence < 1) {
      throw new IllegalArgumentException(
          "occurrence of " + name + " is counted from 1: " + occurrence);
    }
  }

  /**
   * Reads a plan back from its text.
   *
   * @throws IllegalArgumentException if the text is not {@code name#occurrence}
   */
  public static CrashPlan parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a crash is planned as name#occurrence, for instance wal.written.unsynced#17: " + text);
    }
    return new CrashPlan(matcher.group(1), Long.parseLong(matcher.group(2)));
  }

  @Override
  public String toString() {
    return name + "#" + occurrence;
  }
}
