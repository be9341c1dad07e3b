package samples;

import static org.apache.spark.api.java.StorageLevels.MEMORY_ONLY;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.Milliseconds;
import org.apache.spark.streaming.Minutes;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.receiver.Receiver;
import scala.Tuple2;

/** Uses the types that the other samples do not. It is compiled, not run. */
public final class ManyTypes {

  /** A receiver of one record. */
  static final class OneRecord extends Receiver<String> {
    OneRecord() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {
      store("record");
    }

    @Override
    public void onStop() {}
  }

  static final class Split implements FlatMapFunction<String, String> {
    @Override
    public Iterator<String> call(String line) {
      return List.of(line.split(" ")).iterator();
    }
  }

  public static void main(String[] args) throws Exception {
    SparkConf conf = new SparkConf().setIfMissing("spark.master", "local[2]");
    conf.set("spark.app.name", "ManyTypes").set("notspark.key", "spark.value");
    JavaSparkContext sc = new JavaSparkContext(conf);
    Duration batch = Milliseconds.apply(500).plus(new Duration(500L));
    JavaStreamingContext ssc = new JavaStreamingContext(sc, batch);

    long millis = batch.times(2).minus(Durations.seconds(1)).milliseconds();
    boolean shorter = batch.less(Minutes.apply(1)) && !batch.greaterEq(Minutes.apply(1));
    boolean fits = Minutes.apply(1).isMultipleOf(batch);
    double ratio = Minutes.apply(1).div(batch);
    System.out.println(millis + " " + shorter + " " + fits + " " + ratio + " " + batch.isZero());

    JavaDStream<String> received = ssc.receiverStream(new OneRecord()).flatMap(new Split());
    received.persist(MEMORY_ONLY);
    Function<String, Boolean> notEmpty = word -> !word.isEmpty();
    PairFunction<String, String, Integer> length = word -> new Tuple2<>(word, word.length());
    Function2<Integer, Integer, Integer> sum = Integer::sum;
    JavaPairDStream<String, Integer> lengths =
        received.filter(notEmpty).mapToPair(length).reduceByKey(sum, new HashPartitioner(2));

    JavaPairDStream<String, Tuple2<Integer, Optional<Integer>>> joined =
        lengths.leftOuterJoin(lengths);
    JavaDStream<String> text =
        joined.map(
            both -> {
              Integer other = both._2._2.orNull();
              Optional<Integer> again = Optional.fromNullable(other);
              Optional<Integer> none = Optional.absent();
              return both._1() + both._2()._1() + again.or(0) + none.or(1);
            });
    VoidFunction2<JavaRDD<String>, Time> show =
        (rdd, time) -> System.out.println(time.minus(batch).milliseconds() + " " + rdd.collect());
    text.foreachRDD(show);
    Function0<String> name = () -> "name";
    JavaPairRDD<String, Integer> pairs = sc.parallelizePairs(List.of(new Tuple2<>(name.call(), 1)));
    System.out.println(pairs.collect() + " " + ssc.ssc().getState());
    if (ssc.getState() == StreamingContextState.INITIALIZED) {
      ssc.stop();
    }
  }
}
