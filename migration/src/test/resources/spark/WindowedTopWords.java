package samples;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** Prints the most frequent words of the last minute, again and again. */
public final class WindowedTopWords {

  private static final Duration BATCH = new Duration(200);

  public static void main(String[] args) throws Exception {
    SparkConf conf = new SparkConf().setMaster("local[2]").setAppName("WindowedTopWords");
    JavaStreamingContext ssc = new JavaStreamingContext(conf, BATCH);
    ssc.checkpoint(args[2]);

    JavaDStream<String> words =
        ssc.socketTextStream(args[0], Integer.parseInt(args[1]))
            .flatMap(line -> Arrays.asList(line.split(" ")).iterator());
    JavaPairDStream<String, Integer> counts =
        words
            .mapToPair(word -> new Tuple2<>(word, 1))
            .reduceByKeyAndWindow((a, b) -> a + b, (a, b) -> a - b, BATCH.times(300), BATCH);
    JavaPairDStream<Integer, String> ranked =
        counts
            .mapToPair(pair -> new Tuple2<>(pair._2, pair._1))
            .transformToPair(rdd -> rdd.sortByKey(false));
    ranked.foreachRDD(
        (rdd, time) -> {
          List<Tuple2<Integer, String>> top = rdd.take(2);
          if (!top.isEmpty()) {
            System.out.println("top=" + top + (time.milliseconds() > 0 ? "" : " at no time"));
          }
        });

    ssc.start();
    ssc.awaitTermination();
  }
}
