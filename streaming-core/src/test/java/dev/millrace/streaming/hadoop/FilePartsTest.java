package dev.millrace.streaming.hadoop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.RangePart;
import dev.millrace.rdd.function.Tuple2;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePartsTest {

  private static final HadoopSettings SETTINGS = new HadoopSettings(new Configuration(false));

  @TempDir java.nio.file.Path directory;

  private FoundFile write(String name, byte[] bytes) throws IOException {
    java.nio.file.Path file = directory.resolve(name);
    Files.write(file, bytes);
    Path path = new Path(file.toUri());
    FileSystem system = SETTINGS.systemOf(path);
    return FoundFile.of(system.getFileStatus(path));
  }

  private FoundFile write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> List<T> read(RangePart<T> part) throws Exception {
    List<AutoCloseable> open = new ArrayList<>();
    List<T> records = new ArrayList<>();
    try {
      part.read(open::add).forEachRemaining(records::add);
    } finally {
      for (AutoCloseable each : open) {
        each.close();
      }
    }
    assertTrue(!open.isEmpty(), "what was opened is closed at the task's end");
    return records;
  }

  private static List<String> lines(FoundFile file) throws Exception {
    return read(new TextFilePart(file, SETTINGS));
  }

  @Test
  void aLineEndsWithALineFeedACarriageReturnOrBoth() throws Exception {
    assertEquals(List.of("a", "", "b", "c", "größer"), lines(write("a", "a\n\nb\r\nc\rgrößer")));
    assertEquals(List.of(), lines(write("empty", "")));
    assertEquals(List.of("last"), lines(write("last", "last\n")));
  }

  @Test
  void aByteOrderMarkIsNoText() throws Exception {
    assertEquals(List.of("a", "\uFEFFb"), lines(write("a", "\uFEFFa\n\uFEFFb\n")));
    assertEquals(List.of(""), lines(write("only", "\uFEFF\n")));
  }

  @Test
  void readsACompressedFileAsItsNameSays() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write("a\nb\n".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(List.of("a", "b"), lines(write("a.gz", bytes.toByteArray())));
  }

  @Test
  void readsRecordsOfOneLength() throws Exception {
    FoundFile file = write("a", new byte[] {1, 2, 3, 4, 5, 6});
    List<byte[]> records = read(new BinaryFilePart(file, 3, SETTINGS));
    assertEquals(2, records.size());
    assertArrayEquals(new byte[] {1, 2, 3}, records.get(0));
    assertArrayEquals(new byte[] {4, 5, 6}, records.get(1));
    assertEquals(List.of(), read(new BinaryFilePart(write("empty", ""), 3, SETTINGS)));
  }

  @Test
  void refusesAFileThatCannotBeCutIntoRecords() throws Exception {
    FoundFile file = write("a", new byte[7]);
    IOException e =
        assertThrows(IOException.class, () -> read(new BinaryFilePart(file, 3, SETTINGS)));
    assertTrue(e.getMessage().contains("records of 3 bytes: it has 7 bytes"), e::getMessage);
  }

  @Test
  void refusesAFileThatWasChangedAfterItWasFound() throws Exception {
    FoundFile file = write("a", "one\n");
    FoundFile longer = write("a", "one\ntwo\n");
    IOException e = assertThrows(IOException.class, () -> lines(file));
    assertTrue(e.getMessage().contains("was changed after it was found"), e::getMessage);
    assertEquals(List.of("one", "two"), lines(longer));
    Files.setLastModifiedTime(directory.resolve("a"), FileTime.fromMillis(5_000));
    assertThrows(IOException.class, () -> lines(longer), "as long as before, and another one");
    assertThrows(IOException.class, () -> read(new BinaryFilePart(longer, 1, SETTINGS)));
  }

  @Test
  void refusesAFileThatHasGone() throws Exception {
    FoundFile file = write("a", "one\n");
    Files.delete(directory.resolve("a"));
    IOException e = assertThrows(IOException.class, () -> lines(file));
    assertTrue(e.getMessage().contains("has gone before its batch was over"), e::getMessage);
  }

  @Test
  void readsWhatAnInputFormatMakesOfAFileSplitAfterSplit() throws Exception {
    FoundFile file = write("a, b{1}", "one\ntwo\nthree\n");
    Configuration configuration = new Configuration(false);
    configuration.set("mapreduce.input.fileinputformat.split.maxsize", "5");
    List<Tuple2<LongWritable, Text>> pairs =
        read(new InputFormatPart<>(file, TextInputFormat.class, new HadoopSettings(configuration)));
    assertEquals(
        List.of(
            new Tuple2<>(new LongWritable(0), new Text("one")),
            new Tuple2<>(new LongWritable(4), new Text("two")),
            new Tuple2<>(new LongWritable(8), new Text("three"))),
        pairs,
        "and each record is an object of its own");
    assertEquals(
        0, read(new InputFormatPart<>(write("e", ""), TextInputFormat.class, SETTINGS)).size());
  }

  /** Lines, by readers that are counted while they are open; one that begins at 4 may fail. */
  static final class CountedLines extends TextInputFormat {

    static final String FAILING = "test.failing";
    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();

    @Override
    public RecordReader<LongWritable, Text> createRecordReader(
        InputSplit split, TaskAttemptContext context) {
      return new LineRecordReader() {
        @Override
        public void initialize(InputSplit given, TaskAttemptContext task) throws IOException {
          MOST.accumulateAndGet(OPEN.incrementAndGet(), Math::max);
          if (task.getConfiguration().getBoolean(FAILING, false)
              && ((FileSplit) given).getStart() > 0) {
            throw new IOException("the disk is gone");
          }
          super.initialize(given, task);
        }

        @Override
        public synchronized void close() throws IOException {
          OPEN.decrementAndGet();
          super.close();
        }
      };
    }
  }

  @Test
  void hasOneSplitOpenAtATimeAndNoneWhenItFails() throws Exception {
    FoundFile file = write("a", "one\ntwo\nthree\n");
    Configuration configuration = new Configuration(false);
    configuration.set("mapreduce.input.fileinputformat.split.maxsize", "5");
    HadoopSettings settings = new HadoopSettings(configuration);
    assertEquals(3, read(new InputFormatPart<>(file, CountedLines.class, settings)).size());
    assertEquals(1, CountedLines.MOST.get());
    assertEquals(0, CountedLines.OPEN.get());

    configuration.setBoolean(CountedLines.FAILING, true);
    HadoopSettings failing = new HadoopSettings(configuration);
    UncheckedIOException e =
        assertThrows(
            UncheckedIOException.class,
            () -> read(new InputFormatPart<>(file, CountedLines.class, failing)));
    assertTrue(e.getMessage().contains(file.path()), e::getMessage);
    assertTrue(e.getMessage().contains("the disk is gone"), e::getMessage);
    assertEquals(0, CountedLines.OPEN.get());
  }

  @Test
  @SuppressWarnings("unchecked")
  void aPartTravelsToAnotherProcess() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new TextFilePart(write("a", "x\n"), SETTINGS));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(List.of("x"), read((RangePart<String>) in.readObject()));
    }
  }

  @Test
  void aFileIsLoggedInAFormThatPathsCannotBreak() {
    FoundFile file = new FoundFile("file:/data/a b  c 7 8", 12, -5);
    assertEquals("-5 12 file:/data/a b  c 7 8", file.toString());
    assertEquals(file, FoundFile.parse(file.toString()));
    assertThrows(IllegalArgumentException.class, () -> FoundFile.parse("1 2"));
  }

  @Test
  void anIteratorAtItsEndSaysSo() throws Exception {
    Iterator<String> lines = new TextFilePart(write("a", "x\n"), SETTINGS).read(closeable -> {});
    lines.next();
    assertThrows(java.util.NoSuchElementException.class, lines::next);
  }
}
