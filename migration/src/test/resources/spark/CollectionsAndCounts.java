package samples;

import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaRDDLike;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaDStreamLike;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;
import scala.Tuple3;

/** Collections beside a stream, and what they share with their tasks. It is compiled, not run. */
public final class CollectionsAndCounts {

  static void count(JavaDStreamLike<?, ?, ?> stream) {
    stream.count().print();
  }

  static long size(JavaRDDLike<?, ?> collection) {
    return collection.count();
  }

  public static void main(String[] args) throws Exception {
    SparkConf conf = new SparkConf().setMaster("local[2]").setAppName("CollectionsAndCounts");
    JavaStreamingContext ssc = new JavaStreamingContext(conf, Durations.seconds(1));
    JavaSparkContext sc = ssc.sparkContext();
    LongAccumulator seen = sc.sc().longAccumulator();
    DoubleAccumulator weight = sc.sc().doubleAccumulator("weight");
    CollectionAccumulator<String> odd = sc.sc().collectionAccumulator();
    Broadcast<List<String>> stop = sc.broadcast(List.of("the"));

    JavaRDD<Tuple2<String, Integer>> plain = sc.parallelize(List.of(new Tuple2<>("a", 1)));
    JavaPairRDD<String, Integer> pairs = JavaPairRDD.fromJavaRDD(plain);
    JavaPairRDD<String, Integer> sums = pairs.reduceByKey(new HashPartitioner(2), Integer::sum);
    JavaPairRDD<String, Tuple3<Iterable<Integer>, Iterable<Integer>, Iterable<Integer>>> grouped =
        pairs.cogroup(sums, pairs);
    grouped.foreach(group -> System.out.println(group._1 + group._2()._3()));
    FlatMapFunction2<java.util.Iterator<String>, java.util.Iterator<String>, String> first =
        (left, right) -> left;
    JavaRDD<String> none = sc.emptyRDD();
    System.out.println(none.zipPartitions(none, first).collect() + " " + size(sums));

    JavaDStream<String> lines = ssc.socketTextStream(args[0], Integer.parseInt(args[1]));
    JavaPairDStream<String, Integer> ones =
        JavaPairDStream.fromJavaDStream(lines.map(line -> new Tuple2<>(line, 1)));
    count(ones.toJavaDStream());
    ones.foreachRDD(
        rdd ->
            rdd.foreach(
                pair -> {
                  if (!stop.value().contains(pair._1)) {
                    seen.add(1);
                    weight.add(0.5);
                    odd.add(pair._1);
                  }
                }));
    ones.dstream().saveAsTextFiles("target/ones", "txt");
    System.out.println(seen.value() + weight.value() + " " + odd.value());
    ssc.stop();
  }
}
