package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.Receiver;
import dev.millrace.time.Durations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forms of contexts and streams that other tests do not show. */
final class ContextFormsTest {

  private static final Duration BATCH = Durations.milliseconds(50);

  /** A receiver of one record. */
  private static final class OneRecord extends Receiver<String> {
    OneRecord() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {
      store("record");
    }

    @Override
    public void onStop() {}
  }

  @Test
  void aMasterAndANameAreEnough() throws Exception {
    BlockingQueue<List<Integer>> seen = new LinkedBlockingQueue<>();
    try (StreamingContext context = new StreamingContext("local[1]", "forms", BATCH)) {
      Queue<Rdd<Integer>> queue = new ArrayDeque<>();
      queue.add(context.rddContext().parallelize(List.of(1, 2)));
      context.queueStream(queue).foreachRDD(rdd -> seen.add(rdd.collect()));
      context.start();
      assertEquals(List.of(1, 2), seen.poll(20, TimeUnit.SECONDS));
      assertEquals("forms", context.rddContext().conf().get("millrace.app.name"));
    }
  }

  @Test
  void aReceiverTakesNoTaskSlot() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (StreamingContext context = new StreamingContext("local[1]", "forms", BATCH)) {
      context.receiverStream(new OneRecord()).foreachRDD(rdd -> seen.addAll(rdd.collect()));
      context.start();
      assertEquals("record", seen.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void theCheckpointDirectoryMayBeASetting(@TempDir Path directory) throws Exception {
    BlockingQueue<List<Long>> seen = new LinkedBlockingQueue<>();
    MillraceConf conf =
        new MillraceConf()
            .setMaster("local[1]")
            .set("millrace.streaming.checkpoint.directory", directory.toString());
    try (StreamingContext context = new StreamingContext(conf, BATCH)) {
      Queue<Rdd<Integer>> queue = new ArrayDeque<>();
      queue.add(context.rddContext().parallelize(List.of(1, 2)));
      context
          .queueStream(queue)
          .countByWindow(BATCH.multipliedBy(2), BATCH)
          .foreachRDD(rdd -> seen.add(rdd.collect()));
      context.start();
      assertEquals(List.of(2L), seen.poll(20, TimeUnit.SECONDS));
      try (Stream<Path> files = Files.list(directory)) {
        assertEquals(
            List.of("driver", "rdds"),
            files.map(file -> file.getFileName().toString()).sorted().toList());
      }
    }
  }

  @Test
  void aQueueGoesOnWhereTheLastRunEnded(@TempDir Path directory) throws Exception {
    List<Integer> all = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
      try (StreamingContext context = new StreamingContext("local[1]", "forms", BATCH)) {
        context.checkpoint(directory.toString());
        Queue<Rdd<Integer>> queue = new ArrayDeque<>();
        for (int number = 0; number < 1_000; number++) {
          queue.add(context.rddContext().parallelize(List.of(number), 1));
        }
        context.queueStream(queue).foreachRDD(rdd -> seen.addAll(rdd.collect()));
        context.start();
        Integer first = seen.poll(20, TimeUnit.SECONDS);
        assertNotNull(first, "nothing came within 20 s");
        all.add(first);
        context.stop(true, true);
      }
      seen.drainTo(all);
    }
    assertEquals(IntStream.range(0, all.size()).boxed().toList(), all);
  }

  /** An hour-old file is found when files are remembered for longer than that. */
  @Test
  void filesAreRememberedAsLongAsTheSettingsSay(@TempDir Path directory) throws Exception {
    String name = "millrace.streaming.fileStream.minRememberDuration";
    String olderName = "millrace.streaming.minRememberDuration";
    assertEquals(List.of("new"), linesOf(directory, Map.of()));
    assertEquals(List.of("new"), linesOf(directory, Map.of(name, "50m")));
    assertEquals(List.of("old", "new"), linesOf(directory, Map.of(name, "2h")));
    assertEquals(List.of("old", "new"), linesOf(directory, Map.of(name, "50m", olderName, "2h")));
    assertEquals(List.of("new"), linesOf(directory, Map.of(name, "2h", olderName, "50m")));
  }

  /** What a stream of a directory with an old and a new file has up to the new one. */
  private static List<String> linesOf(Path below, Map<String, String> settings) throws Exception {
    Path directory = Files.createTempDirectory(below, "in");
    Path young = Files.writeString(directory.resolve("new"), "new\n");
    Path old = Files.writeString(directory.resolve("old"), "old\n");
    Instant written = Files.getLastModifiedTime(young).toInstant();
    Files.setLastModifiedTime(old, FileTime.from(written.minus(Durations.minutes(60))));
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    MillraceConf conf = new MillraceConf().setMaster("local[1]");
    settings.forEach(conf::set);
    try (StreamingContext context = new StreamingContext(conf, BATCH)) {
      context
          .fileStream(
              directory.toString(),
              LongWritable.class,
              Text.class,
              TextInputFormat.class,
              path -> true,
              false)
          .map(line -> line._2().toString())
          .foreachRDD(rdd -> seen.addAll(rdd.collect()));
      context.start();
      List<String> lines = new ArrayList<>();
      while (!lines.contains("new")) {
        String line = seen.poll(20, TimeUnit.SECONDS);
        assertNotNull(line, "nothing came within 20 s");
        lines.add(line);
      }
      return lines;
    }
  }

  @Test
  void aStreamTellsHowFarApartItsBatchesAre() {
    try (GraphHarness harness = new GraphHarness()) {
      DStream<Integer> numbers = harness.input(List.of(1));
      assertEquals(GraphHarness.BATCH, numbers.slideDuration());
      assertEquals(
          GraphHarness.BATCH.multipliedBy(3),
          numbers
              .window(GraphHarness.BATCH.multipliedBy(6), GraphHarness.BATCH.multipliedBy(3))
              .map(number -> number)
              .slideDuration());
    }
  }

  @Test
  void transformOfSeveralStreamsOfWhichOneHasNoCollectionFailsAndNamesIt() {
    try (GraphHarness harness = new GraphHarness()) {
      DStream<Integer> numbers = harness.input(List.of(1));
      DStream<Integer> never = harness.never();
      DStream<Integer> both =
          new DStream<>(
              harness.builder(),
              Streams.transform(
                  harness.builder(),
                  "transform",
                  List.of(numbers.node(), never.node()),
                  (rdds, time) -> harness.rddContext().<Integer>emptyRdd()));
      RuntimeException failure = assertThrows(RuntimeException.class, () -> harness.run(both, 1));
      assertTrue(
          failure.getCause().getMessage().startsWith("the stream of never at "),
          failure.getCause().getMessage());
    }
  }
}
