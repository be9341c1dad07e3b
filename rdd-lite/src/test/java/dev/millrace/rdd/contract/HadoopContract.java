package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.Tuple2;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files read and written by Hadoop's formats. */
interface HadoopContract extends Contract {

  private static List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  private static List<String> textPairs(PairRdd<IntWritable, Text> pairs) {
    return pairs.map(each -> each._1().get() + "=" + each._2()).collect();
  }

  private PairRdd<IntWritable, Text> writables() {
    return context()
        .parallelize(numbers(0, 10), 3)
        .mapToPair(number -> pair(new IntWritable(number), new Text("t" + number)));
  }

  private static List<String> expectedPairs() {
    return numbers(0, 10).stream().map(number -> number + "=t" + number).toList();
  }

  @Test
  default void readsTheLinesOfTextFilesLikeTheModel(@TempDir Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(Long.getLong("millrace.seed", 23));
    for (int round = 0; round < 2; round++) {
      Path files = Files.createDirectory(directory.resolve("round" + round));
      List<String> expected = new ArrayList<>();
      for (int file = 0; file < 3; file++) {
        List<String> lines = new ArrayList<>();
        for (int line = random.nextInt(50); line > 0; line--) {
          lines.add("x".repeat(random.nextInt(40)) + "\u00fc" + line);
        }
        expected.addAll(lines);
        Files.write(files.resolve("file" + file), lines);
      }
      for (int partitions = 1; partitions < 14; partitions += 6) {
        Rdd<String> read = context().textFile(files.toString(), partitions);
        assertEquals(
            expected.stream().sorted().toList(), read.collect().stream().sorted().toList());
        assertEquals(expected.size(), read.count());
      }
    }
  }

  @Test
  default void readsPatternsListsAndCompressedFiles(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("a.txt"), "a1\na2");
    Files.writeString(directory.resolve("b.txt"), "b1\n");
    Files.writeString(directory.resolve("c.log"), "c1\n");
    assertEquals(List.of("a1", "a2", "b1"), context().textFile(directory + "/*.txt").collect());
    assertEquals(
        List.of("c1", "b1"),
        context().textFile(directory + "/c.log," + directory + "/b.txt").collect());

    String output = directory.resolve("zipped").toString();
    context().parallelize(List.of("p", "q", "r"), 2).saveAsTextFile(output, GzipCodec.class);
    assertEquals(List.of("_SUCCESS", "part-00000.gz", "part-00001.gz"), namesIn(Path.of(output)));
    assertEquals(
        List.of("p", "q", "r"), context().textFile(output).collect().stream().sorted().toList());
    assertThrows(
        IllegalArgumentException.class,
        () -> context().emptyRdd().saveAsTextFile(output + "2", String.class));
  }

  @Test
  default void readsJustTheFilesThatAreNamed(@TempDir Path directory) throws IOException {
    Path odd = directory.resolve("a,b*[1]{x}?.txt");
    Files.writeString(odd, "odd\n");
    Files.writeString(directory.resolve("a,b*[1]{x}z.txt"), "other\n");
    assertEquals(List.of("odd"), context().textFiles(List.of(odd.toString())).collect());
    assertThrows(IllegalArgumentException.class, () -> context().textFiles(List.of()));
  }

  @Test
  default void aMissingFileIsNamedAtTheCall(@TempDir Path directory) {
    String missing = directory.resolve("missing").toString();
    for (org.junit.jupiter.api.function.Executable read :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> context().textFile(missing),
            () -> context().binaryRecords(missing, 4),
            () -> context().objectFile(missing))) {
      String message = assertThrows(UncheckedIOException.class, read).getMessage();
      assertTrue(message.contains(missing), message);
    }
  }

  @Test
  default void readsRecordsOfOneLength(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("records"), "aaabbbccc");
    assertEquals(
        List.of("aaa", "bbb", "ccc"),
        context()
            .binaryRecords(file.toString(), 3)
            .map(bytes -> new String(bytes, UTF_8))
            .collect());
    assertEquals(9, context().binaryRecords(List.of(file.toString()), 1).count());
    assertThrows(IllegalArgumentException.class, () -> context().binaryRecords(file.toString(), 0));
    JobFailedException failure =
        assertThrows(
            JobFailedException.class, () -> context().binaryRecords(file.toString(), 4).collect());
    assertTrue(failure.getMessage().contains("Partial record"), failure.getMessage());
  }

  @Test
  default void closesAFileThatIsNotReadToItsEnd(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("lines"), List.of("a", "b", "c"));
    assertEquals("a", context().textFile(file.toString(), 1).first());
    assertEquals(List.of("a", "b"), context().textFile(file.toString(), 1).take(2));
  }

  @Test
  default void writesAndReadsByBothFamiliesOfFormats(@TempDir Path directory) throws IOException {
    String old = directory.resolve("old").toString();
    writables()
        .saveAsHadoopFile(
            old,
            IntWritable.class,
            Text.class,
            org.apache.hadoop.mapred.SequenceFileOutputFormat.class);
    assertEquals(
        List.of("_SUCCESS", "part-00000", "part-00001", "part-00002"), namesIn(Path.of(old)));
    assertEquals(
        expectedPairs(),
        textPairs(
                context()
                    .hadoopFile(
                        old,
                        org.apache.hadoop.mapred.SequenceFileInputFormat.class,
                        IntWritable.class,
                        Text.class))
            .stream()
            .sorted()
            .toList());

    String made = directory.resolve("new").toString();
    writables()
        .saveAsNewAPIHadoopFile(
            made,
            IntWritable.class,
            Text.class,
            org.apache.hadoop.mapreduce.lib.output.SequenceFileOutputFormat.class);
    assertEquals(
        List.of("_SUCCESS", "part-r-00000", "part-r-00001", "part-r-00002"),
        namesIn(Path.of(made)));
    assertEquals(
        expectedPairs(),
        textPairs(
                context()
                    .newAPIHadoopFile(
                        made,
                        org.apache.hadoop.mapreduce.lib.input.SequenceFileInputFormat.class,
                        IntWritable.class,
                        Text.class,
                        new Configuration()))
            .stream()
            .sorted()
            .toList());
  }

  @Test
  default void writesToWhereAConfigurationSays(@TempDir Path directory) throws IOException {
    JobConf conf = new JobConf();
    Path old = directory.resolve("old");
    org.apache.hadoop.mapred.FileOutputFormat.setOutputPath(
        conf, new org.apache.hadoop.fs.Path(old.toString()));
    conf.setOutputFormat(org.apache.hadoop.mapred.TextOutputFormat.class);
    conf.set("mapreduce.output.textoutputformat.separator", ":");
    context().parallelizePairs(List.of(pair("a", 1), pair("b", 2)), 1).saveAsHadoopDataset(conf);
    assertEquals(List.of("a:1", "b:2"), Files.readAllLines(old.resolve("part-00000")));

    Path made = directory.resolve("new");
    Configuration settings = new Configuration();
    settings.set("mapreduce.output.fileoutputformat.outputdir", made.toString());
    settings.set(
        "mapreduce.job.outputformat.class",
        org.apache.hadoop.mapreduce.lib.output.TextOutputFormat.class.getName());
    context().parallelizePairs(List.of(pair("a", 1)), 1).saveAsNewAPIHadoopDataset(settings);
    assertEquals(List.of("a\t1"), Files.readAllLines(made.resolve("part-r-00000")));
  }

  @Test
  default void givesEachPairItsOwnKeyAndValue(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("file");
    Configuration conf = new Configuration();
    conf.set("io.serializations", "org.apache.hadoop.io.serializer.WritableSerialization");
    try (SequenceFile.Writer writer =
        SequenceFile.createWriter(
            conf,
            SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(file.toString())),
            SequenceFile.Writer.keyClass(IntWritable.class),
            SequenceFile.Writer.valueClass(Text.class))) {
      for (int record = 0; record < 3; record++) {
        writer.append(new IntWritable(record), new Text("v" + record));
      }
    }
    List<List<Tuple2<IntWritable, Text>>> kept =
        context()
            .<IntWritable, Text>newAPIHadoopFile(
                file.toString(),
                org.apache.hadoop.mapreduce.lib.input.SequenceFileInputFormat.class,
                IntWritable.class,
                Text.class,
                List.of())
            .glom()
            .collect();
    assertEquals("[(0,v0), (1,v1), (2,v2)]", kept.get(0).toString());
    List<List<Tuple2<LongWritable, Text>>> lines =
        context()
            .newAPIHadoopFiles(
                List.of(Files.writeString(directory.resolve("t"), "a\nb\n").toString()),
                TextInputFormat.class,
                LongWritable.class,
                Text.class,
                List.of())
            .glom()
            .collect();
    assertEquals("[[(0,a), (2,b)]]", lines.toString());
  }

  @Test
  default void attemptsThatFailLeaveNothingInTheOutput(@TempDir Path directory) throws IOException {
    for (boolean newApi : List.of(false, true)) {
      Probe attempts = Probe.create();
      Path output = directory.resolve("out" + newApi);
      PairRdd<String, Integer> pairs =
          context()
              .parallelize(numbers(0, 6), 2)
              .mapToPair(
                  number -> {
                    if (number == 5 && attempts.note("attempt") < 3) {
                      throw new IllegalStateException("again");
                    }
                    return pair("k", number);
                  });
      save(pairs, output, newApi);
      List<String> lines = new ArrayList<>();
      for (String name : namesIn(output)) {
        lines.addAll(Files.readAllLines(output.resolve(name)));
      }
      assertEquals(numbers(0, 6).stream().map(number -> "k\t" + number).toList(), lines);
      assertTrue(
          assertThrows(UncheckedIOException.class, () -> save(pairs, output, newApi))
              .getMessage()
              .contains("already exists"));
    }
  }

  private static void save(PairRdd<String, Integer> pairs, Path output, boolean newApi) {
    if (newApi) {
      pairs.saveAsNewAPIHadoopFile(
          output.toString(),
          String.class,
          Integer.class,
          org.apache.hadoop.mapreduce.lib.output.TextOutputFormat.class);
    } else {
      pairs.saveAsHadoopFile(
          output.toString(),
          String.class,
          Integer.class,
          org.apache.hadoop.mapred.TextOutputFormat.class);
    }
  }

  @Test
  default void aSaveThatFailsIsNotComplete(@TempDir Path directory) {
    for (boolean newApi : List.of(false, true)) {
      Path output = directory.resolve("out" + newApi);
      PairRdd<String, Integer> failing =
          context()
              .parallelize(numbers(0, 6), 2)
              .mapToPair(
                  number -> {
                    if (number == 5) {
                      throw new IllegalStateException("never");
                    }
                    return pair("k", number);
                  });
      assertThrows(JobFailedException.class, () -> save(failing, output, newApi));
      assertFalse(Files.exists(output.resolve("_SUCCESS")));
      assertFalse(Files.exists(output.resolve("part-00000")));
      assertFalse(Files.exists(output.resolve("part-r-00000")));
    }
  }

  @Test
  default void refusesClassesThatAreNoFormats(@TempDir Path directory) throws IOException {
    String file = Files.writeString(directory.resolve("file"), "x").toString();
    PairRdd<String, Integer> pairs = context().parallelizePairs(List.of(pair("a", 1)), 1);
    for (org.junit.jupiter.api.function.Executable wrong :
        Arrays.<org.junit.jupiter.api.function.Executable>asList(
            () -> context().hadoopFile(file, String.class, String.class, String.class),
            () -> context().hadoopFile(file, TextInputFormat.class, String.class, String.class),
            () ->
                context()
                    .newAPIHadoopFile(file, String.class, String.class, String.class, List.of()),
            () -> pairs.saveAsHadoopFile(file + 1, String.class, String.class, String.class),
            () -> pairs.saveAsNewAPIHadoopFile(file + 1, String.class, String.class, String.class),
            () -> pairs.saveAsHadoopDataset(List.of()),
            () -> pairs.saveAsNewAPIHadoopDataset(List.of()))) {
      assertThrows(IllegalArgumentException.class, wrong);
    }
  }
}
