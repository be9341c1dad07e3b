package dev.millrace.benchmarks;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.StreamingContext;
import dev.millrace.time.Durations;
import java.util.Arrays;

/**
 * Counts the words of {@link LineFeeder} with Millrace. Arguments: port, expected words, batch in
 * milliseconds, and a directory to turn the write-ahead log on or {@code -} for none.
 */
final class MillraceWordCount {

  private MillraceWordCount() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    WordTotals totals = new WordTotals(Long.parseLong(args[1]));
    MillraceConf conf = new MillraceConf().setMaster("local[2]").setAppName("word count");
    boolean logged = !args[3].equals("-");
    if (logged) {
      conf.set("millrace.streaming.receiver.writeAheadLog.enable", "true");
    }
    try (StreamingContext context =
        new StreamingContext(conf, Durations.milliseconds(Long.parseLong(args[2])))) {
      if (logged) {
        context.checkpoint(args[3]);
      }
      context
          .socketTextStream("127.0.0.1", port, StorageLevel.MEMORY_AND_DISK_SER())
          .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
          .mapToPair(word -> new Tuple2<>(word, 1))
          .reduceByKey(Integer::sum)
          .foreachRDD(
              counts -> {
                counts.collect().forEach(count -> totals.add(count._1(), count._2()));
                totals.endOfBatch();
              });
      context.start();
      totals.ready();
      totals.await();
    }
  }
}
