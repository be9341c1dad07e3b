package samples;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.StorageLevels;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** Counts the words of each batch of lines that come from a socket. */
public final class NetworkWordCount {
  private static final Pattern BLANK = Pattern.compile(" ");

  public static void main(String[] args) throws Exception {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("NetworkWordCount")
            .set("spark.streaming.blockInterval", "50ms");
    JavaStreamingContext jssc = new JavaStreamingContext(conf, Durations.milliseconds(200));

    JavaReceiverInputDStream<String> lines =
        jssc.socketTextStream(
            args[0], Integer.parseInt(args[1]), StorageLevels.MEMORY_AND_DISK_SER);
    JavaDStream<String> words = lines.flatMap(line -> Arrays.asList(BLANK.split(line)).iterator());
    JavaPairDStream<String, Integer> counts =
        words.mapToPair(word -> new Tuple2<>(word, 1)).reduceByKey((a, b) -> a + b);

    counts.print();
    jssc.start();
    jssc.awaitTermination();
  }
}
