package dev.millrace.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page {@code docs/spark-migration.md}, taken to pieces. <em>Immutable.</em> */
record MigrationPage(String text) {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern TEST = Pattern.compile("`([\\w.]+Test)#(\\w+)`");
  private static final String SAME = "same";

  /** The root of the repository: tests run in the folder of their module. */
  static final Path ROOT = Path.of("..");

  static MigrationPage read() throws IOException {
    return new MigrationPage(Files.readString(ROOT.resolve("docs/spark-migration.md")));
  }

  /** One line of a table of operations. */
  record Row(List<String> spark, List<String> millrace, String difference, List<String> tests) {

    boolean isSame() {
      return millrace.equals(List.of(SAME));
    }
  }

  /** The lines of the table whose first two headers are these types, as in {@code `A` | `B`}. */
  List<Row> operations(String spark, String millrace) {
    return table("`" + spark + "`", "`" + millrace + "`", "What differs", "Shown by").stream()
        .map(
            cells ->
                new Row(
                    codes(cells.get(0)),
                    cells.get(1).equals(SAME) ? List.of(SAME) : codes(cells.get(1)),
                    cells.get(2),
                    codes(cells.get(3))))
        .toList();
  }

  /** The lines below a header, as cells. */
  List<List<String>> table(String... headers) {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : text.lines().toList()) {
      if (line.equals("| " + String.join(" | ", headers) + " |")) {
        inside = true;
      } else if (inside && !line.startsWith("|")) {
        break;
      } else if (inside && !line.startsWith("|---")) {
        rows.add(List.of(line.substring(2, line.length() - 2).split(" \\| ")));
      }
    }
    if (rows.isEmpty()) {
      throw new AssertionError("the page has no table with headers " + List.of(headers));
    }
    return rows;
  }

  /** What stands between backticks. */
  static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map((MatchResult found) -> found.group(1)).toList();
  }

  /** All tests that the page names, as class and method. */
  List<String> tests() {
    return TEST.matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1) + "#" + found.group(2))
        .distinct()
        .toList();
  }

  /** Spark's types by Millrace's, both in full. */
  Map<String, String> types() {
    return table("Spark", "Millrace").stream()
        .collect(
            Collectors.toMap(
                cells -> codes(cells.get(0)).get(0),
                cells -> codes(cells.get(1)).get(0),
                (one, other) -> one,
                LinkedHashMap::new));
  }
}
