package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.HadoopFiles;
import dev.millrace.rdd.HadoopFormat;
import dev.millrace.rdd.PartitionReader;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.WritableUtils;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.InputFormat;
import org.apache.hadoop.mapred.InputSplit;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.OutputFormat;
import org.apache.hadoop.mapred.TextInputFormat;
import org.apache.hadoop.mapred.TextOutputFormat;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.lib.input.FixedLengthInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.task.JobContextImpl;

/** Files by Hadoop's formats. <em>Stateless and thread-safe.</em> */
public final class HadoopFormatFiles implements HadoopFiles {

  private static final String MAPRED_OUTPUT_FORMAT = "mapred.output.format.class";
  private static final Function2<Object, Object, Tuple2<Object, Object>> OWN_PAIR = Tuple2::new;

  /** For the service loader. */
  public HadoopFormatFiles() {}

  @Override
  public Map<String, String> settings(Iterable<Map.Entry<String, String>> settings) {
    return Defaults.without(settings);
  }

  // ---- Reading

  @Override
  public PartitionReader<String> text(Inputs inputs, int partitionsMin) throws IOException {
    return mapred(
        inputs, TextInputFormat.class, Map.of(), partitionsMin, (place, line) -> line.toString());
  }

  @Override
  public PartitionReader<byte[]> binaryRecords(Inputs inputs, int recordLength) throws IOException {
    if (recordLength < 1) {
      throw new IllegalArgumentException(
          "the length of a record must be positive: " + recordLength);
    }
    return mapreduce(
        inputs,
        FixedLengthInputFormat.class,
        Map.of(FixedLengthInputFormat.FIXED_RECORD_LENGTH, Integer.toString(recordLength)),
        (place, bytes) -> ((BytesWritable) bytes).copyBytes());
  }

  @Override
  @SuppressWarnings("unchecked") // the program says what the format reads
  public <K, V> PartitionReader<Tuple2<K, V>> pairs(
      Api api, Inputs inputs, HadoopFormat format, int partitionsMin) throws IOException {
    Class<?> type = format.format().orElseThrow();
    PartitionReader<?> reader =
        switch (api) {
          case MAPRED -> mapred(inputs, type, format.settings(), partitionsMin, OWN_PAIR);
          case MAPREDUCE ->
              mapreduce(
                  inputs,
                  type,
                  format.settings(),
                  (key, value) -> new Tuple2<>(copied(key), copied(value)));
        };
    return (PartitionReader<Tuple2<K, V>>) reader;
  }

  /** A reader of {@code mapreduce} gives the same objects again and again. */
  private static Object copied(Object shared) {
    return shared instanceof Writable writable
        ? WritableUtils.clone(writable, Defaults.shared())
        : shared;
  }

  private static <T> PartitionReader<T> mapred(
      Inputs inputs,
      Class<?> type,
      Map<String, String> settings,
      int partitionsMin,
      Function2<Object, Object, T> record)
      throws IOException {
    Settings all = withInputs(settings, inputs);
    JobConf conf = all.conf();
    InputFormat<?, ?> format = Settings.create(type, InputFormat.class, conf);
    List<SplitForm> splits = new ArrayList<>();
    for (InputSplit split : format.getSplits(conf, partitionsMin)) {
      splits.add(SplitForm.of(split));
    }
    return new PairReader.Mapred<>(type, all, List.copyOf(splits), record);
  }

  private static <T> PartitionReader<T> mapreduce(
      Inputs inputs,
      Class<?> type,
      Map<String, String> settings,
      Function2<Object, Object, T> record)
      throws IOException {
    Settings all = withInputs(settings, inputs);
    JobConf conf = all.conf();
    org.apache.hadoop.mapreduce.InputFormat<?, ?> format =
        Settings.create(type, org.apache.hadoop.mapreduce.InputFormat.class, conf);
    List<SplitForm> splits = new ArrayList<>();
    try {
      for (Object split : format.getSplits(new JobContextImpl(conf, Attempts.JOB))) {
        splits.add(SplitForm.of(split));
      }
    } catch (InterruptedException e) {
      throw Attempts.interrupted(e);
    }
    return new PairReader.Mapreduce<>(type, all, List.copyOf(splits), record);
  }

  /** Both families of formats read the same setting. */
  private static Settings withInputs(Map<String, String> settings, Inputs inputs) {
    JobConf conf = new Settings(settings).conf();
    if (inputs.areExact()) {
      Path[] paths =
          inputs.paths().stream()
              .map(path -> Files.path(path.replaceAll("([\\[\\]{}*?\\\\])", "\\\\$1")))
              .toArray(Path[]::new);
      FileInputFormat.setInputPaths(conf, paths);
    } else {
      FileInputFormat.setInputPaths(conf, String.join(",", inputs.paths()));
    }
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(
        org.apache.hadoop.mapreduce.lib.input.FileInputFormat.INPUT_DIR,
        conf.getRaw(org.apache.hadoop.mapreduce.lib.input.FileInputFormat.INPUT_DIR));
    return new Settings(all);
  }

  // ---- Writing

  @Override
  public <K, V> Save<K, V> begin(
      Api api, Optional<String> path, HadoopFormat format, boolean replace) throws IOException {
    HadoopFormat complete = format;
    if (path.isPresent()) {
      Path directory = Files.path(path.get());
      complete =
          complete.with(
              FileOutputFormat.OUTDIR,
              directory.getFileSystem(Defaults.shared()).makeQualified(directory).toString());
    }
    complete = named(complete, MRJobConfig.OUTPUT_KEY_CLASS, format.key());
    complete = named(complete, MRJobConfig.OUTPUT_VALUE_CLASS, format.value());
    Configuration conf = new Settings(complete.settings()).conf();
    switch (api) {
      case MAPRED -> {
        Class<?> type =
            Settings.format(format.format(), MAPRED_OUTPUT_FORMAT, OutputFormat.class, conf);
        complete = complete.with(MAPRED_OUTPUT_FORMAT, type.getName());
        return MapredSave.begin(new Settings(complete.settings()), replace);
      }
      case MAPREDUCE -> {
        Class<?> type =
            Settings.format(
                format.format(),
                MRJobConfig.OUTPUT_FORMAT_CLASS_ATTR,
                org.apache.hadoop.mapreduce.OutputFormat.class,
                conf);
        return MapreduceSave.begin(type, new Settings(complete.settings()), replace);
      }
    }
    throw new IllegalArgumentException("no such family of formats: " + api);
  }

  private static HadoopFormat named(HadoopFormat format, String key, Optional<Class<?>> type) {
    return type.isPresent() ? format.with(key, type.get().getName()) : format;
  }

  @Override
  public <V> Save<Object, V> beginText(String path, Class<?> codec) throws IOException {
    HadoopFormat text =
        HadoopFormat.of(TextOutputFormat.class, Object.class, Object.class, Map.of());
    return begin(Api.MAPRED, Optional.of(path), compressed(text, codec), false);
  }

  @Override
  public HadoopFormat compressed(HadoopFormat format, Class<?> codec) {
    Settings.require(codec, CompressionCodec.class);
    return format
        .with(FileOutputFormat.COMPRESS, "true")
        .with(FileOutputFormat.COMPRESS_CODEC, codec.getName())
        .with(FileOutputFormat.COMPRESS_TYPE, "BLOCK");
  }
}
