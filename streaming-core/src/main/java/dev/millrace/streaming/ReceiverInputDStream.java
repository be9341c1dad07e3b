package dev.millrace.streaming;

import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.StreamNode;

/**
 * A stream whose records a receiver takes in.
 *
 * @param <T> the type of the records
 */
public final class ReceiverInputDStream<T> extends InputDStream<T> {

  ReceiverInputDStream(GraphBuilder graph, StreamNode<T> node, int streamId) {
    super(graph, node, streamId);
  }
}
