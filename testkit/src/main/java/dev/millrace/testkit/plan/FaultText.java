package dev.millrace.testkit.plan;

import dev.millrace.testkit.crash.CrashPlan;
import dev.millrace.testkit.file.FileFault;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads faults back from their texts. */
final class FaultText {
  private static final Pattern TIMED =
      Pattern.compile("([a-z-]+)(?::([^@]+))?@([^+]+)(?:\\+(.+))?");
  private static final Pattern PLANNED = Pattern.compile("([a-z-]+):([^:]+):(.+)");

  private final String text;

  private FaultText(String text) {
    this.text = text;
  }

  /**
   * Reads a fault.
   *
   * @throws IllegalArgumentException if the text is not one that a fault's toString writes
   */
  static Fault parse(String text) {
    return new FaultText(text).parse();
  }

  private Fault parse() {
    Matcher planned = PLANNED.matcher(text);
    if (planned.matches()) {
      return planned(planned.group(1), planned.group(2), planned.group(3));
    }
    Matcher timed = TIMED.matcher(text);
    if (timed.matches()) {
      String subject = timed.group(2) == null ? "" : timed.group(2);
      String length = timed.group(4) == null ? "PT0S" : timed.group(4);
      return timed(timed.group(1), subject, duration(timed.group(3)), duration(length));
    }
    throw unknown();
  }

  private Fault planned(String kind, String node, String detail) {
    return switch (kind) {
      case "disk" -> new Fault.DiskFault(node, FileFault.parse(detail));
      case "crash-at" -> new Fault.DeathAtPoint(node, CrashPlan.parse(detail), false);
      case "power-loss-at" -> new Fault.DeathAtPoint(node, CrashPlan.parse(detail), true);
      default -> throw unknown();
    };
  }

  private Fault timed(String kind, String subject, Duration at, Duration length) {
    return switch (kind) {
      case "crash" -> new Fault.Death(subject, at, false);
      case "power-loss" -> new Fault.Death(subject, at, true);
      case "pause" -> new Fault.Pause(subject, at, length);
      case "clock-jump" -> new Fault.ClockJump(subject, at, length);
      case "disk-full" -> new Fault.DiskFull(subject, at, length);
      case "bad-network" -> new Fault.BadNetwork(at, length);
      case "cut" -> cut(subject, at, length);
      default -> throw unknown();
    };
  }

  private Fault cut(String subject, Duration at, Duration length) {
    String[] ends = subject.split(">", -1);
    if (ends.length != 2) {
      throw unknown();
    }
    return new Fault.Cut(ends[0], ends[1], at, length);
  }

  private Duration duration(String iso) {
    try {
      return Duration.parse(iso);
    } catch (DateTimeParseException e) {
      throw unknown();
    }
  }

  private IllegalArgumentException unknown() {
    return new IllegalArgumentException(
        "no fault is written so: " + text + ", write crash:driver@PT1S for instance");
  }
}
