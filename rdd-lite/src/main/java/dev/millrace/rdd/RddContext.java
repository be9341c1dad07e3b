package dev.millrace.rdd;

import dev.millrace.rdd.HadoopFiles.Api;
import dev.millrace.rdd.HadoopFiles.Inputs;
import dev.millrace.rdd.Lineage.Aggregator;
import dev.millrace.rdd.Lineage.BlockSource;
import dev.millrace.rdd.Lineage.Parallelize;
import dev.millrace.rdd.Lineage.Shuffle;
import dev.millrace.rdd.Lineage.StoredSource;
import dev.millrace.rdd.Lineage.Union;
import dev.millrace.rdd.function.Tuple2;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes collections and owns the engine that computes them. <em>Thread-safe.</em> Many contexts may
 * live in one process.
 */
public final class RddContext implements AutoCloseable {

  private final MillraceConf conf;
  private final Engine engine;
  private final AtomicInteger idNext = new AtomicInteger();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Checkpoints checkpoints;
  private final SharedValues shared = new SharedValues();

  /**
   * A context whose engine is the one that knows the configuration's master.
   *
   * @throws IllegalArgumentException if no master is set, no engine knows it, or a setting breaks
   *     its rule
   */
  public RddContext(MillraceConf conf) {
    this(conf, openEngine(conf));
  }

  /** A context on a master, {@code local[2]} for one, with default settings. */
  public RddContext(String master, String appName) {
    this(new MillraceConf().setMaster(master).setAppName(appName));
  }

  /**
   * A context over an engine that was opened for it.
   *
   * @param engine belongs to the context from now on and is closed with it
   */
  public RddContext(MillraceConf conf, Engine engine) {
    this.conf = conf.copy();
    this.engine = engine;
    this.checkpoints = new Checkpoints(engine, RddContext::recordFiles, this.conf);
    engine.provide(SharedValues.class, shared);
  }

  private static Engine openEngine(MillraceConf conf) {
    String master =
        conf.get(RddKeys.MASTER)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "millrace.master must be set, to local[2] for one"));
    for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
      if (provider.accepts(master)) {
        return provider.open(conf.copy());
      }
    }
    throw new IllegalArgumentException(
        "no engine knows millrace.master = '"
            + master
            + "'; local, local[threads], local[*] and local-cluster[executors,threads,MiB] are"
            + " built in");
  }

  /** Its settings; a copy. */
  public MillraceConf conf() {
    return conf.copy();
  }

  /** The engine that computes its collections. */
  public Engine engine() {
    return engine;
  }

  /** How many partitions parallelize and shuffles make when nobody says. */
  public int defaultParallelism() {
    return conf.get(RddKeys.DEFAULT_PARALLELISM).orElse(engine.defaultParallelism());
  }

  /** The given records, cut into contiguous slices, as many as the default parallelism. */
  public <T> Rdd<T> parallelize(List<T> records) {
    return parallelize(records, defaultParallelism());
  }

  /**
   * The given records, cut into contiguous slices.
   *
   * @throws IllegalArgumentException if there is not at least one slice
   */
  public <T> Rdd<T> parallelize(List<T> records, int numSlices) {
    return new Rdd<>(this, slices(records, numSlices));
  }

  /** The given pairs, cut into contiguous slices, as many as the default parallelism. */
  public <K, V> PairRdd<K, V> parallelizePairs(List<Tuple2<K, V>> pairs) {
    return parallelizePairs(pairs, defaultParallelism());
  }

  /**
   * The given pairs, cut into contiguous slices.
   *
   * @throws IllegalArgumentException if there is not at least one slice
   */
  public <K, V> PairRdd<K, V> parallelizePairs(List<Tuple2<K, V>> pairs, int numSlices) {
    return new PairRdd<>(this, slices(pairs, numSlices));
  }

  private <T> Lineage<T> slices(List<T> records, int numSlices) {
    if (numSlices < 1) {
      throw new IllegalArgumentException("the number of slices must be positive: " + numSlices);
    }
    return new Parallelize<>(nextId(), records, numSlices);
  }

  /** No records in no partitions. */
  public <T> Rdd<T> emptyRdd() {
    return new Rdd<>(this, new Parallelize<>(nextId(), List.of(), 0));
  }

  /**
   * The records of received blocks.
   *
   * @param partitions the blocks of each partition, in the order in which they are read
   * @param codec how the records lie in a block's bytes
   */
  public <T> Rdd<T> blockRdd(List<List<SourceBlock>> partitions, RecordCodec<T> codec) {
    return new Rdd<>(this, new BlockSource<>(nextId(), partitions, codec));
  }

  /**
   * The records of files that {@code saveAsObjectFile} or a checkpoint wrote, in the partitions in
   * which they were written. Reads the manifest at once, the files when they are computed; records
   * of classes that this process did not write must be under {@code millrace.serializer.allow}.
   *
   * @param directory the directory that was saved to
   * @throws CorruptRecordFileException if no whole collection was published there
   * @throws UncheckedIOException if the directory cannot be read
   */
  public <T> Rdd<T> objectFile(String directory) {
    return read("objectFile", directory, () -> recordFiles().open(directory, conf));
  }

  /**
   * The lines of text files, in as many partitions as Hadoop cuts them into, two at least if there
   * are as many task slots. Looks for the files at once and reads them when they are computed.
   *
   * @param path a file, a directory, a pattern, or several of them separated by commas, on any file
   *     system that Hadoop reaches; compressed files are known by their ending
   * @throws UncheckedIOException if there is no such file
   */
  public Rdd<String> textFile(String path) {
    return textFile(path, partitionsMin());
  }

  /**
   * {@link #textFile(String)}.
   *
   * @param partitionsMin how many partitions there should be at least; a hint
   */
  public Rdd<String> textFile(String path, int partitionsMin) {
    Inputs inputs = new Inputs(List.of(path), false);
    return read("textFile", path, () -> hadoopFiles().text(inputs, partitionsMin));
  }

  /** The lines of just these files, whatever characters their names have. */
  public Rdd<String> textFiles(List<String> files) {
    Inputs inputs = new Inputs(files, true);
    return read("textFiles", files, () -> hadoopFiles().text(inputs, 1));
  }

  /**
   * The records of files in which each has the same length. A file whose length is no multiple of
   * it fails the task that reads it.
   *
   * @param path as {@link #textFile(String)} has it
   * @param recordLength in bytes
   * @throws UncheckedIOException if there is no such file
   */
  public Rdd<byte[]> binaryRecords(String path, int recordLength) {
    Inputs inputs = new Inputs(List.of(path), false);
    return read("binaryRecords", path, () -> hadoopFiles().binaryRecords(inputs, recordLength));
  }

  /** The records of just these files, whatever characters their names have. */
  public Rdd<byte[]> binaryRecords(List<String> files, int recordLength) {
    Inputs inputs = new Inputs(files, true);
    return read("binaryRecords", files, () -> hadoopFiles().binaryRecords(inputs, recordLength));
  }

  /**
   * The pairs that a Hadoop {@code mapred.InputFormat} reads from files. Each pair has a key and a
   * value of its own.
   *
   * @param path as {@link #textFile(String)} has it
   * @param format the format's class
   * @throws IllegalArgumentException if it is none
   * @throws UncheckedIOException if there is no such file
   */
  public <K, V> PairRdd<K, V> hadoopFile(
      String path, Class<?> format, Class<K> key, Class<V> value) {
    return hadoopFile(path, format, key, value, partitionsMin());
  }

  /**
   * {@link #hadoopFile(String, Class, Class, Class)}.
   *
   * @param partitionsMin how many partitions there should be at least; a hint
   */
  public <K, V> PairRdd<K, V> hadoopFile(
      String path, Class<?> format, Class<K> key, Class<V> value, int partitionsMin) {
    HadoopFormat hadoop = HadoopFormat.of(format, key, value, Map.of());
    return hadoopPairs(
        "hadoopFile", Api.MAPRED, new Inputs(List.of(path), false), hadoop, partitionsMin);
  }

  /**
   * The pairs that a Hadoop {@code mapreduce.InputFormat} reads from files. Keys and values that
   * are {@code Writable} are copied, so that each pair has its own.
   *
   * @param path as {@link #textFile(String)} has it
   * @param format the format's class
   * @param settings what Hadoop is told besides its defaults; a {@code Configuration} is one
   * @throws IllegalArgumentException if it is none
   * @throws UncheckedIOException if there is no such file
   */
  public <K, V> PairRdd<K, V> newAPIHadoopFile(
      String path,
      Class<?> format,
      Class<K> key,
      Class<V> value,
      Iterable<Map.Entry<String, String>> settings) {
    return hadoopPairs(
        "newAPIHadoopFile",
        Api.MAPREDUCE,
        new Inputs(List.of(path), false),
        HadoopFormat.of(format, key, value, hadoopFiles().settings(settings)),
        1);
  }

  /** {@link #newAPIHadoopFile} of just these files, whatever characters their names have. */
  public <K, V> PairRdd<K, V> newAPIHadoopFiles(
      List<String> files,
      Class<?> format,
      Class<K> key,
      Class<V> value,
      Iterable<Map.Entry<String, String>> settings) {
    return hadoopPairs(
        "newAPIHadoopFiles",
        Api.MAPREDUCE,
        new Inputs(files, true),
        HadoopFormat.of(format, key, value, hadoopFiles().settings(settings)),
        1);
  }

  private <K, V> PairRdd<K, V> hadoopPairs(
      String operation, Api api, Inputs inputs, HadoopFormat format, int partitionsMin) {
    Rdd<Tuple2<K, V>> pairs =
        read(
            operation,
            inputs.paths(),
            () -> hadoopFiles().pairs(api, inputs, format, partitionsMin));
    return PairRdd.fromRdd(pairs);
  }

  private int partitionsMin() {
    return Math.min(defaultParallelism(), 2);
  }

  /** Finds what a reader needs, in files for one. */
  @FunctionalInterface
  private interface Opening<T> {
    PartitionReader<T> open() throws IOException;
  }

  private <T> Rdd<T> read(String operation, Object what, Opening<T> opening) {
    try {
      return readerRdd(operation, opening.open());
    } catch (IOException e) {
      throw new UncheckedIOException(operation + " of " + what + ": " + e.getMessage(), e);
    }
  }

  /**
   * The records that a reader finds.
   *
   * @param operation what the program called, {@code textFile} for one; shown in messages
   */
  public <T> Rdd<T> readerRdd(String operation, PartitionReader<T> reader) {
    return new Rdd<>(this, new StoredSource<>(nextId(), reader, operation));
  }

  /**
   * The records of a source that can be read again, one partition for each part.
   *
   * @param operation what the program calls the source, shown in messages
   */
  public <T> Rdd<T> rangeRdd(List<RangePart<T>> parts, String operation) {
    return readerRdd(operation, new RangeParts<>(parts));
  }

  /**
   * The records of all, in order; equal records stay.
   *
   * @throws IllegalArgumentException if there is none, or one belongs to another context
   */
  public <T, S extends RddLike<T, S>> S union(List<S> rdds) {
    if (rdds.isEmpty()) {
      throw new IllegalArgumentException("union needs at least one collection: " + rdds);
    }
    return rdds.get(0).over(unionNode(rdds));
  }

  /** The records of all, in order; equal records stay. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public final <T, S extends RddLike<T, S>> S union(S... rdds) {
    return union(List.of(rdds));
  }

  // ---- Values shared with tasks

  /** An accumulator that adds up whole numbers. */
  public LongAccumulator longAccumulator() {
    return registered(new LongAccumulator(), Optional.empty());
  }

  /** {@link #longAccumulator()} with a name for people. */
  public LongAccumulator longAccumulator(String name) {
    return registered(new LongAccumulator(), Optional.of(name));
  }

  /** An accumulator that adds up numbers. */
  public DoubleAccumulator doubleAccumulator() {
    return registered(new DoubleAccumulator(), Optional.empty());
  }

  /** {@link #doubleAccumulator()} with a name for people. */
  public DoubleAccumulator doubleAccumulator(String name) {
    return registered(new DoubleAccumulator(), Optional.of(name));
  }

  /** An accumulator that collects values. */
  public <T> CollectionAccumulator<T> collectionAccumulator() {
    return registered(new CollectionAccumulator<>(), Optional.empty());
  }

  /** {@link #collectionAccumulator()} with a name for people. */
  public <T> CollectionAccumulator<T> collectionAccumulator(String name) {
    return registered(new CollectionAccumulator<>(), Optional.of(name));
  }

  /**
   * Makes an accumulator of the program's own kind known, so that functions may use it.
   *
   * @throws IllegalStateException if it is registered already
   */
  public void register(AccumulatorV2<?, ?> accumulator) {
    shared.register(accumulator, Optional.empty());
  }

  /** {@link #register(AccumulatorV2)} with a name for people. */
  public void register(AccumulatorV2<?, ?> accumulator, String name) {
    shared.register(accumulator, Optional.of(name));
  }

  private <A extends AccumulatorV2<?, ?>> A registered(A accumulator, Optional<String> name) {
    shared.register(accumulator, name);
    return accumulator;
  }

  /** A value that functions use without carrying it. */
  public <T> Broadcast<T> broadcast(T value) {
    return shared.broadcast(value);
  }

  // ---- Checkpoints and jobs

  /**
   * Says where checkpoints go: a directory of any file system that Hadoop reaches, made unless it
   * is there. Each context that writes a checkpoint makes a directory of its own below it.
   *
   * @throws UncheckedIOException if it cannot be made
   */
  public void setCheckpointDir(String directory) {
    checkpoints.setDirectory(directory);
  }

  /** The full name of the directory that was set; empty if none was. */
  public Optional<String> getCheckpointDir() {
    return checkpoints.directory();
  }

  /**
   * Deletes the files of a checkpoint, or of {@code saveAsObjectFile}, that nothing needs any more.
   * A collection that is computed from them fails from then on. A crash on the way leaves nothing
   * that can be read, and the call can be repeated.
   *
   * @param file what {@link RddLike#getCheckpointFile} said
   * @return false if there was nothing
   * @throws UncheckedIOException if the directory holds anything else, which is left alone, or
   *     cannot be deleted
   */
  public boolean deleteCheckpoint(String file) {
    try {
      return recordFiles().delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("deleteCheckpoint of " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Runs a job over partitions of a collection and returns their results in order.
   *
   * <p>Collections among those it is made of that are to be checkpointed and are not are written
   * first.
   *
   * @throws JobFailedException if it fails
   * @throws UncheckedIOException if a checkpoint cannot be written
   * @throws IllegalStateException if the context was stopped
   */
  public <T, R> List<R> run(Job<T, R> job) {
    if (stopped.get()) {
      throw new IllegalStateException(
          "the RddContext was stopped; '" + job.description() + "' needs a new one");
    }
    checkpoints.writePending(job.target());
    return engine.run(job);
  }

  /** Ends all jobs and frees what the engine holds; returns when it is gone. Idempotent. */
  public void stop() {
    if (stopped.compareAndSet(false, true)) {
      engine.close();
    }
  }

  /** The same as {@link #stop}. */
  @Override
  public void close() {
    stop();
  }

  // ---- For the collections

  int nextId() {
    return idNext.getAndIncrement();
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  static TextOutput textOutput() {
    return service(TextOutput.class);
  }

  static RecordFiles recordFiles() {
    return service(RecordFiles.class);
  }

  static HadoopFiles hadoopFiles() {
    return service(HadoopFiles.class);
  }

  private static <S> S service(Class<S> type) {
    return ServiceLoader.load(type)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "there is no "
                        + type.getSimpleName()
                        + " service on the class path; are its META-INF/services files merged?"));
  }

  void requireSame(RddContext other, String operation) {
    if (other != this) {
      throw new IllegalArgumentException(operation + " needs collections of the same RddContext");
    }
  }

  /** Parents without partitions add nothing but would hide that the others are spread alike. */
  <T, S extends RddLike<T, S>> Lineage<T> unionNode(List<S> rdds) {
    List<Lineage<T>> parents = new ArrayList<>();
    for (S rdd : rdds) {
      requireSame(rdd.context(), "union");
      if (rdd.getNumPartitions() > 0) {
        parents.add(rdd.lineage());
      }
    }
    return new Union<>(nextId(), parents);
  }

  <K, V, C> Lineage<Tuple2<K, C>> combine(
      Lineage<Tuple2<K, V>> parent,
      Partitioner target,
      Aggregator<V, C> aggregator,
      boolean mapSideCombine,
      String operation) {
    return new Shuffle<>(
        nextId(), parent, target, Optional.of(aggregator), mapSideCombine, operation);
  }

  <K, V> Lineage<Tuple2<K, V>> move(
      Lineage<Tuple2<K, V>> parent, Partitioner target, String operation) {
    return new Shuffle<K, V, V>(nextId(), parent, target, Optional.empty(), false, operation);
  }
}
