package dev.millrace.testkit.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.PairDStream;
import dev.millrace.testkit.world.World;
import dev.millrace.time.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches that are written by Hadoop's output formats. */
final class HadoopOutputTest {
  private static final Duration BATCH = Durations.seconds(1);
  private static final Class<?> OLD = org.apache.hadoop.mapred.TextOutputFormat.class;
  private static final Class<?> NEW = org.apache.hadoop.mapreduce.lib.output.TextOutputFormat.class;

  private final StreamTest test = new StreamTest(BATCH);

  @TempDir private Path directory;

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void savesEachBatchByAnOldFormat() throws IOException {
    pairs().saveAsHadoopFiles(prefix(), "old", String.class, Integer.class, OLD);
    test.run();
    assertEquals(List.of("a\t1"), lines(0, ".old", "part-00000"));
    assertEquals(List.of("c\t3"), lines(1, ".old", "part-00000"));
  }

  @Test
  void savesEachBatchByANewFormat() throws IOException {
    pairs().saveAsNewAPIHadoopFiles(prefix(), "", String.class, Integer.class, NEW);
    test.run();
    assertEquals(List.of("b\t2"), lines(0, "", "part-r-00001"));
  }

  @Test
  void tellsTheFormatsTheirSettings() throws IOException {
    JobConf old = new JobConf(false);
    old.set("mapreduce.output.textoutputformat.separator", "=");
    Configuration made = new Configuration(false);
    made.set("mapreduce.output.textoutputformat.separator", ":");
    PairDStream<String, Integer> pairs = pairs();
    pairs.saveAsHadoopFiles(prefix(), "old", String.class, Integer.class, OLD, old);
    pairs.saveAsNewAPIHadoopFiles(prefix(), "new", String.class, Integer.class, NEW, made);
    test.run();
    assertEquals(List.of("a=1"), lines(0, ".old", "part-00000"));
    assertEquals(List.of("a:1"), lines(0, ".new", "part-r-00000"));
  }

  @Test
  void aBatchThatIsSavedAgainWritesOverWhatItSaved() throws IOException {
    Path earlier = batch(0, ".old");
    Files.createDirectories(earlier);
    Files.writeString(earlier.resolve("part-00000"), "of an earlier run");
    pairs().saveAsHadoopFiles(prefix(), "old", String.class, Integer.class, OLD);
    test.run();
    assertEquals(List.of("a\t1"), lines(0, ".old", "part-00000"));
  }

  @Test
  void aFormatThatIsNoneFailsItsBatches() {
    pairs().saveAsHadoopFiles(prefix(), "", String.class, Integer.class, NEW);
    test.expectFailures(2);
    test.run();
    assertTrue(test.failures().get(0).getMessage().contains("saveAsHadoopFiles"));
  }

  @Test
  void refusesWhatIsMissing() {
    PairDStream<String, Integer> pairs = pairs();
    for (Runnable nothing :
        List.<Runnable>of(
            () -> pairs.saveAsHadoopFiles("", "", String.class, Integer.class, OLD),
            () -> pairs.saveAsHadoopFiles(prefix(), "", null, Integer.class, OLD),
            () -> pairs.saveAsNewAPIHadoopFiles(prefix(), "", String.class, null, NEW),
            () -> pairs.saveAsNewAPIHadoopFiles(prefix(), "", String.class, Integer.class, null),
            () -> pairs.saveAsHadoopFiles(prefix(), "", String.class, Integer.class, OLD, null))) {
      assertThrows(IllegalArgumentException.class, nothing::run);
    }
    test.see(pairs);
    test.run();
  }

  private PairDStream<String, Integer> pairs() {
    return test.givenPairs(
        List.of(new Tuple2<>("a", 1), new Tuple2<>("b", 2)),
        List.of(new Tuple2<>("c", 3), new Tuple2<>("d", 4)));
  }

  private String prefix() {
    return directory.resolve("pairs").toString();
  }

  private Path batch(int number, String suffix) {
    long time = World.BEGINNING.plus(BATCH.multipliedBy(number + 1L)).toEpochMilli();
    return directory.resolve("pairs-" + time + suffix);
  }

  private List<String> lines(int number, String suffix, String part) throws IOException {
    return Files.readAllLines(batch(number, suffix).resolve(part));
  }
}
