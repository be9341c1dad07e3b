package dev.millrace.testkit.stream;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddKeys;
import dev.millrace.rdd.RddLike;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.StopReport;
import dev.millrace.streaming.DStream;
import dev.millrace.streaming.DStreamLike;
import dev.millrace.streaming.InputDStream;
import dev.millrace.streaming.PairDStream;
import dev.millrace.streaming.StreamingContext;
import dev.millrace.streaming.StreamingContextState;
import dev.millrace.streaming.wiring.RunningProgram;
import dev.millrace.streaming.wiring.RuntimeSpec;
import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.driver.ProcessSettings;
import dev.millrace.testkit.driver.ProcessShells;
import dev.millrace.testkit.driver.SimulatedProcess;
import dev.millrace.testkit.driver.SimulatedRdds;
import dev.millrace.testkit.law.ProcessWatch;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import dev.millrace.time.Time;
import dev.millrace.wal.file.InMemoryFileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs a streaming program on given batches under a virtual clock, and compares what its streams
 * have with what the test expects:
 *
 * <pre>{@code
 * try (StreamTest test = new StreamTest(Durations.seconds(1))) {
 *   DStream<String> words = test.given(List.of("a", "b"), List.of("c"));
 *   test.expect(words.window(Durations.seconds(2)).count(), List.of(2L), List.of(3L));
 *   test.run();
 * }
 * }</pre>
 *
 * <p>Driver, graph and engine are those of production; time is the test's, so an hour of batches
 * takes milliseconds, and a run repeats exactly. {@link #run()} stops the program gracefully at the
 * end and fails unless every given batch was run, every expectation was met, no batch has failed
 * that was not expected to, and nothing was left undone.
 *
 * <p>{@link #context()} is a real context: use it for what is not offered here. Everything,
 * functions of the program included, runs on the thread that made the test, which is the only one
 * that may use it.
 */
public final class StreamTest implements AutoCloseable {
  private static final Duration STOP_BATCHES = Duration.ofMinutes(1);
  private static final long EVENTS_MAX = 50_000_000;
  private static final int LOG_SEGMENT_BYTES = 1 << 20;

  private final Duration batchDuration;
  private final World world = new World(0, EVENTS_MAX);
  private final Node node = world.node("program");
  private final CrashPoints crashPoints = new CrashPoints(node);
  private final InMemoryFileStore store = new InMemoryFileStore();
  private final ProcessSettings settings;
  private final Life life;
  private final SimulatedRdds rdds;
  private final StreamingContext context;
  private final List<Given> given = new ArrayList<>();
  private final List<Expectation<?>> expectations = new ArrayList<>();
  private Optional<VirtualProgram> program = Optional.empty();
  private int failuresExpected;

  /** How many batches an input was given. */
  private record Given(int input, int batches) {}

  /** What a stream is to have in its batches. */
  private record Expectation<T>(String stream, List<List<T>> expected, SeenBatches<T> seen) {

    void check() {
      if (!expected.equals(seen.batches())) {
        throw new AssertionError(
            "batches of " + stream + "\nexpected: " + expected + "\n but were: " + seen.batches());
      }
    }
  }

  /**
   * A test with default settings; two partitions where nobody says how many.
   *
   * @param batchDuration the virtual time between two batches, a positive number of milliseconds
   */
  public StreamTest(Duration batchDuration) {
    this(batchDuration, new MillraceConf());
  }

  /**
   * A test with settings; {@code millrace.master} plays no part.
   *
   * @throws IllegalArgumentException if the batch duration or a setting breaks its rule
   */
  public StreamTest(Duration batchDuration, MillraceConf conf) {
    this.batchDuration = batchDuration;
    this.settings =
        new ProcessSettings(
            DriverSettings.of("stream-test", batchDuration, conf),
            ReceiverSettings.from(conf),
            1,
            LOG_SEGMENT_BYTES);
    List<Life> begun = new ArrayList<>();
    node.start(begun::add);
    world.runUntilIdle();
    this.life = begun.get(0);
    this.rdds =
        SimulatedRdds.open(life, settings, store, crashPoints, ProcessWatch.NONE, defaults(conf));
    this.context = new StreamingContext(rdds.context(), batchDuration, this::launch);
  }

  private static MillraceConf defaults(MillraceConf conf) {
    MillraceConf copy = conf.copy();
    return copy.contains(RddKeys.DEFAULT_PARALLELISM.name())
        ? copy
        : copy.set(RddKeys.DEFAULT_PARALLELISM.name(), "2");
  }

  /** The context that the program is described with; {@code run} starts it. */
  public StreamingContext context() {
    return context;
  }

  // ---- Given

  /**
   * An input whose n-th batch has the n-th records, in two partitions; batches after those given
   * are empty.
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public final <T> InputDStream<T> given(List<T>... batches) {
    return given(List.of(batches), 2);
  }

  /** As {@link #given(List[])}, in a number of partitions. */
  public <T> InputDStream<T> given(List<List<T>> batches, int numPartitions) {
    Queue<Rdd<T>> queue = new ArrayDeque<>();
    for (List<T> batch : batches) {
      queue.add(rdds.context().parallelize(batch, numPartitions));
    }
    InputDStream<T> input = context.queueStream(queue, true);
    given.add(new Given(input.id(), batches.size()));
    return input;
  }

  /** As {@link #given(List[])}, for pairs. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public final <K, V> PairDStream<K, V> givenPairs(List<Tuple2<K, V>>... batches) {
    return PairDStream.fromDStream(given(List.of(batches), 2));
  }

  // ---- Expected

  /** Collects what a stream has in each of its batches, for the test to look at. */
  public <T, R extends RddLike<T, R>> SeenBatches<T> see(DStreamLike<T, ?, R> stream) {
    SeenBatches<T> seen = new SeenBatches<>();
    stream.foreachRDD((rdd, time) -> seen.put(time, rdd.glom().collect()));
    return seen;
  }

  /**
   * Expects of a stream that it has exactly these batches, in the order of records in partitions,
   * until the test stops; a stream that slides has fewer batches than the program.
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public final <T, R extends RddLike<T, R>> void expect(
      DStreamLike<T, ?, R> stream, List<T>... batches) {
    expectations.add(new Expectation<>(stream.toString(), List.of(batches), see(stream)));
  }

  /** Expects that this many batches fail; {@link #failures} tells how. */
  public void expectFailures(int batches) {
    failuresExpected = batches;
  }

  // ---- Run

  /** Runs as many batches as the longest input was given, then stops as {@link #stop} does. */
  public void run() {
    run(given.stream().mapToInt(Given::batches).max().orElse(1));
  }

  /** Runs some batches, then stops as {@link #stop} does. */
  public void run(int batches) {
    advance(batches);
    stop();
  }

  /** Starts the program if need be, and runs some more batches to their end. */
  public void advance(int batches) {
    if (context.getState() == StreamingContextState.INITIALIZED) {
      context.start();
    }
    running().runBatches(batches);
  }

  /**
   * Stops the program gracefully and checks the run.
   *
   * @throws AssertionError if a given batch was not run, an expectation was not met, batches have
   *     failed that were not expected to, or something was left undone
   */
  public void stop() {
    VirtualProgram stopping = running();
    StopReport report = stopping.stop(true);
    context.stop(false);
    checkFailures(stopping.failures());
    if (!report.drained()) {
      throw new AssertionError("the program did not stop in good order: " + report);
    }
    long batchesRun = stopping.batchCount();
    for (Given input : given) {
      if (input.batches() > batchesRun) {
        throw new AssertionError(
            "input "
                + input.input()
                + " was given "
                + input.batches()
                + " batches, but only "
                + batchesRun
                + " were run");
      }
    }
    expectations.forEach(Expectation::check);
  }

  private void checkFailures(List<Throwable> failures) {
    if (failures.size() != failuresExpected) {
      AssertionError unexpected =
          new AssertionError(
              failures.size() + " batches failed, expected were " + failuresExpected);
      failures.forEach(unexpected::addSuppressed);
      throw unexpected;
    }
  }

  /** Why batches have failed, oldest first. */
  public List<Throwable> failures() {
    return running().failures();
  }

  /** The tick of a batch of the started program, counted from 0. */
  public Time timeOf(int batchNumber) {
    return running().zeroTime().plus(batchDuration.multipliedBy(batchNumber + 1L));
  }

  /** How much virtual time has passed since the test was made. */
  public Duration elapsed() {
    return Duration.ofNanos(world.nanos());
  }

  private VirtualProgram running() {
    return program.orElseThrow(
        () -> new IllegalStateException("the program has not been started: call advance or run"));
  }

  private RunningProgram launch(String name, Supplier<RuntimeSpec> described) {
    RuntimeSpec spec = described.get();
    if (!spec.receivers().isEmpty()) {
      throw new IllegalArgumentException(
          "a stream test runs no receivers, but the program has "
              + spec.receivers().size()
              + ": make its input an argument of the program, and give it batches");
    }
    VirtualProgram starting =
        new VirtualProgram(
            world,
            batchDuration,
            batchDuration.multipliedBy(10).plus(STOP_BATCHES),
            spec.listeners());
    starting.start(process(spec, starting));
    program = Optional.of(starting);
    return starting;
  }

  private SimulatedProcess process(RuntimeSpec spec, VirtualProgram starting) {
    try {
      return new SimulatedProcess(
          life,
          settings,
          store,
          new SimulatedNetwork(world),
          crashPoints,
          ProcessWatch.NONE,
          List.of(),
          spec.inputs(),
          rdds,
          ignored -> spec.planner(),
          starting::onEvent,
          starting::onFailure,
          ProcessShells.plain());
    } catch (IOException e) {
      throw new UncheckedIOException("a log in memory cannot fail", e);
    }
  }

  /** Stops the program if it runs, without checks, and lets go of all that the test had. */
  @Override
  public void close() {
    context.stop(true);
  }

  // ---- In one call

  /**
   * What a stream that the program makes of the given batches has in each of its batches.
   *
   * @param batches as many as are run
   * @param program makes the stream
   */
  public static <T, U, R extends RddLike<U, R>> List<List<U>> run(
      Duration batchDuration,
      List<List<T>> batches,
      Function<DStream<T>, ? extends DStreamLike<U, ?, R>> program) {
    try (StreamTest test = new StreamTest(batchDuration)) {
      SeenBatches<U> seen = test.see(program.apply(test.given(batches, 2)));
      test.run();
      return seen.batches();
    }
  }
}
