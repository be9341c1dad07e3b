package dev.millrace.examples;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.PairDStream;
import dev.millrace.streaming.StreamingContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Counts the words of a text that comes over a socket, batch by batch. */
@Command(
    name = "NetworkWordCount",
    sortOptions = false,
    description = {
      "Counts the words of a text that comes over a TCP socket and prints each batch, until Ctrl-C.",
      "Without --connect it starts a small text server of its own on a free loopback port."
    })
public final class NetworkWordCount implements Callable<Integer> {

  private static final long STOP_CHECK_MILLIS = 20;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // the command line reads it
  private boolean helpWanted;

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT",
      description = "Count from your own server; 'nc -lk 9999' is one, at localhost:9999.")
  private Optional<HostAndPort> server = Optional.empty();

  @Option(
      names = "--batch",
      paramLabel = "INTERVAL",
      defaultValue = "200ms",
      description = "The batch interval: 200ms, 1s, 2min. Default: ${DEFAULT-VALUE}.")
  private Duration batch = Duration.ofMillis(200);

  @Option(
      names = "--wal",
      paramLabel = "DIR",
      description = "Write what is received to a log in this directory before it is counted.")
  private Optional<String> logDirectory = Optional.empty();

  @Option(
      names = "--batches",
      paramLabel = "N",
      description = "Stop by itself after this many batches.")
  private Optional<Long> batchesMax = Optional.empty();

  /** Runs the example; exits with 0, or with 2 when the command line is wrong. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new NetworkWordCount())
            .registerConverter(HostAndPort.class, text -> checked(HostAndPort::parse, text))
            .registerConverter(Duration.class, text -> checked(Interval::parse, text))
            .execute(args));
  }

  /** What a parser refuses, the command line shows in one line. */
  private static <T> T checked(Function<String, T> parser, String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (server.isPresent()) {
      count(server.get());
      return 0;
    }
    try (TextServer own = TextServer.start(Duration.ofMillis(10))) {
      count(new HostAndPort("localhost", own.port()));
    }
    return 0;
  }

  private void count(HostAndPort source) throws InterruptedException {
    MillraceConf conf = new MillraceConf().setMaster("local[2]").setAppName("NetworkWordCount");
    // The context stops by itself when the JVM goes down; whoever comes first must drain.
    conf.set("millrace.streaming.stopGracefullyOnShutdown", "true");
    logDirectory.ifPresent(
        directory -> conf.set("millrace.streaming.receiver.writeAheadLog.enable", "true"));
    StreamingContext context = new StreamingContext(conf, batch);
    logDirectory.ifPresent(context::checkpoint);

    PairDStream<String, Integer> counts =
        context
            .socketTextStream(source.host(), source.port(), StorageLevel.MEMORY_AND_DISK_SER())
            .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
            .mapToPair(word -> new Tuple2<>(word, 1))
            .reduceByKey(Integer::sum);
    counts.print();

    WordTotals totals = new WordTotals();
    counts.foreachRDD(
        batchCounts -> totals.add(batchCounts.collect().stream().mapToLong(Tuple2::_2).sum()));

    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> finish(context, totals), "finish-on-interrupt"));
    context.start();
    long batchesWanted = batchesMax.orElse(Long.MAX_VALUE);
    // Throws what failed a batch; true when the program was interrupted.
    while (totals.batches() < batchesWanted
        && !context.awaitTerminationOrTimeout(STOP_CHECK_MILLIS)) {}
  }

  /**
   * Drains what was received, then says what was counted; runs when the JVM goes down, for whatever
   * reason.
   */
  private static void finish(StreamingContext context, WordTotals totals) {
    context.stop(true, true);
    System.out.println(totals.summary());
  }
}
