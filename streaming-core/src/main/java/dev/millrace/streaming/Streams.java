package dev.millrace.streaming;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Partitioner;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.UserFunctionException;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Function3;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.graph.BatchContext;
import dev.millrace.streaming.graph.CallSite;
import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.NodeSpec;
import dev.millrace.streaming.graph.Recurrence;
import dev.millrace.streaming.graph.StreamNode;
import dev.millrace.time.Time;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** How the operations of streams become nodes of the graph. */
final class Streams {

  /** Classes whose frames lie between the program's call and a node. */
  private static final Set<String> FACES =
      Set.of(
          Streams.class.getName(),
          StateStreams.class.getName(),
          MapWithStateDStream.class.getName(),
          Inputs.class.getName(),
          StreamingContext.class.getName(),
          DStreamLike.class.getName(),
          DStream.class.getName(),
          PairDStream.class.getName());

  private static final Boolean SINGLE_KEY = true;

  private Streams() {}

  /** Where the program called the operation that is being described. */
  static CallSite callSite() {
    return CallSite.outside(FACES);
  }

  /** A stream whose batches follow from those of one parent. */
  static <T, U> StreamNode<U> of(
      GraphBuilder graph, String operation, StreamNode<T> parent, Function<Rdd<T>, Rdd<U>> make) {
    return graph.add(oneParent(operation, parent, make), callSite());
  }

  /** A stream whose batches follow from those of one parent by a function that runs in tasks. */
  static <T, U> StreamNode<U> shipping(
      GraphBuilder graph,
      String operation,
      StreamNode<T> parent,
      Serializable function,
      Function<Rdd<T>, Rdd<U>> make) {
    return graph.add(oneParent(operation, parent, make).shipping(function), callSite());
  }

  private static <T, U> NodeSpec<U> oneParent(
      String operation, StreamNode<T> parent, Function<Rdd<T>, Rdd<U>> make) {
    return NodeSpec.of(operation, List.of(parent), batch -> batch.rddOf(parent).map(make));
  }

  /** A stream whose batches follow from those of two parents. */
  static <T, U, V> StreamNode<V> both(
      GraphBuilder graph,
      String operation,
      StreamNode<T> left,
      StreamNode<U> right,
      BiFunction<Rdd<T>, Rdd<U>, Rdd<V>> make) {
    return graph.add(
        NodeSpec.of(
            operation,
            List.of(left, right),
            batch -> Optional.of(make.apply(requiredOf(batch, left), requiredOf(batch, right)))),
        callSite());
  }

  static <T> StreamNode<T> union(GraphBuilder graph, List<StreamNode<T>> parents) {
    return graph.add(
        NodeSpec.of(
            "union",
            List.copyOf(parents),
            batch -> {
              List<Rdd<T>> rdds = new ArrayList<>();
              for (StreamNode<T> parent : parents) {
                rdds.add(requiredOf(batch, parent));
              }
              return Optional.of(unionOf(batch.rddContext(), rdds));
            }),
        callSite());
  }

  /** A stream whose batches a user's function makes of its parent's. */
  static <T, U> StreamNode<U> transform(
      GraphBuilder graph,
      String operation,
      StreamNode<T> parent,
      Function2<Rdd<T>, Time, Rdd<U>> function) {
    return graph.add(
        NodeSpec.of(
            operation,
            List.of(parent),
            batch -> Optional.of(made(function.call(requiredOf(batch, parent), batch.time())))),
        callSite());
  }

  /** A stream whose batches a user's function makes of the same batch of two parents. */
  static <T, U, V> StreamNode<V> transformWith(
      GraphBuilder graph,
      String operation,
      StreamNode<T> left,
      StreamNode<U> right,
      Function3<Rdd<T>, Rdd<U>, Time, Rdd<V>> function) {
    return graph.add(
        NodeSpec.of(
            operation,
            List.of(left, right),
            batch ->
                Optional.of(
                    made(
                        function.call(
                            requiredOf(batch, left), requiredOf(batch, right), batch.time())))),
        callSite());
  }

  /** A stream whose batches a user's function makes of the same batch of its parents. */
  static <T> StreamNode<T> transform(
      GraphBuilder graph,
      String operation,
      List<StreamNode<?>> parents,
      Function2<List<Rdd<?>>, Time, Rdd<T>> function) {
    return graph.add(
        NodeSpec.of(
            operation,
            parents,
            batch -> {
              List<Rdd<?>> rdds = new ArrayList<>();
              for (StreamNode<?> parent : parents) {
                rdds.add(requiredOf(batch, parent));
              }
              return Optional.of(made(function.call(rdds, batch.time())));
            }),
        callSite());
  }

  static <T> StreamNode<T> window(
      GraphBuilder graph, StreamNode<T> parent, Duration window, Duration slide) {
    checkWindow(parent, window, slide);
    StreamNode<T> node =
        graph.add(
            NodeSpec.window(
                "window",
                parent,
                window,
                slide,
                batch -> Optional.of(unionOf(batch.rddContext(), batch.rddsOf(parent, window)))),
            callSite());
    if (window.compareTo(slide) > 0) {
      graph.persistShared(parent);
    }
    return node;
  }

  /** Refuses durations that are not positive multiples of the stream's slide duration. */
  static void checkWindow(StreamNode<?> parent, Duration window, Duration slide) {
    Checks.multipleOf(parent.slide(), window, "the window duration");
    Checks.multipleOf(parent.slide(), slide, "the slide duration of the window");
  }

  /** A stream of windows that each follow from the one before. */
  static <K, V> StreamNode<Tuple2<K, V>> inverseWindow(
      GraphBuilder graph,
      StreamNode<Tuple2<K, V>> reduced,
      InverseWindow<K, V> functions,
      Duration window,
      Duration slide,
      Optional<Partitioner> partitioner) {
    graph.persistShared(reduced);
    Recurrence<Tuple2<K, V>> recurrence =
        (batch, previous) ->
            Optional.of(
                functions.compute(
                    batch,
                    reduced,
                    window,
                    slide,
                    previous,
                    orDefault(partitioner, batch.rddContext())));
    return graph.add(
        NodeSpec.recurrent(
                "reduceByKeyAndWindow", List.of(reduced), slide, window.plus(slide), recurrence)
            .shipping(functions),
        callSite());
  }

  /** The partitioner of operations by key when the program gives none. */
  static Partitioner byDefault(PairRdd<?, ?> rdd) {
    return orDefault(Optional.empty(), rdd);
  }

  static Partitioner orDefault(Optional<Partitioner> given, PairRdd<?, ?> rdd) {
    return orDefault(given, rdd.context());
  }

  private static Partitioner orDefault(Optional<Partitioner> given, RddContext context) {
    return given.orElseGet(() -> new HashPartitioner(context.defaultParallelism()));
  }

  /** The values of some groups, group by group. */
  static <V> Iterable<V> flattened(Iterable<Iterable<V>> groups) {
    List<V> values = new ArrayList<>();
    groups.forEach(group -> group.forEach(values::add));
    return values;
  }

  /** The records of any number of RDDs, none included. */
  static <T> Rdd<T> unionOf(RddContext context, List<Rdd<T>> rdds) {
    return switch (rdds.size()) {
      case 0 -> context.emptyRdd();
      case 1 -> rdds.get(0);
      default -> context.union(rdds);
    };
  }

  /** One record, the number of records of the RDD. */
  static <T> Rdd<Long> count(Rdd<T> rdd) {
    PairRdd<Boolean, Long> zero =
        rdd.context().parallelizePairs(List.of(new Tuple2<>(SINGLE_KEY, 0L)), 1);
    return rdd.mapPartitionsToPair(Streams::countOf)
        .union(zero)
        .reduceByKey(Long::sum, 1)
        .map(Tuple2::_2);
  }

  private static <T> Iterator<Tuple2<Boolean, Long>> countOf(Iterator<T> records) {
    long count = 0;
    for (; records.hasNext(); records.next()) {
      count++;
    }
    return List.of(new Tuple2<>(SINGLE_KEY, count)).iterator();
  }

  /** The records under one key, by which they can be brought together. */
  static <T> PairRdd<Boolean, T> singleKey(Rdd<T> rdd) {
    return rdd.mapToPair(record -> new Tuple2<>(SINGLE_KEY, record));
  }

  /** At most one record, the records of the RDD made one. */
  static <T> Rdd<T> reduce(Rdd<T> rdd, Function2<T, T, T> function) {
    return singleKey(rdd)
        .reduceByKey(
            (first, second) -> {
              try {
                return function.call(first, second);
              } catch (Throwable e) {
                throw UserFunctionException.in("reduce", e);
              }
            },
            1)
        .map(Tuple2::_2);
  }

  private static <T> Rdd<T> requiredOf(BatchContext batch, StreamNode<T> parent) {
    return required(batch.rddOf(parent), parent);
  }

  /** A parent's batch, which has to be there at the child's times. */
  static <T> Rdd<T> required(Optional<Rdd<T>> rdd, StreamNode<T> parent) {
    return rdd.orElseThrow(
        () -> new IllegalStateException("the stream of " + parent + " has no batch at this time"));
  }

  /** Pairs as plain records; null, which only a user's function makes, stays null. */
  static <K, V> Rdd<Tuple2<K, V>> plain(PairRdd<K, V> pairs) {
    return pairs == null ? null : pairs.toRdd();
  }

  /** What a user's transform function made; null is refused. */
  static <T> Rdd<T> made(Rdd<T> rdd) {
    if (rdd == null) {
      throw new IllegalArgumentException(
          "the function returned null: for a batch without records return"
              + " rdd.context().emptyRdd()");
    }
    return rdd;
  }
}
