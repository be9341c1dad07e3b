package samples;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaMapWithStateDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** Keeps a running count of every word that ever came from a socket. */
public final class StatefulNetworkWordCount {

  public static void main(String[] args) throws Exception {
    SparkConf conf =
        new SparkConf().setMaster("local[2]").setAppName("StatefulNetworkWordCount");
    JavaStreamingContext ssc = new JavaStreamingContext(conf, Durations.milliseconds(200));
    ssc.checkpoint(args[2]);

    List<Tuple2<String, Integer>> before =
        Arrays.asList(new Tuple2<>("hello", 1), new Tuple2<>("world", 1));
    JavaPairRDD<String, Integer> initial = ssc.sparkContext().parallelizePairs(before);

    JavaReceiverInputDStream<String> lines =
        ssc.socketTextStream(args[0], Integer.parseInt(args[1]));
    JavaPairDStream<String, Integer> ones =
        lines
            .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
            .mapToPair(word -> new Tuple2<>(word, 1));

    Function3<String, Optional<Integer>, State<Integer>, Tuple2<String, Integer>> running =
        (word, one, state) -> {
          int sum = one.orElse(0) + (state.exists() ? state.get() : 0);
          state.update(sum);
          return new Tuple2<>(word, sum);
        };
    JavaMapWithStateDStream<String, Integer, Integer, Tuple2<String, Integer>> counts =
        ones.mapWithState(StateSpec.function(running).initialState(initial));
    counts.print();

    JavaPairDStream<String, Integer> all =
        ones.updateStateByKey(
            (values, state) -> {
              int sum = state.or(0);
              for (int value : values) {
                sum += value;
              }
              return Optional.of(sum);
            });
    all.foreachRDD(rdd -> System.out.println("words=" + rdd.count()));

    ssc.start();
    ssc.awaitTermination();
  }
}
