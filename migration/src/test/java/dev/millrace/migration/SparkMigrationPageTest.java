package dev.millrace.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.migration.MigrationPage.Row;
import dev.millrace.rdd.ConfigKey;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.receiver.ReceiverKeys;
import dev.millrace.scheduler.SchedulerKeys;
import dev.millrace.streaming.StreamingContext;
import dev.millrace.streaming.StreamingKeys;
import dev.millrace.time.Durations;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the page about the way from Spark Streaming says is so: its tests, members, types and
 * settings exist, and nothing public is left out on either side.
 */
class SparkMigrationPageTest {

  private static final String SETTING = "millrace.streaming.";

  /** Parameters by which Scala's compiler, or a Scala object, shows. */
  private static final Set<String> SCALA = Set.of("ClassTag", "DStream");

  /** Of Java's objects and Scala's case classes; they belong to no API. */
  private static final Set<String> OF_EVERY_VALUE =
      Set.of("equals", "hashCode", "toString", "canEqual", "copy", "unapply");

  private final MigrationPage page = MigrationPage.read();

  SparkMigrationPageTest() throws IOException {}

  // ---- Tests

  @Test
  void everyTestThatThePageNamesExists() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(MigrationPage.ROOT)) {
      sources =
          files
              .filter(file -> file.toString().contains("/src/test/java/"))
              .filter(file -> file.toString().endsWith("Test.java"))
              .toList();
    }
    List<String> missing = new ArrayList<>();
    for (String test : page.tests()) {
      String file = "/" + test.substring(0, test.indexOf('#')).replace('.', '/') + ".java";
      String method = test.substring(test.indexOf('#') + 1);
      List<Path> found = sources.stream().filter(path -> path.toString().endsWith(file)).toList();
      if (found.size() != 1 || !hasTest(found.get(0), method)) {
        missing.add(test + (found.size() > 1 ? ", which more than one class may be" : ""));
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(page.tests().size() > 150, () -> page.tests().toString());
  }

  private static boolean hasTest(Path source, String method) throws IOException {
    return Pattern.compile("@(?:Parameterized)?Test\\b[^;{}]*?\\bvoid " + method + "\\(")
        .matcher(withoutTexts(Files.readString(source, StandardCharsets.UTF_8)))
        .find();
  }

  /** Annotations hold texts, braces and semicolons of their own. */
  private static String withoutTexts(String source) {
    return source
        .replaceAll("\"(?:[^\"\\\\\n]|\\\\.)*\"", "")
        .replaceAll("\\([^(){}]*\\{[^{}]*\\}\\)", "");
  }

  @Test
  void aMethodThatIsNoTestDoesNotCount() throws IOException {
    Path source = Path.of("src/test/java/dev/millrace/migration/SparkMigrationPageTest.java");
    assertTrue(hasTest(source, "aMethodThatIsNoTestDoesNotCount"));
    assertTrue(hasTest(source, "everyMemberOfBothSidesIsOnThePage"));
    assertFalse(hasTest(source, "noneOfThese"));
    assertFalse(hasTest(source, "helper"));
  }

  /** Stands behind a test and is none. */
  @SuppressWarnings("unused") // read as text
  void helper() {}

  @Test
  void everyBehaviourHasATest() {
    List<List<String>> shown = new ArrayList<>();
    shown.addAll(page.table("Key", "Default", "Remark", "Shown by"));
    shown.addAll(page.table("Key", "Default", "Meaning", "Shown by"));
    shown.addAll(page.table("Rule", "Shown by"));
    shown.addAll(page.table("Mistake", "Error", "Shown by"));
    shown.addAll(page.table("Spark Streaming", "Millrace", "Shown by"));
    for (List<String> cells : shown) {
      String last = cells.get(cells.size() - 1);
      assertTrue(last.contains("#"), () -> "nothing shows " + cells);
    }
    assertTrue(shown.size() > 60, shown::toString);
  }

  // ---- Members

  @ParameterizedTest
  @CsvSource({
    "org.apache.spark.streaming.api.java.JavaStreamingContext,"
        + " dev.millrace.streaming.StreamingContext, ",
    "org.apache.spark.streaming.api.java.JavaDStream, dev.millrace.streaming.DStream, ",
    "org.apache.spark.streaming.api.java.JavaPairDStream, dev.millrace.streaming.PairDStream,"
        + " JavaDStream",
    "org.apache.spark.streaming.api.java.JavaMapWithStateDStream,"
        + " dev.millrace.streaming.MapWithStateDStream, JavaDStream",
    "org.apache.spark.streaming.StateSpec, dev.millrace.streaming.StateSpec, ",
    "org.apache.spark.streaming.State, dev.millrace.streaming.State, ",
    "org.apache.spark.streaming.Time, dev.millrace.time.Time, "
  })
  void everyMemberOfBothSidesIsOnThePage(String spark, String millrace, String general)
      throws ClassNotFoundException {
    Class<?> from = Class.forName(spark, false, getClass().getClassLoader());
    Class<?> to = Class.forName(millrace, false, getClass().getClassLoader());
    List<Row> rows = page.operations(from.getSimpleName(), to.getSimpleName());
    Set<String> ours = membersOf(to);
    Set<String> told = new TreeSet<>();
    for (Row row : rows) {
      told.addAll(row.isSame() ? renamed(row.spark()) : row.millrace());
      boolean gone = row.millrace().isEmpty();
      assertFalse(row.spark().isEmpty() && gone, row::toString);
      assertEquals(gone, row.tests().isEmpty(), () -> "what is there has a test: " + row);
      assertTrue(row.isSame() || row.difference().length() > 1, () -> "a reason is due: " + row);
      if (gone) {
        Set<String> there = new TreeSet<>(renamed(row.spark()));
        there.retainAll(ours);
        assertEquals(Set.of(), there, () -> "said to be missing: " + row);
      }
    }
    Set<String> theirs = sparkMembersOf(from);
    Set<String> listed =
        rows.stream()
            .flatMap(row -> row.spark().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> elsewhere = new HashSet<>();
    Set<String> oursElsewhere = new HashSet<>();
    if (general != null) {
      elsewhere.addAll(sparkMembersOf(Class.forName(spark.replaceAll("\\w+$", general))));
      oursElsewhere.addAll(membersOf(dev.millrace.streaming.DStream.class));
    }
    theirs.removeAll(elsewhere);
    ours.removeAll(oursElsewhere);
    theirs.addAll(listed.stream().filter(elsewhere::contains).toList());
    ours.addAll(told.stream().filter(oursElsewhere::contains).toList());
    assertEquals(lines(theirs), lines(listed), "members of Spark's " + from.getSimpleName());
    assertEquals(lines(ours), lines(told), "members of " + to.getSimpleName());
  }

  private static String lines(Set<String> members) {
    return String.join("\n", new TreeSet<>(members));
  }

  /** Signatures of Spark after its types have Millrace's names. */
  private List<String> renamed(List<String> signatures) {
    Map<String, String> simple = new TreeMap<>();
    page.types().forEach((from, to) -> simple.put(simpleName(from), simpleName(to)));
    return signatures.stream()
        .map(
            signature ->
                Pattern.compile("\\w+")
                    .matcher(signature)
                    .replaceAll(name -> simple.getOrDefault(name.group(), name.group())))
        .toList();
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /** What a Java program can call. */
  private static Set<String> sparkMembersOf(Class<?> type) {
    Set<String> members = membersOf(type);
    members.removeIf(
        member ->
            Stream.of(member.replaceAll(".*\\(|\\)", "").split(", ")).anyMatch(SCALA::contains)
                || isForScala(member));
    return members;
  }

  /** Whether the member is there for Scala's compiler alone, as the page says in a sentence. */
  private static boolean isForScala(String member) {
    return Set.of("classTag", "dstream", "wrapRDD", "kManifest", "vManifest")
            .contains(member.replaceAll("\\(.*", ""))
        || member.startsWith("product");
  }

  private static Set<String> membersOf(Class<?> type) {
    Set<String> members = new TreeSet<>();
    for (Method method : type.getMethods()) {
      if (method.getDeclaringClass() != Object.class
          && !method.isSynthetic()
          && !method.getName().contains("$")
          && !OF_EVERY_VALUE.contains(method.getName())) {
        members.add(signature(method.getName(), method));
      }
    }
    for (Constructor<?> constructor : type.getConstructors()) {
      members.add(signature(type.getSimpleName(), constructor));
    }
    return members;
  }

  private static String signature(String name, Executable member) {
    List<String> types = new ArrayList<>();
    for (Class<?> type : member.getParameterTypes()) {
      types.add(type.getSimpleName());
    }
    if (member.isVarArgs()) {
      int last = types.size() - 1;
      types.set(last, types.get(last).replace("[]", "..."));
    }
    return name + "(" + String.join(", ", types) + ")";
  }

  // ---- Types

  @Test
  void theRenamedTypesAreThoseOfTheRecipe() throws IOException {
    Map<String, String> recipe = new TreeMap<>();
    Matcher matcher =
        Pattern.compile("oldFullyQualifiedTypeName: (\\S+)\\s+newFullyQualifiedTypeName: (\\S+)")
            .matcher(Files.readString(Path.of("src/main/resources/META-INF/rewrite/millrace.yml")));
    while (matcher.find()) {
      recipe.put(matcher.group(1), matcher.group(2));
    }
    assertEquals(recipe, new TreeMap<>(page.types()));
    assertTrue(recipe.size() > 50, recipe::toString);
  }

  // ---- Settings

  @Test
  void everySettingIsOnThePageWithItsDefault() {
    Map<String, String> told = new TreeMap<>();
    Stream.of(
            page.table("Key", "Default", "Remark", "Shown by"),
            page.table("Key", "Default", "Meaning", "Shown by"))
        .flatMap(List::stream)
        .forEach(
            cells ->
                told.put(
                    MigrationPage.codes(cells.get(0)).get(0),
                    cells.get(1).equals("not set")
                        ? ""
                        : MigrationPage.codes(cells.get(1)).get(0)));
    Map<String, String> known =
        Stream.of(StreamingKeys.all(), SchedulerKeys.all(), ReceiverKeys.all())
            .flatMap(List::stream)
            .filter(key -> key.name().startsWith(SETTING))
            .collect(
                Collectors.toMap(
                    ConfigKey::name, ConfigKey::defaultText, (one, other) -> one, TreeMap::new));
    assertEquals(known, told);
  }

  @Test
  void everyRefusedSettingIsRefused() {
    List<String> refused =
        page.table("Key", "Why").stream()
            .flatMap(cells -> MigrationPage.codes(cells.get(0)).stream())
            .toList();
    for (String key : refused) {
      MillraceConf conf = new MillraceConf().setMaster("local[1]").set(key, "1");
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new StreamingContext(conf, Durations.seconds(1)))
              .getMessage();
      assertTrue(message.startsWith(key + " is not supported: "), message);
    }
    assertEquals(29, refused.size(), refused::toString);
  }
}
