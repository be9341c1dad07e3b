package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.codec.KryoRecordCodec;
import dev.millrace.scheduler.listener.BatchInfo;
import dev.millrace.scheduler.listener.StreamInputInfo;
import dev.millrace.streaming.StreamingProgramTest.Completed;
import dev.millrace.time.Durations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole programs on inputs without a receiver of the user's, on the real driver and engine. */
final class InputProgramTest {

  private static final Duration BATCH = Durations.milliseconds(50);

  @TempDir Path directory;

  private static StreamingContext context() {
    return new StreamingContext(
        new MillraceConf().setMaster("local[2]").setAppName("input-test"), BATCH);
  }

  private static <T> T taken(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(20, TimeUnit.SECONDS);
    assertTrue(taken != null, "nothing came within 20 s");
    return taken;
  }

  /** Writes a file as programs should: elsewhere first. */
  private void appear(Path into, String name, byte[] bytes) throws Exception {
    Path written = directory.resolve("written-" + name);
    Files.write(written, bytes);
    Files.move(written, into.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private void appear(Path into, String name, String text) throws Exception {
    appear(into, name, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void eachTextFileIsInOneBatchAlsoAfterARestart() throws Exception {
    Path in = Files.createDirectory(directory.resolve("in"));
    appear(in, "old", "never read\n");
    Files.setLastModifiedTime(in.resolve("old"), FileTime.fromMillis(1_000_000_000_000L));
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Completed completed = new Completed();
    try (StreamingContext first = fileProgram(in, lines)) {
      first.addStreamingListener(completed);
      first.start();
      appear(in, "a", "one\ntwo\n");
      assertEquals("one", taken(lines));
      assertEquals("two", taken(lines));
      String description = describe(completed.take());
      while (description.isEmpty()) {
        description = describe(completed.take());
      }
      assertTrue(description.endsWith("/in/a"), description);
    }
    appear(in, "b", "three\n");
    try (StreamingContext second = fileProgram(in, lines)) {
      second.start();
      assertEquals("three", taken(lines), "written while it was down, and nothing before it again");
      appear(in, "c", "four\n");
      assertEquals("four", taken(lines));
    }
  }

  /** A batch for which the directory could not be listed in time tells nothing of it. */
  private static String describe(BatchInfo batch) {
    return Optional.ofNullable(batch.streamIdToInputInfo().get(0))
        .map(StreamInputInfo::metadataDescription)
        .orElse("");
  }

  private StreamingContext fileProgram(Path in, BlockingQueue<String> lines) {
    StreamingContext context = context();
    context.checkpoint(directory.resolve("checkpoint").toString());
    context.textFileStream(in.toString()).foreachRDD(rdd -> lines.addAll(rdd.collect()));
    return context;
  }

  @Test
  void readsBinaryRecords() throws Exception {
    Path in = Files.createDirectory(directory.resolve("in"));
    BlockingQueue<byte[]> records = new LinkedBlockingQueue<>();
    try (StreamingContext context = context()) {
      context
          .binaryRecordsStream(in.toString(), 2)
          .foreachRDD(rdd -> records.addAll(rdd.collect()));
      context.start();
      appear(in, "a", new byte[] {1, 2, 3, 4});
      assertArrayEquals(new byte[] {1, 2}, taken(records));
      assertArrayEquals(new byte[] {3, 4}, taken(records));
    }
  }

  @Test
  void readsFilesThroughAnInputFormatAndAFilter() throws Exception {
    Path in = Files.createDirectory(directory.resolve("in"));
    appear(in, "old.csv", "old\n");
    appear(in, "old.txt", "never\n");
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    try (StreamingContext context = context()) {
      context
          .fileStream(
              in.toString(),
              LongWritable.class,
              Text.class,
              TextInputFormat.class,
              path -> path.getName().endsWith(".csv"),
              false)
          .map(pair -> pair._1().get() + ":" + pair._2())
          .foreachRDD(rdd -> lines.addAll(rdd.collect()));
      context.start();
      assertEquals("0:old", taken(lines));
      appear(in, "new.txt", "never\n");
      appear(in, "new.csv", "a\nb\n");
      assertEquals("0:a", taken(lines));
      assertEquals("2:b", taken(lines));
    }
  }

  @Test
  void aRateStreamGoesOnWhereTheLastRunEnded() throws Exception {
    BlockingQueue<Long> rows = new LinkedBlockingQueue<>();
    List<Long> seen = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      try (StreamingContext context = context()) {
        context.checkpoint(directory.resolve("checkpoint").toString());
        context.rateStream(1_000).foreachRDD(rdd -> rows.addAll(rdd.collect()));
        context.start();
        int target = seen.size() + 100;
        while (seen.size() < target) {
          seen.add(taken(rows));
        }
        context.stop(true, true);
      }
      rows.drainTo(seen);
    }
    assertEquals(LongStream.range(0, seen.size()).boxed().toList(), seen);
  }

  @Test
  void aRateStreamHasTheSameRowsInEachBatch() throws Exception {
    Completed completed = new Completed();
    try (StreamingContext context = context()) {
      context.addStreamingListener(completed);
      context.rateStream(1_000, 3).foreachRDD(rdd -> assertEquals(50, rdd.count()));
      context.start();
      for (int batch = 0; batch < 3; batch++) {
        assertEquals(50, completed.take().numRecords());
      }
    }
  }

  @Test
  void aConstantStreamHasTheSameRddInEveryBatch() throws Exception {
    BlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();
    try (StreamingContext context = context()) {
      Rdd<Integer> rdd = context.rddContext().parallelize(List.of(1, 2, 3), 2);
      context.constantStream(rdd).foreachRDD(each -> batches.add(each.collect()));
      context.start();
      for (int batch = 0; batch < 3; batch++) {
        assertEquals(List.of(1, 2, 3), taken(batches));
      }
    }
  }

  @Test
  void aRawSocketTakesBlocksAsTheCodecWritesThem() throws Exception {
    BlockingQueue<String> records = new LinkedBlockingQueue<>();
    try (TextServer server = new TextServer();
        StreamingContext context = context()) {
      context
          .<String>rawSocketStream(server.host(), server.port())
          .foreachRDD(rdd -> records.addAll(rdd.collect()));
      context.start();
      server.sendBytes(frame("a", "b"));
      assertEquals("a", taken(records));
      assertEquals("b", taken(records));
      server.sendBytes(frame("c"));
      assertEquals("c", taken(records));
    }
  }

  private static byte[] frame(String... records) {
    BlockEncoder<Object> encoder = new KryoRecordCodec<>(List.of()).newEncoder();
    for (String record : records) {
      encoder.add(record);
    }
    ByteBuffer block = encoder.finish();
    return ByteBuffer.allocate(Integer.BYTES + block.remaining())
        .putInt(block.remaining())
        .put(block)
        .array();
  }

  @Test
  void numbersInputStreamsInTheOrderOfTheirCreation() {
    try (StreamingContext context = context()) {
      Rdd<Integer> rdd = context.rddContext().parallelize(List.of(1), 1);
      assertEquals(0, context.socketTextStream("host", 1).id());
      assertEquals(1, context.textFileStream("in").id());
      assertEquals(2, context.constantStream(rdd).id());
      assertEquals(3, context.rateStream(1).id());
      assertEquals(
          4, context.fileStream("in", LongWritable.class, Text.class, TextInputFormat.class).id());
      assertEquals(5, context.rawSocketStream("host", 1).id());
    }
  }

  @Test
  void refusesWhatNoInputCanBeMadeOf() {
    try (StreamingContext context = context()) {
      assertThrows(IllegalArgumentException.class, () -> context.constantStream(null));
      assertThrows(IllegalArgumentException.class, () -> context.textFileStream(null));
      assertThrows(IllegalArgumentException.class, () -> context.textFileStream(""));
      assertThrows(IllegalArgumentException.class, () -> context.binaryRecordsStream("in", 0));
      assertThrows(IllegalArgumentException.class, () -> context.rateStream(0));
      assertThrows(IllegalArgumentException.class, () -> context.rateStream(1, 0));
      assertThrows(IllegalArgumentException.class, () -> context.rawSocketStream("host", 70_000));
      assertThrows(IllegalArgumentException.class, () -> context.directStream("x", null));
    }
  }
}
