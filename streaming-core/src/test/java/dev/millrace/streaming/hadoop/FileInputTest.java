package dev.millrace.streaming.hadoop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.function.Function;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.input.LoggedRange;
import dev.millrace.scheduler.input.RangeRequest;
import dev.millrace.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are in which batch; ticks, modification times and restarts are the test's. */
class FileInputTest {

  private static final HadoopSettings SETTINGS = new HadoopSettings(new Configuration(false));
  private static final Duration BATCH = Duration.ofSeconds(1);
  private static final Time ZERO = new Time(1_900_000_000_000L);

  @TempDir java.nio.file.Path directory;

  private Duration remember = Duration.ofSeconds(10);
  private Time started = ZERO;
  private String pattern;
  private boolean newFilesOnly = true;
  private Function<Path, Boolean> filter = Directory::isVisible;
  private FileInput<String> input;

  /** What the driver's ledger would recall, in the simplest form: everything. */
  private final List<LoggedRange> logged = new ArrayList<>();

  @BeforeEach
  void open() {
    pattern = directory.toString();
    restart();
  }

  private void restart() {
    input =
        new FileInput<>(
            new Path(pattern),
            filter,
            newFilesOnly,
            remember,
            SETTINGS,
            file -> new TextFilePart(file, SETTINGS));
  }

  private static Time tick(int number) {
    return ZERO.plus(BATCH.multipliedBy(number));
  }

  /** Writes a file that was modified this many seconds after zero time. */
  private void write(String name, double seconds) {
    java.nio.file.Path file = directory.resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, name + "\n");
      Files.setLastModifiedTime(
          file, FileTime.fromMillis(ZERO.milliseconds() + Math.round(seconds * 1_000)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the files of the batch at this tick, which is logged. */
  private List<String> batch(int number) throws Exception {
    InputRange range = plan(tick(number));
    logged.removeIf(
        earlier ->
            range.recallAfter().isPresent()
                && earlier.batchTime().lessEq(range.recallAfter().get()));
    logged.add(new LoggedRange(tick(number), range));
    return names(range);
  }

  private InputRange plan(Time tick) throws Exception {
    RangeRequest request =
        new RangeRequest(tick, ZERO, started, BATCH, logged, OptionalLong.empty());
    return input.plan(request, input.latest(request));
  }

  private static List<String> names(InputRange range) {
    return range.parts().stream()
        .map(FoundFile::parse)
        .map(file -> new Path(file.path()).getName())
        .toList();
  }

  @Test
  void findsEachFileOnceOldestFirst() throws Exception {
    write("b", 0.2);
    write("a", 0.3);
    assertEquals(List.of("b", "a"), batch(1));
    assertEquals(List.of(), batch(2));
    write("c", 2.5);
    assertEquals(List.of("c"), batch(3));
    assertEquals(List.of(), batch(4));
  }

  @Test
  void passesOverOldFilesWithNewFilesOnly() throws Exception {
    started = ZERO.plus(Duration.ofMillis(1_400));
    write("old", -5);
    write("of-the-second-before", 0.999);
    write("of-the-same-second", 1);
    write("new", 1.5);
    assertEquals(List.of("of-the-same-second", "new"), batch(2));
    assertEquals(List.of(), batch(3));
  }

  @Test
  void findsOldFilesOfTheRememberWindowWithoutNewFilesOnly() throws Exception {
    newFilesOnly = false;
    restart();
    write("too-old", -9);
    write("old", -8.5);
    write("new", 0.5);
    assertEquals(List.of("old", "new"), batch(1));
    assertEquals(List.of(), batch(2));
  }

  @Test
  void keepsItsThresholdAcrossRestarts() throws Exception {
    started = ZERO.plus(Duration.ofMillis(1_400));
    write("old", 0.9);
    assertEquals(List.of(), batch(2));
    restart();
    started = tick(5);
    write("written-while-down", 3.5);
    assertEquals(List.of("written-while-down"), batch(6));
  }

  @Test
  void findsFilesOfAllDirectoriesThatMatchAWildcard() throws Exception {
    pattern = directory + "/day-*";
    restart();
    assertEquals(List.of(), batch(1), "nothing matches yet");
    write("day-1/a", 1.5);
    write("day-2/b", 1.6);
    write("night-1/c", 1.7);
    write("day-file", 1.7);
    assertEquals(List.of("a", "b"), batch(2));
    write("day-3/d", 2.5);
    assertEquals(List.of("d"), batch(3));
  }

  @Test
  void isEmptyWhileTheDirectoryIsMissing() throws Exception {
    pattern = directory + "/later";
    restart();
    assertEquals(List.of(), batch(1));
    write("later/a", 1.5);
    assertEquals(List.of("a"), batch(2));
  }

  @Test
  void passesOverHiddenFilesAndDirectories() throws Exception {
    write(".hidden", 0.5);
    write("_SUCCESS", 0.5);
    write("data._COPYING_", 0.5);
    write("nested/a", 0.5);
    write("seen", 0.5);
    assertEquals(List.of("seen"), batch(1));
  }

  @Test
  void asksTheProgramsFilter() throws Exception {
    filter = path -> path.getName().endsWith(".csv");
    restart();
    write("a.csv", 0.5);
    write("a.txt", 0.5);
    write(".b.csv", 0.5);
    assertEquals(List.of(".b.csv", "a.csv"), batch(1), "it stands for the default one");
  }

  @Test
  void leavesAFileFromTheFutureToItsBatch() throws Exception {
    write("a", 2.5);
    assertEquals(List.of(), batch(1));
    assertEquals(List.of(), batch(2));
    assertEquals(List.of("a"), batch(3));
  }

  @Test
  void findsAFileThatAppearsLateWithinTheRememberWindow() throws Exception {
    remember = Duration.ofMillis(2_500); // rounded up to three batches
    restart();
    for (int number = 1; number <= 10; number++) {
      batch(number);
    }
    write("too-late", 8);
    write("late", 8.001);
    assertEquals(List.of("late"), batch(11));
  }

  @Test
  void modifiedFilesAreNewAgainOnceTheyHaveLeftTheWindow() throws Exception {
    remember = Duration.ofSeconds(3);
    restart();
    write("a", 0.5);
    assertEquals(List.of("a"), batch(1));
    write("a", 1.5);
    assertEquals(List.of(), batch(2), "it is still recalled");
    assertEquals(List.of(), batch(3));
    write("a", 3.5);
    assertEquals(List.of("a"), batch(4));
    assertEquals(List.of(), batch(5));
  }

  @Test
  void overlooksNothingWhenItWasDownForLongerThanTheWindow() throws Exception {
    remember = Duration.ofSeconds(3);
    restart();
    write("a", 0.5);
    assertEquals(List.of("a"), batch(1));
    write("b", 1.5);
    write("c", 50);
    write("d", 98.5);
    restart();
    started = tick(98);
    assertEquals(List.of("b", "c", "d"), batch(99));
    assertEquals(List.of(), batch(100));
  }

  @Test
  void overlooksNothingWhenTheFirstListingsFail() throws Exception {
    remember = Duration.ofSeconds(1);
    restart();
    write("a", 0.5);
    write("b", 7.5);
    assertEquals(List.of("a", "b"), batch(8), "the listings of seven ticks have failed");
  }

  @Test
  void tellsTheFilesOfABatch() throws Exception {
    write("a", 0.5);
    write("b", 0.6);
    batch(1);
    Map<String, Object> metadata = input.metadata(logged.get(0).range());
    assertEquals(
        List.of("file:" + directory + "/a", "file:" + directory + "/b"), metadata.get("files"));
    assertEquals("file:" + directory + "/a\nfile:" + directory + "/b", metadata.get("Description"));
  }

  @Test
  void aFilterThatThrowsFailsTheListing() {
    filter =
        path -> {
          throw new IOException("no opinion on " + path.getName());
        };
    restart();
    write("a", 0.5);
    assertThrows(IOException.class, () -> plan(tick(1)));
  }

  /** Files come, appear late and listings fail; restarts happen: each is in exactly one batch. */
  @Test
  void eachFileIsInExactlyOneBatchWhateverHappens() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      logged.clear();
      remember = Duration.ofSeconds(1 + random.nextInt(5));
      newFilesOnly = random.nextBoolean();
      pattern = directory + "/story-" + seed;
      restart();
      Map<String, Integer> seen = new HashMap<>();
      int written = 0;
      for (int number = 1; number <= 40; number++) {
        for (int files = random.nextInt(3); files > 0; files--) {
          write("story-" + seed + "/f" + written++, number - random.nextDouble());
        }
        if (random.nextInt(4) == 0) {
          restart();
        }
        if (random.nextInt(3) > 0) { // else the listing fails, or the program is down
          batch(number).forEach(name -> seen.merge(name, 1, Integer::sum));
        }
      }
      batch(41).forEach(name -> seen.merge(name, 1, Integer::sum));
      assertEquals(written, seen.size(), "seed " + seed);
      assertTrue(seen.values().stream().allMatch(count -> count == 1), "seed " + seed + seen);
    }
  }
}
