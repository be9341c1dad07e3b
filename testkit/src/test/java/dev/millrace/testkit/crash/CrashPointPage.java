package dev.millrace.testkit.crash;

import dev.millrace.receiver.ReceiverCrashPoints;
import dev.millrace.scheduler.SchedulerCrashPoints;
import dev.millrace.wal.WalCrashPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page that lists all crash points, made from the comments of the classes that name them. */
final class CrashPointPage {
  private static final Path ROOT = Path.of("..");

  /** Where the page lies. */
  static final Path FILE = ROOT.resolve("docs/crash-points.md");

  private static final String HEAD =
      """
      # Crash points

      Each name stands for a step that has just been done when the point is passed. A process may die there, by `kill -9` or
      with its power, and loses nothing that it had acknowledged; [fault-injection.md](fault-injection.md) says how that is
      tested. Names end up in fault plans, so they are stable.

      This page is made from the sources: after a change there, run
      `mvn test -pl testkit -am -Dtest=CrashPointPageTest -Dmillrace.docs.write=true`.
      """;

  private static final Pattern CONSTANT =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:public )?static final String \\w+ =\\s*\"([^\"]+)\";",
          Pattern.DOTALL);

  private record Section(String title, String source, List<String> all) {}

  private static final List<Section> SECTIONS =
      List.of(
          new Section(
              "Receivers",
              "receiver/src/main/java/dev/millrace/receiver/ReceiverCrashPoints.java",
              ReceiverCrashPoints.ALL),
          new Section(
              "Driver",
              "scheduler/src/main/java/dev/millrace/scheduler/SchedulerCrashPoints.java",
              SchedulerCrashPoints.ALL),
          new Section(
              "Logs and snapshots",
              "wal/src/main/java/dev/millrace/wal/WalCrashPoints.java",
              WalCrashPoints.ALL));

  private CrashPointPage() {}

  /** The page as it is to be. */
  static String make() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (Section section : SECTIONS) {
      page.append("\n## ").append(section.title()).append("\n\n");
      page.append("| Name | What has just been done |\n|---|---|\n");
      stepsOf(section)
          .forEach(
              (name, step) ->
                  page.append("| `").append(name).append("` | ").append(step).append(" |\n"));
    }
    return page.toString();
  }

  /** What the comments say, by name, in the order of the list that programs use. */
  private static Map<String, String> stepsOf(Section section) throws IOException {
    String source = Files.readString(ROOT.resolve(section.source()));
    Map<String, String> commented = new LinkedHashMap<>();
    Matcher constants = CONSTANT.matcher(source);
    while (constants.find()) {
      commented.put(constants.group(2), oneLine(constants.group(1)));
    }
    if (!List.copyOf(commented.keySet()).equals(section.all())) {
      throw new IllegalStateException(
          section.source()
              + " lists "
              + section.all()
              + " and comments on "
              + commented.keySet()
              + ": give each constant a comment, and list them in their order");
    }
    return commented;
  }

  private static String oneLine(String comment) {
    return comment.replaceAll("\\s*\n\\s*\\*\\s*", " ").strip();
  }
}
