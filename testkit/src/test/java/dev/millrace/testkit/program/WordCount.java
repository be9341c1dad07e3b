package dev.millrace.testkit.program;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.streaming.DStream;
import dev.millrace.streaming.PairDStream;
import dev.millrace.streaming.StreamingContext;
import dev.millrace.testkit.driver.ProcessShells;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.World;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The socket word count with two servers, by batch and by window, and what it must come to. */
final class WordCount implements SimulatedProgram {
  static final String LINES = "lines";
  static final String COUNTS = "counts";
  static final String WINDOWS = "windows";
  private static final Duration BATCH = Duration.ofSeconds(1);
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final Duration SLIDE = Duration.ofSeconds(2);
  private static final int PORT = 9999;

  /** More slides than can pass before the first window. */
  private static final int FIRST_SLIDES = 100;

  private static final int SLOW_ONE_IN = 8;
  private static final long SLOW_NANOS_MAX = Duration.ofSeconds(2).toNanos();

  private final List<LineServer> servers = new ArrayList<>();
  private final ProgramSink sink = new ProgramSink();

  private WordCount(World world, SimulatedNetwork network) {
    servers.add(new LineServer(world, network, "left", PORT));
    servers.add(new LineServer(world, network, "right", PORT));
  }

  static ProgramScenario scenario() {
    return new ProgramScenario(settings(), WordCount::new);
  }

  static ProgramScenario scenario(ProcessShells.Factory shells) {
    return new ProgramScenario(settings(), WordCount::new, shells);
  }

  private static ProgramSettings settings() {
    MillraceConf conf =
        new MillraceConf()
            .set(
                "millrace.streaming.socket.maxLineBytes",
                Integer.toString(LineServer.LINE_BYTES_MAX))
            .set("millrace.streaming.receiverRestartDelay", "500ms")
            .set("millrace.streaming.blockQueueSize", "3")
            .set("millrace.streaming.receiver.blockStoreTimeout", "3s");
    return ProgramSettings.of(conf, BATCH, "left", "right");
  }

  @Override
  public void describe(StreamingContext context, Life life) {
    DStream<String> lines =
        context.socketTextStream("left", PORT).union(context.socketTextStream("right", PORT));
    PairDStream<String, Long> ones =
        lines
            .flatMap(line -> Arrays.asList(line.split("\\s+")).iterator())
            .mapToPair(word -> new Tuple2<>(word, 1L));
    ChanceStream jobs = life.random("jobs");
    lines.foreachRDD(
        (rdd, time) -> {
          if (jobs.oneIn(SLOW_ONE_IN)) {
            life.sleep(Duration.ofNanos(jobs.upTo(SLOW_NANOS_MAX)));
          }
          sink.put(life, LINES, time, rdd.collect());
        });
    ones.reduceByKey(Long::sum)
        .foreachRDD((rdd, time) -> sink.put(life, COUNTS, time, sorted(rdd.collect())));
    ones.window(WINDOW, SLIDE)
        .reduceByKey(Long::sum)
        .foreachRDD((rdd, time) -> sink.put(life, WINDOWS, time, sorted(rdd.collect())));
  }

  private static List<String> sorted(List<Tuple2<String, Long>> counts) {
    return counts.stream().map(String::valueOf).sorted().toList();
  }

  @Override
  public void onFaultsEnd() {
    servers.forEach(LineServer::onFaultsEnd);
  }

  @Override
  public boolean isDone() {
    return servers.stream().allMatch(LineServer::isDone);
  }

  @Override
  public void check(List<AllocatedBatch> batches) {
    NavigableMap<Time, List<String>> lines = sink.of(LINES);
    for (AllocatedBatch batch : batches) {
      List<String> ofBatch = lines.get(batch.time());
      require(ofBatch != null, "batch " + batch.time() + " has no lines");
      require(
          ofBatch.size() == recordCount(batch),
          "batch " + batch + " has " + ofBatch.size() + " lines");
      require(
          sink.of(COUNTS).get(batch.time()).equals(countOf(ofBatch)),
          "batch " + batch.time() + " counts " + sink.of(COUNTS).get(batch.time()));
    }
    require(lines.size() == batches.size(), "batches were made up: " + lines.keySet());
    checkEachLineOnce(lines);
    checkWindows(lines);
  }

  private static long recordCount(AllocatedBatch batch) {
    return batch.blocks().values().stream()
        .flatMap(List::stream)
        .mapToLong(ReceivedBlockInfo::recordCount)
        .sum();
  }

  private void checkEachLineOnce(NavigableMap<Time, List<String>> lines) {
    Set<String> seen = new HashSet<>();
    for (List<String> ofBatch : lines.values()) {
      for (String line : ofBatch) {
        require(servers.stream().anyMatch(server -> server.sent(line)), "made up: " + line);
        require(seen.add(line), "counted twice: " + line);
      }
    }
    for (LineServer server : servers) {
      for (String line : server.takenForSure()) {
        require(seen.contains(line), "taken after the last fault, and lost: " + line);
      }
    }
  }

  /**
   * A window is the union of its batches, and there is one every second tick, unless that tick fell
   * into the time between two lives.
   */
  private void checkWindows(NavigableMap<Time, List<String>> lines) {
    Time zero = sink.of(WINDOWS).firstKey().minus(SLIDE.multipliedBy(FIRST_SLIDES));
    for (Time time : lines.keySet()) {
      List<String> window = sink.of(WINDOWS).get(time);
      if (!time.isMultipleOf(SLIDE, zero)) {
        require(window == null, "there is a window between two slides: " + time);
        continue;
      }
      List<String> union = new ArrayList<>();
      lines.subMap(time.minus(WINDOW), false, time, true).values().forEach(union::addAll);
      require(
          countOf(union).equals(window),
          "the window of " + time + " is " + window + " and its batches make " + countOf(union));
    }
  }

  /** The word count as one thread makes it that has all lines. */
  private static List<String> countOf(List<String> lines) {
    Map<String, Long> counts = new HashMap<>();
    for (String line : lines) {
      for (String word : line.split("\\s+")) {
        counts.merge(word, 1L, Long::sum);
      }
    }
    return new TreeMap<>(counts)
        .entrySet().stream()
            .map(entry -> "(" + entry.getKey() + "," + entry.getValue() + ")")
            .sorted()
            .toList();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
