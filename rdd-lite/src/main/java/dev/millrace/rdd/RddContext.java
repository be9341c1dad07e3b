package dev.millrace.rdd;

import dev.millrace.rdd.Lineage.Aggregator;
import dev.millrace.rdd.Lineage.BlockSource;
import dev.millrace.rdd.Lineage.Parallelize;
import dev.millrace.rdd.Lineage.RangeSource;
import dev.millrace.rdd.Lineage.Shuffle;
import dev.millrace.rdd.Lineage.Union;
import dev.millrace.rdd.function.Tuple2;
import java.util.ArrayList;
import java.util.List;
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
   * The records of a source that can be read again, one partition for each part.
   *
   * @param operation what the program calls the source, shown in messages
   */
  public <T> Rdd<T> rangeRdd(List<RangePart<T>> parts, String operation) {
    return new Rdd<>(this, new RangeSource<>(nextId(), parts, operation));
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

  /**
   * Runs a job over all partitions of a collection and returns their results in order.
   *
   * @throws JobFailedException if it fails
   * @throws IllegalStateException if the context was stopped
   */
  public <T, R> List<R> run(Job<T, R> job) {
    if (stopped.get()) {
      throw new IllegalStateException(
          "the RddContext was stopped; '" + job.description() + "' needs a new one");
    }
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

  TextOutput textOutput() {
    return ServiceLoader.load(TextOutput.class)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("there is no TextOutput service on the class path"));
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
