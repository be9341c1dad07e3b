package dev.millrace.streaming;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.RddKeys;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.KryoRecordCodec;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.ReceiverKeys;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.socket.RawSocketReceiver;
import dev.millrace.receiver.socket.SocketStreamReceiver;
import dev.millrace.receiver.socket.SocketTextReceiver;
import dev.millrace.scheduler.SchedulerKeys;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.streaming.graph.DStreamGraph;
import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.GraphDescription;
import dev.millrace.streaming.graph.StreamNode;
import dev.millrace.streaming.hadoop.FileInputs;
import dev.millrace.streaming.hadoop.HadoopSettings;
import dev.millrace.streaming.source.DirectSource;
import dev.millrace.streaming.source.RateSource;
import dev.millrace.streaming.wiring.RuntimeLauncher;
import dev.millrace.streaming.wiring.RuntimeSpec;
import dev.millrace.streaming.wiring.StreamingRuntime;
import dev.millrace.time.Time;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.InputFormat;

/**
 * A streaming program: its inputs, and its life from {@link #start} to {@link #stop}.
 *
 * <p>First the program describes inputs, transformations and outputs; {@code start} freezes the
 * description and runs it, a batch every batch duration, until {@code stop}. A context lives once;
 * several of them may live in one process. <em>Thread-safe.</em>
 */
public final class StreamingContext implements AutoCloseable {

  /** Below the checkpoint directory. */
  private static final String RDDS = "rdds";

  private static final String BATCH_DURATION = "the batch duration";

  private final MillraceConf conf;
  private final RddContext rddContext;
  private final GraphBuilder graph;
  private final Inputs inputs;
  private final ReceiverCounters receiverCounters = new ReceiverCounters();
  private final Lifecycle lifecycle;
  private final Consumer<String> crashPoints;

  /** Changed before the start only, as the lifecycle sees to. */
  private Optional<String> checkpointDirectory;

  /**
   * A context with an {@link RddContext} of its own.
   *
   * @param conf at least {@code millrace.master} must be set; copied
   * @param batchDuration the time between two batches, a positive number of whole milliseconds
   * @throws IllegalArgumentException if the batch duration or a setting breaks its rule, or a
   *     {@code millrace.} key is unknown
   */
  public StreamingContext(MillraceConf conf, Duration batchDuration) {
    this(
        checked(Checks.present(conf, "a streaming context", "a configuration")),
        Checks.wholeMillis(batchDuration, BATCH_DURATION),
        Optional.empty(),
        StreamingRuntime::start,
        step -> {});
  }

  /**
   * A context on a master, {@code local[2]} for one, with default settings.
   *
   * @throws IllegalArgumentException if the batch duration or the master breaks its rule
   */
  public StreamingContext(String master, String appName, Duration batchDuration) {
    this(
        new MillraceConf()
            .setMaster(Checks.present(master, "a streaming context", "a master"))
            .setAppName(Checks.present(appName, "a streaming context", "a name")),
        batchDuration);
  }

  /**
   * A context over an RDD context that exists already, with its configuration.
   *
   * @throws IllegalArgumentException if the batch duration or a setting breaks its rule, or a
   *     {@code millrace.} key is unknown
   */
  public StreamingContext(RddContext rddContext, Duration batchDuration) {
    this(
        checked(Checks.present(rddContext, "a streaming context", "an RddContext").conf()),
        Checks.wholeMillis(batchDuration, BATCH_DURATION),
        Optional.of(rddContext),
        StreamingRuntime::start,
        step -> {});
  }

  /**
   * A context for a program that is tested by killing it: receivers, driver and logs tell which of
   * their steps they have just done. Programs that are not tested so use the other constructors.
   *
   * @param crashPoints takes the names of the steps, which {@link
   *     dev.millrace.receiver.ReceiverCrashPoints}, {@link
   *     dev.millrace.scheduler.SchedulerCrashPoints} and {@link dev.millrace.wal.WalCrashPoints}
   *     list, on whichever thread does them, several at once; may end the process, must not throw
   *     and should return quickly
   * @throws IllegalArgumentException if the batch duration or a setting breaks its rule, or a
   *     {@code millrace.} key is unknown
   */
  public StreamingContext(MillraceConf conf, Duration batchDuration, Consumer<String> crashPoints) {
    this(
        checked(Checks.present(conf, "a streaming context", "a configuration")),
        Checks.wholeMillis(batchDuration, BATCH_DURATION),
        Optional.empty(),
        StreamingRuntime::start,
        Checks.present(crashPoints, "a streaming context", "crash points"));
  }

  /**
   * A context for a test kit, which runs its program in a world of its own: under a virtual clock,
   * for one. Programs use the other constructors.
   *
   * @param launcher where {@link #start} runs the program
   * @throws IllegalArgumentException if the batch duration or a setting breaks its rule, or a
   *     {@code millrace.} key is unknown
   */
  public StreamingContext(RddContext rddContext, Duration batchDuration, RuntimeLauncher launcher) {
    this(
        checked(Checks.present(rddContext, "a streaming context", "an RddContext").conf()),
        Checks.wholeMillis(batchDuration, BATCH_DURATION),
        Optional.of(rddContext),
        Checks.present(launcher, "a streaming context", "a launcher"),
        step -> {});
  }

  private StreamingContext(
      MillraceConf conf,
      Duration batchDuration,
      Optional<RddContext> given,
      RuntimeLauncher launcher,
      Consumer<String> crashPoints) {
    this.conf = conf;
    this.crashPoints = crashPoints;
    this.rddContext = given.orElseGet(() -> new RddContext(conf));
    this.graph = new GraphBuilder(batchDuration, this); // which keeps it, and calls nothing
    this.inputs = new Inputs(graph, conf.get(KryoRecordCodec.ALLOW));
    this.lifecycle =
        new Lifecycle(conf.get(RddKeys.APP_NAME).orElse("millrace"), launcher, graph::close);
    this.checkpointDirectory = conf.get(StreamingKeys.CHECKPOINT_DIRECTORY);
  }

  private static MillraceConf checked(MillraceConf conf) {
    MillraceConf copy = conf.copy();
    StreamingKeys.check(copy);
    return copy;
  }

  // ---- Inputs

  /** A stream of the queued RDDs, one a batch; {@link #queueStream(Queue, boolean, Rdd)}. */
  public <T> InputDStream<T> queueStream(Queue<Rdd<T>> queue) {
    return queueStream(queue, true);
  }

  /** A stream of the queued RDDs; a batch for which the queue has nothing is empty. */
  public <T> InputDStream<T> queueStream(Queue<Rdd<T>> queue, boolean oneAtATime) {
    return inputs.queue(queue, oneAtATime, Optional.empty());
  }

  /**
   * A stream of the queued RDDs. The queue is copied now: what is added to it later is not seen.
   *
   * @param oneAtATime whether each batch takes the next RDD; otherwise the first takes all of them
   * @param defaultRdd the batch for which the queue has nothing
   */
  public <T> InputDStream<T> queueStream(
      Queue<Rdd<T>> queue, boolean oneAtATime, Rdd<T> defaultRdd) {
    return inputs.queue(
        queue, oneAtATime, Optional.of(Checks.present(defaultRdd, "queueStream", "a default RDD")));
  }

  /**
   * A stream of the lines of text that a server sends, in UTF-8. Blocks are kept in memory and, if
   * there is no room, on disk: two copies of them, or one when the receiver log is on.
   *
   * @throws IllegalArgumentException if the host is blank or the port no port
   */
  public ReceiverInputDStream<String> socketTextStream(String host, int port) {
    return socketTextStream(host, port, ReceiverSettings.from(conf).defaultSocketLevel());
  }

  /**
   * A stream of the lines of text that a server sends, in UTF-8. A server that refuses or closes
   * the connection is asked again, with growing pauses.
   *
   * @param level where and how often blocks are kept
   * @throws IllegalArgumentException if the host is blank, the port no port, or the level keeps
   *     nothing
   */
  public ReceiverInputDStream<String> socketTextStream(String host, int port, StorageLevel level) {
    Checks.present(host, "socketTextStream", "a host");
    Checks.present(level, "socketTextStream", "a storage level");
    return inputs.receiver("socketTextStream", new SocketTextReceiver(host, port, level));
  }

  /**
   * A stream of what a converter makes of the bytes that a server sends; its records are pulled one
   * by one.
   *
   * @param level where and how often blocks are kept
   * @throws IllegalArgumentException if the host is blank, the port no port, or the level keeps
   *     nothing
   */
  public <T> ReceiverInputDStream<T> socketStream(
      String host, int port, Function<InputStream, Iterable<T>> converter, StorageLevel level) {
    Checks.present(host, "socketStream", "a host");
    Checks.present(converter, "socketStream", "a converter");
    Checks.present(level, "socketStream", "a storage level");
    return inputs.receiver(
        "socketStream", new SocketStreamReceiver<>(host, port, converter, level));
  }

  /**
   * A stream of records that a server sends as ready-made blocks, so that neither side looks at
   * them one by one. The server sends frames: a length of four bytes, high byte first, and that
   * many bytes, which are a block of objects as docs/formats.md defines it; a {@code
   * KryoRecordCodec} writes them. Blocks are kept as those of {@link #socketTextStream(String,
   * int)} are.
   *
   * @throws IllegalArgumentException if the host is blank or the port no port
   */
  public <T> ReceiverInputDStream<T> rawSocketStream(String host, int port) {
    return rawSocketStream(host, port, ReceiverSettings.from(conf).defaultSocketLevel());
  }

  /**
   * A stream of records that a server sends as ready-made blocks; {@link #rawSocketStream(String,
   * int)}. A server that refuses or closes the connection, or sends what is no block, is asked
   * again, with growing pauses.
   *
   * @param level where and how often blocks are kept
   * @throws IllegalArgumentException if the host is blank, the port no port, or the level keeps
   *     nothing
   */
  public <T> ReceiverInputDStream<T> rawSocketStream(String host, int port, StorageLevel level) {
    Checks.present(host, "rawSocketStream", "a host");
    Checks.present(level, "rawSocketStream", "a storage level");
    return inputs.receiver("rawSocketStream", new RawSocketReceiver<>(host, port, level));
  }

  /**
   * A stream of the lines of the text files that appear in a directory, in UTF-8. Files have to be
   * complete when they appear: write them elsewhere, or under a hidden name, and rename them. Those
   * that are there at the program's first start, and those whose name begins with {@code .} or
   * {@code _}, are not read. Each file is in exactly one batch, also when the program restarts.
   *
   * @param directory a path or URI of any file system that Hadoop knows; {@code *}, {@code ?},
   *     {@code [a-z]} and {@code {a,b}} may stand in it. It may be created later
   * @throws IllegalArgumentException if no path can be made of it
   */
  public InputDStream<String> textFileStream(String directory) {
    return inputs.direct(
        "textFileStream",
        FileInputs.text(
            Checks.present(directory, "textFileStream", "a directory"), fileRemember()));
  }

  /**
   * A stream of the records of the files that appear in a directory, each of which holds nothing
   * but records of one length. Which files are read is told at {@link #textFileStream}.
   *
   * @param recordLength the length of each record in bytes; a batch fails whose files cannot be cut
   *     so
   * @throws IllegalArgumentException if the length is not positive
   */
  public InputDStream<byte[]> binaryRecordsStream(String directory, int recordLength) {
    return inputs.direct(
        "binaryRecordsStream",
        FileInputs.binaryRecords(
            Checks.present(directory, "binaryRecordsStream", "a directory"),
            recordLength,
            fileRemember()));
  }

  /**
   * A stream of what an input format makes of the files that appear in a directory; hidden ones,
   * and those that are there at the program's first start, are not read. {@link #textFileStream}
   * says more.
   *
   * @param keyClass the type of the format's keys
   * @param valueClass the type of the format's values
   * @param inputFormatClass Hadoop's {@code TextInputFormat} for one
   */
  public <K, V, F extends InputFormat<K, V>> PairInputDStream<K, V> fileStream(
      String directory, Class<K> keyClass, Class<V> valueClass, Class<F> inputFormatClass) {
    return fileStream(
        directory, keyClass, valueClass, inputFormatClass, FileInputs.visibleFiles(), true);
  }

  /**
   * A stream of what an input format makes of the files that appear in a directory and pass a
   * filter; {@link #textFileStream} says more.
   *
   * @param filter says of each file's path whether it is read; called whenever the directory is
   *     listed, on a thread of the driver. It stands for the rule about hidden files
   * @param newFilesOnly whether files that were there at the program's first start are passed over;
   *     otherwise those of the remember window are read
   */
  public <K, V, F extends InputFormat<K, V>> PairInputDStream<K, V> fileStream(
      String directory,
      Class<K> keyClass,
      Class<V> valueClass,
      Class<F> inputFormatClass,
      Function<Path, Boolean> filter,
      boolean newFilesOnly) {
    return fileStream(
        directory,
        keyClass,
        valueClass,
        inputFormatClass,
        filter,
        newFilesOnly,
        new Configuration());
  }

  /**
   * A stream of what an input format makes of the files that appear in a directory and pass a
   * filter, with settings for the format and the file system; copied. {@link #textFileStream} says
   * more.
   */
  public <K, V, F extends InputFormat<K, V>> PairInputDStream<K, V> fileStream(
      String directory,
      Class<K> keyClass,
      Class<V> valueClass,
      Class<F> inputFormatClass,
      Function<Path, Boolean> filter,
      boolean newFilesOnly,
      Configuration configuration) {
    Checks.present(keyClass, "fileStream", "the class of the keys");
    Checks.present(valueClass, "fileStream", "the class of the values");
    return PairInputDStream.fromInputDStream(
        inputs.direct(
            "fileStream",
            FileInputs.formatted(
                Checks.present(directory, "fileStream", "a directory"),
                Checks.present(inputFormatClass, "fileStream", "an input format"),
                Checks.present(filter, "fileStream", "a filter"),
                newFilesOnly,
                fileRemember(),
                new HadoopSettings(
                    Checks.present(configuration, "fileStream", "a configuration")))));
  }

  private Duration fileRemember() {
    return conf.get(StreamingKeys.FILE_REMEMBER_OLD_NAME)
        .orElseGet(() -> conf.get(StreamingKeys.FILE_REMEMBER));
  }

  /**
   * A stream with the same RDD in every batch.
   *
   * @throws IllegalArgumentException if it is null
   */
  public <T> InputDStream<T> constantStream(Rdd<T> rdd) {
    return inputs.constant(Checks.present(rdd, "constantStream", "an RDD"));
  }

  /** A stream of numbers at a rate; {@link #rateStream(long, int)} with the default parallelism. */
  public InputDStream<Long> rateStream(long rowsPerSecond) {
    return rateStream(rowsPerSecond, rddContext.defaultParallelism());
  }

  /**
   * A stream of the numbers from 0 on, so many for each second since the program's first start.
   * Which numbers a batch has follows from the ticks alone: a program that runs again has the same
   * ones, and after it was down the next batch has what fell due meanwhile. Not part of Spark's
   * API.
   *
   * @param numPartitions how many partitions a batch has, if it has as many numbers
   * @throws IllegalArgumentException if the rate is not between 1 and 1,000,000,000, or the number
   *     of partitions not positive
   */
  public InputDStream<Long> rateStream(long rowsPerSecond, int numPartitions) {
    return inputs.direct("rateStream", new RateSource(rowsPerSecond, numPartitions));
  }

  /**
   * A stream of a source that keeps its records itself, read without a receiver: each record is in
   * exactly one batch, whatever crashes. Not part of Spark's API.
   *
   * @param name what the source is called in messages and listener events
   */
  public <T> InputDStream<T> directStream(String name, DirectSource<?, T> source) {
    return inputs.direct(
        Checks.present(name, "directStream", "a name"),
        Checks.present(source, "directStream", "a source"));
  }

  /** A stream of what a receiver takes in. */
  public <T> ReceiverInputDStream<T> receiverStream(Receiver<T> receiver) {
    return inputs.receiver(
        "receiverStream", Checks.present(receiver, "receiverStream", "a receiver"));
  }

  // ---- Several streams

  /**
   * The records of all streams, batch by batch.
   *
   * @throws IllegalArgumentException if there is none, the slide durations differ, or one belongs
   *     to another context
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public final <T> DStream<T> union(DStream<T>... streams) {
    return new DStream<>(graph, Streams.union(graph, nodes("union", List.of(streams))));
  }

  /** The pairs of all streams, batch by batch; {@link #union(DStream[])}. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public final <K, V> PairDStream<K, V> union(PairDStream<K, V>... streams) {
    return new PairDStream<>(graph, Streams.union(graph, nodes("union", List.of(streams))));
  }

  /**
   * A stream whose batches the function makes of the same batch of several streams. It runs once
   * for each batch, while the batch is planned.
   *
   * @throws IllegalArgumentException if there is no stream, the slide durations differ, or one
   *     belongs to another context
   */
  public <T> DStream<T> transform(
      List<DStream<?>> streams, Function2<List<Rdd<?>>, Time, Rdd<T>> function) {
    Checks.present(function, "transform", "a function");
    return new DStream<>(graph, Streams.transform(graph, "transform", anyNodes(streams), function));
  }

  /** {@link #transform} for a function that makes pairs. */
  public <K, V> PairDStream<K, V> transformToPair(
      List<DStream<?>> streams, Function2<List<Rdd<?>>, Time, PairRdd<K, V>> function) {
    Checks.present(function, "transformToPair", "a function");
    return new PairDStream<>(
        graph,
        Streams.transform(
            graph,
            "transformToPair",
            anyNodes(streams),
            (rdds, time) -> Streams.plain(function.call(rdds, time))));
  }

  private static <T> List<StreamNode<T>> nodes(
      String operation, List<? extends DStreamLike<T, ?, ?>> streams) {
    return streams.stream()
        .<StreamNode<T>>map(stream -> Checks.present(stream, operation, "streams").node())
        .toList();
  }

  private static List<StreamNode<?>> anyNodes(List<DStream<?>> streams) {
    return Checks.present(streams, "transform", "a list of streams").stream()
        .<StreamNode<?>>map(stream -> Checks.present(stream, "transform", "streams").node())
        .toList();
  }

  // ---- Settings

  /** The RDD context that batches are computed in. */
  public RddContext rddContext() {
    return rddContext;
  }

  /**
   * Keeps the logs in a directory, so that a crash loses nothing that was acknowledged, and the
   * checkpoints of streams, unless the RDD context has a directory of its own for them. A program
   * that checkpoints RDDs itself, but no stream, calls {@link RddContext#setCheckpointDir}.
   *
   * @param directory a path of the local file system, or a URI that Hadoop knows
   * @throws IllegalStateException once the context was started or stopped
   */
  public void checkpoint(String directory) {
    Checks.present(directory, "checkpoint", "a directory");
    if (directory.isBlank()) {
      throw new IllegalArgumentException("checkpoint needs a directory: '" + directory + "'");
    }
    lifecycle.beforeStart(
        "checkpoint(" + directory + ")", () -> checkpointDirectory = Optional.of(directory));
  }

  /**
   * Keeps the RDDs of every batch available at least this long.
   *
   * @throws IllegalArgumentException if the duration is not positive, or was set before
   * @throws IllegalStateException once the context was started or stopped
   */
  public void remember(Duration duration) {
    graph.remember(Checks.wholeMillis(duration, "the remember duration"));
  }

  /** Adds a listener; it sees what happens from now on. */
  public void addStreamingListener(StreamingListener listener) {
    lifecycle.addListener(Checks.present(listener, "addStreamingListener", "a listener"));
  }

  /** Removes a listener; no error if it was not added. */
  public void removeStreamingListener(StreamingListener listener) {
    lifecycle.removeListener(Checks.present(listener, "removeStreamingListener", "a listener"));
  }

  /** What has been counted for a receiver stream since the start; all zero for other streams. */
  public Map<ReceiverCounter, Long> receiverCounts(int streamId) {
    return receiverCounters.of(streamId);
  }

  // ---- Life

  /** Where the context is in its life. */
  public StreamingContextState getState() {
    return lifecycle.state();
  }

  /**
   * Starts the program and returns once its clock runs.
   *
   * @throws IllegalArgumentException if there is no output operation, a function or setting cannot
   *     work, or a stream must be checkpointed and there is no checkpoint directory
   * @throws IllegalStateException if the context was started before, which goes on then, or was
   *     stopped, or its RDD context runs another streaming context
   * @throws RuntimeException if the logs cannot be recovered; whatever is thrown by the first call,
   *     all that had been started is stopped again and the context is stopped
   */
  public void start() {
    boolean graceful = conf.get(SchedulerKeys.STOP_GRACEFULLY_ON_SHUTDOWN);
    lifecycle.start(this::spec, () -> stop(true, graceful));
  }

  private RuntimeSpec spec(List<StreamingListener> listeners) {
    GraphDescription description = graph.freeze();
    description.checkFunctions();
    description.checkCheckpoints(checkpointDirectory.isPresent());
    if (conf.get(ReceiverKeys.LOG_ENABLED) && checkpointDirectory.isEmpty()) {
      throw new IllegalArgumentException(
          ReceiverKeys.LOG_ENABLED.name()
              + " = true needs a directory for the log: call checkpoint(directory) before start(),"
              + " or set "
              + StreamingKeys.CHECKPOINT_DIRECTORY.name());
    }
    List<StreamingListener> all = new ArrayList<>(listeners);
    all.addAll(ExtraListeners.of(conf));
    if (description.hasCheckpoints()) {
      checkpointDirectory.ifPresent(this::keepCheckpointsIn);
    }
    DStreamGraph run = new DStreamGraph(description, rddContext, conf.get(SchedulerKeys.UNPERSIST));
    graph.begin(run);
    return new RuntimeSpec(
        conf,
        description.batchDuration(),
        rddContext.engine(),
        checkpointDirectory,
        run,
        inputs.receivers(),
        inputs.direct(),
        all,
        receiverCounters,
        crashPoints);
  }

  /** A program that has chosen a directory for its RDDs keeps it. */
  private void keepCheckpointsIn(String directory) {
    if (rddContext.getCheckpointDir().isEmpty()) {
      try {
        rddContext.setCheckpointDir(directory + "/" + RDDS);
      } catch (UncheckedIOException e) {
        throw new UncheckedIOException(
            "the checkpoint directory " + directory + " cannot be used: " + e.getMessage(),
            e.getCause());
      }
    }
  }

  /**
   * Stops the program without waiting for data, and the RDD context too unless {@code
   * millrace.streaming.stopSparkContextByDefault} is false. See {@link #stop(boolean, boolean)}.
   */
  public void stop() {
    stop(conf.get(StreamingKeys.STOP_RDD_CONTEXT));
  }

  /** Stops the program without waiting for data. See {@link #stop(boolean, boolean)}. */
  public void stop(boolean stopRddContext) {
    stop(stopRddContext, false);
  }

  /**
   * Stops the program and returns when nothing of it is left: no thread, port or temporary file.
   * Stopping a context that does not run has no effect but for the RDD context.
   *
   * @param stopRddContext whether the RDD context is stopped, too
   * @param graceful whether everything that was received is processed first, for as long as {@code
   *     millrace.streaming.gracefulStopTimeout} allows
   * @throws IllegalStateException if called on a listener's thread or inside a batch, which
   *     stopping would wait for
   */
  public void stop(boolean stopRddContext, boolean graceful) {
    lifecycle.stop(graceful);
    graph.run().ifPresent(DStreamGraph::close);
    if (stopRddContext) {
      rddContext.stop();
    }
  }

  /** Stops the program as {@link #stop()} does. */
  @Override
  public void close() {
    stop();
  }

  /**
   * Waits until the program has stopped.
   *
   * @throws RuntimeException the program's first failure, as soon as there is one; a failed batch
   *     does not stop the program
   */
  public void awaitTermination() throws InterruptedException {
    lifecycle.await();
  }

  /**
   * Waits until the program has stopped, or the time is up.
   *
   * @param timeoutMillis how long to wait at most; 0 or less asks without waiting
   * @return whether it has stopped
   * @throws RuntimeException the program's first failure, as soon as there is one
   */
  public boolean awaitTerminationOrTimeout(long timeoutMillis) throws InterruptedException {
    // In nanoseconds, which end at 292 years: the longest wait that a clock can measure.
    return lifecycle.await(Duration.ofNanos(TimeUnit.MILLISECONDS.toNanos(timeoutMillis)));
  }

  /**
   * Gives up a failed batch, whose blocks are kept until then. Not part of Spark's API.
   *
   * @param batchNumber the number that listeners are told
   * @return false if no such batch has failed, or it was dismissed before
   * @throws IllegalStateException if the program does not run
   */
  public boolean dismissFailedBatch(long batchNumber) {
    return lifecycle.dismissFailedBatch(batchNumber);
  }
}
