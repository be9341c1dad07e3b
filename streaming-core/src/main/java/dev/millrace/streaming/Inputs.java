package dev.millrace.streaming;

import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.receiver.Receiver;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.Keeping;
import dev.millrace.streaming.graph.NodeSpec;
import dev.millrace.streaming.graph.QueueInput;
import dev.millrace.streaming.graph.RangeStream;
import dev.millrace.streaming.graph.ReceivedInput;
import dev.millrace.streaming.graph.StreamNode;
import dev.millrace.streaming.source.DirectSource;
import dev.millrace.streaming.wiring.actor.ReceiverSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;

/** The inputs of a program, numbered in the order of their creation. <em>Thread-safe.</em> */
final class Inputs {

  private final GraphBuilder graph;
  private final List<String> readablePrefixes;
  private final Map<Integer, ReceiverSource<?>> receivers = new TreeMap<>();
  private final List<DirectInputSpec> direct = new ArrayList<>();
  private int idNext;

  /**
   * No inputs yet.
   *
   * @param readablePrefixes packages and classes of the program whose objects may be read from
   *     blocks that an earlier run wrote
   */
  Inputs(GraphBuilder graph, List<String> readablePrefixes) {
    this.graph = graph;
    this.readablePrefixes = List.copyOf(readablePrefixes);
  }

  synchronized <T> InputDStream<T> queue(
      Queue<Rdd<T>> queue, boolean oneAtATime, Optional<Rdd<T>> otherwise) {
    List<Rdd<T>> copy = new ArrayList<>(Checks.present(queue, "queueStream", "a queue"));
    copy.forEach(rdd -> Checks.present(rdd, "queueStream", "a queue of RDDs"));
    StreamNode<T> node =
        graph.add(
            NodeSpec.input(
                "queueStream",
                graph.batchDuration(),
                Keeping.OWN_RDD,
                new QueueInput<>(copy, oneAtATime, otherwise)),
            Streams.callSite());
    return new InputDStream<>(graph, node, idNext++);
  }

  synchronized <T> ReceiverInputDStream<T> receiver(String operation, Receiver<T> receiver) {
    RecordCodec<T> codec = receiver.codec(readablePrefixes);
    StreamNode<T> node =
        graph.add(
            NodeSpec.input(
                operation,
                graph.batchDuration(),
                Keeping.RECEIVED_BLOCKS,
                new ReceivedInput<>(idNext, codec)),
            Streams.callSite());
    receivers.put(idNext, new ReceiverSource<>(receiver, codec));
    return new ReceiverInputDStream<>(graph, node, idNext++);
  }

  synchronized <T> InputDStream<T> direct(String operation, DirectSource<?, T> source) {
    StreamNode<T> node =
        graph.add(
            NodeSpec.input(
                operation,
                graph.batchDuration(),
                Keeping.OWN_RDD,
                new RangeStream<>(idNext, operation, source::reader)),
            Streams.callSite());
    direct.add(new DirectInputSpec(idNext, operation + "-" + idNext, source));
    return new InputDStream<>(graph, node, idNext++);
  }

  synchronized <T> InputDStream<T> constant(Rdd<T> rdd) {
    StreamNode<T> node =
        graph.add(
            NodeSpec.input(
                "constantStream",
                graph.batchDuration(),
                Keeping.OWN_RDD,
                batch -> Optional.of(rdd)),
            Streams.callSite());
    return new InputDStream<>(graph, node, idNext++);
  }

  /** The inputs that need no receiver, in the order of their streams. */
  synchronized List<DirectInputSpec> direct() {
    return List.copyOf(direct);
  }

  /** The receivers by their stream. */
  synchronized Map<Integer, ReceiverSource<?>> receivers() {
    return Collections.unmodifiableMap(new TreeMap<>(receivers));
  }
}
