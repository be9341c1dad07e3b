package samples;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Seconds;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.api.java.JavaStreamingListener;
import org.apache.spark.streaming.api.java.JavaStreamingListenerBatchCompleted;
import org.apache.spark.streaming.api.java.JavaStreamingListenerWrapper;
import scala.Tuple2;

/** Streams RDDs that stand in a queue, and tells of each batch that is done. */
public final class QueueOfRdds {

  private static final class Told extends JavaStreamingListener {
    @Override
    public void onBatchCompleted(JavaStreamingListenerBatchCompleted completed) {
      System.out.println("outputs=" + completed.batchInfo().outputOperationInfos().size());
    }
  }

  public static void main(String[] args) throws Exception {
    SparkConf conf = new SparkConf().setMaster("local[2]").setAppName("QueueOfRdds");
    JavaStreamingContext ssc = new JavaStreamingContext(conf, Seconds.apply(1));

    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      numbers.add(i);
    }
    Queue<JavaRDD<Integer>> queue = new ArrayDeque<>();
    for (int i = 0; i < 3; i++) {
      queue.add(ssc.sparkContext().parallelize(numbers));
    }
    JavaDStream<Integer> stream = ssc.queueStream(queue);
    JavaPairDStream<Integer, Integer> digits =
        stream.mapToPair(number -> new Tuple2<>(number % 10, 1)).reduceByKey(Integer::sum);
    digits.print();

    ssc.addStreamingListener(new JavaStreamingListenerWrapper(new Told()));
    ssc.start();
    ssc.awaitTermination();
  }
}
